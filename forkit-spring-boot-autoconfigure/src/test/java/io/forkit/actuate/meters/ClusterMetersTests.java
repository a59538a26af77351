/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.actuate.meters;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.forkit.cluster.WorkerState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ClusterMeters}, with {@link MeterChanges} at the other end.
 */
class ClusterMetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ClusterMeters cluster = new ClusterMeters(() -> Stream.of(this.registry), MetersSettings.DEFAULTS);

	@Test
	void showsTheCountersOfAllWorkers() throws IOException {
		ReportingWorker first = new ReportingWorker(1, 0, this.cluster);
		ReportingWorker second = new ReportingWorker(2, 1, this.cluster);
		first.registry.counter("jobs", "type", "mail").increment(3);
		second.registry.counter("jobs", "type", "mail").increment(4);
		first.report();
		second.report();
		assertThat(count("jobs", "0")).isEqualTo(3);
		assertThat(count("jobs", "1")).isEqualTo(4);
		assertThat(this.registry.get("jobs").tag("type", "mail").functionCounters()).hasSize(2);
	}

	@Test
	void showsAllKinds() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		Timer.builder("requests").description("What it is about").register(worker.registry).record(ofMillis(1500));
		DistributionSummary.builder("sizes").baseUnit("bytes").register(worker.registry).record(7);
		Gauge.builder("used", () -> 42).baseUnit("bytes").register(worker.registry);
		TimeGauge.builder("age", () -> 1500, TimeUnit.MILLISECONDS).register(worker.registry);
		LongTaskTimer.builder("runs").register(worker.registry).start();
		FunctionCounter.builder("hits", "", (text) -> 5).register(worker.registry);
		FunctionTimer.builder("loads", "", (text) -> 2, (text) -> 3000, TimeUnit.MILLISECONDS)
			.register(worker.registry);
		worker.report();
		FunctionTimer requests = this.registry.get("requests").tag("worker", "0").functionTimer();
		assertThat(requests.getId().getDescription()).isEqualTo("What it is about");
		assertThat(requests.count()).isEqualTo(1);
		assertThat(requests.totalTime(TimeUnit.SECONDS)).isEqualTo(1.5);
		assertThat(this.registry.get("requests.max").timeGauge().value(TimeUnit.SECONDS)).isEqualTo(1.5);
		Meter sizes = this.registry.get("sizes").meter();
		assertThat(sizes.getId().getBaseUnit()).isEqualTo("bytes");
		assertThat(sizes.getId().getType()).isEqualTo(Meter.Type.OTHER);
		assertThat(sizes.measure()).extracting(Measurement::getStatistic, Measurement::getValue)
			.containsExactly(tuple(Statistic.COUNT, 1), tuple(Statistic.TOTAL, 7), tuple(Statistic.MAX, 7));
		assertThat(this.registry.get("used").gauge().value()).isEqualTo(42);
		assertThat(this.registry.get("used").gauge().getId().getBaseUnit()).isEqualTo("bytes");
		assertThat(this.registry.get("age").timeGauge().value(TimeUnit.SECONDS)).isEqualTo(1.5);
		assertThat(this.registry.get("runs.active").gauge().value()).isEqualTo(1);
		assertThat(this.registry.get("runs.duration").timeGauge().value(TimeUnit.SECONDS)).isNotNegative();
		assertThat(count("hits", "0")).isEqualTo(5);
		assertThat(this.registry.get("loads").functionTimer().totalTime(TimeUnit.SECONDS)).isEqualTo(3);
	}

	private static Tuple tuple(Statistic statistic, double value) {
		return Tuple.tuple(statistic, value);
	}

	private static Duration ofMillis(long millis) {
		return Duration.ofMillis(millis);
	}

	@Test
	void whatAWorkerThatIsKilledHasReportedIsKept() throws IOException {
		ReportingWorker killed = new ReportingWorker(1, 0, this.cluster);
		killed.registry.counter("jobs").increment(3);
		Gauge.builder("used", () -> 42).register(killed.registry);
		killed.registry.timer("requests").record(ofMillis(10));
		killed.registry.summary("sizes").record(7);
		killed.report();
		killed.end();
		assertThat(count("jobs", "0")).isEqualTo(3);
		assertThat(this.registry.get("requests").functionTimer().count()).isEqualTo(1);
		assertThat(this.registry.find("requests.max").meters()).isEmpty();
		assertThat(this.registry.find("used").meters()).isEmpty();
		assertThat(this.registry.get("sizes").meter().measure()).extracting(Measurement::getValue)
			.containsExactly(1.0, 7.0, 0.0);
		ReportingWorker next = new ReportingWorker(2, 0, this.cluster);
		next.registry.counter("jobs").increment(2);
		Gauge.builder("used", () -> 43).register(next.registry);
		next.report();
		assertThat(count("jobs", "0")).isEqualTo(5);
		assertThat(this.registry.get("used").gauge().value()).isEqualTo(43);
	}

	@Test
	void bothWorkersOfASlotCountWhileOneIsReplaced() throws IOException {
		ReportingWorker old = new ReportingWorker(1, 0, this.cluster);
		ReportingWorker young = new ReportingWorker(2, 0, this.cluster);
		young.state(WorkerState.STARTING);
		old.registry.counter("jobs").increment(3);
		young.registry.counter("jobs").increment(2);
		Gauge.builder("used", () -> 1).register(old.registry);
		Gauge.builder("used", () -> 2).register(young.registry);
		young.report();
		assertThat(this.registry.get("used").gauge().value()).isEqualTo(2);
		old.report();
		assertThat(count("jobs", "0")).isEqualTo(5);
		assertThat(this.registry.get("used").gauge().value()).isEqualTo(1);
		young.state(WorkerState.READY);
		assertThat(this.registry.get("used").gauge().value()).isEqualTo(2);
		old.state(WorkerState.DRAINING);
		old.registry.counter("jobs").increment();
		old.report();
		assertThat(count("jobs", "0")).isEqualTo(6);
		assertThat(this.registry.get("used").gauge().value()).isEqualTo(2);
		old.end();
		assertThat(count("jobs", "0")).isEqualTo(6);
		assertThat(this.registry.get("used").gauge().value()).isEqualTo(2);
	}

	@Test
	void aStandbyThatIsGivenASlotTakesItsStatesAlong() throws IOException {
		ReportingWorker worker = ReportingWorker.standby(1, this.cluster);
		worker.registry.counter("jobs").increment(3);
		Gauge.builder("used", () -> 42).register(worker.registry);
		worker.report();
		assertThat(count("jobs", "standby")).isEqualTo(3);
		assertThat(this.registry.get("used").tag("worker", "standby").gauge().value()).isEqualTo(42);
		worker.slot(1);
		worker.registry.counter("jobs").increment(2);
		worker.report();
		assertThat(count("jobs", "standby")).isEqualTo(3);
		assertThat(count("jobs", "1")).isEqualTo(2);
		assertThat(this.registry.get("used").gauges()).hasSize(1);
		assertThat(this.registry.get("used").tag("worker", "1").gauge().value()).isEqualTo(42);
	}

	@Test
	void aMeterThatTheWorkerRemovesIsRemoved() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		Counter counter = worker.registry.counter("jobs");
		Timer timer = worker.registry.timer("requests");
		worker.report();
		worker.registry.remove(counter);
		worker.registry.remove(timer);
		worker.report();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void aMeterThatOnlyOneOfTwoWorkersRemovesIsThere() throws IOException {
		ReportingWorker first = new ReportingWorker(1, 0, this.cluster);
		ReportingWorker second = new ReportingWorker(2, 0, this.cluster);
		Counter counter = first.registry.counter("jobs");
		counter.increment();
		second.registry.counter("jobs").increment();
		first.report();
		second.report();
		first.registry.remove(counter);
		first.report();
		assertThat(count("jobs", "0")).isEqualTo(2);
	}

	@Test
	void aMeterThatIsMadeAnewGoesOn() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		worker.registry.counter("jobs").increment(3);
		worker.report();
		worker.registry.remove(worker.registry.counter("jobs"));
		worker.registry.counter("jobs").increment(5);
		worker.report();
		assertThat(count("jobs", "0")).isEqualTo(8);
	}

	@Test
	void aSumThatBecomesLessCountsFromThereOn() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		report(worker, 1, 10);
		worker.send(List.of(), List.of(List.of(1, 4.0)), List.of());
		assertThat(count("c1", "0")).isEqualTo(10);
		worker.send(List.of(), List.of(List.of(1, 6.0)), List.of());
		assertThat(count("c1", "0")).isEqualTo(12);
	}

	@Test
	void aMessageMayBeToldTwice() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		worker.registry.counter("jobs").increment(3);
		List<List<?>> messages = new ArrayList<>();
		worker.report(messages::add);
		worker.changes.lost();
		worker.report((again) -> assertThat(again).isEqualTo(messages.get(0)));
		assertThat(count("jobs", "0")).isEqualTo(3);
	}

	@Test
	void anotherVersionMayMeasureSomethingElse() throws IOException {
		ReportingWorker old = new ReportingWorker(1, 0, this.cluster);
		AtomicReference<Double> used = new AtomicReference<>(1.0);
		Gauge.builder("jobs", used::get).register(old.registry);
		old.report();
		ReportingWorker young = new ReportingWorker(2, 0, this.cluster);
		young.registry.counter("jobs").increment(3);
		young.report();
		used.set(2.0);
		old.report();
		old.end();
		assertThat(count("jobs", "0")).isEqualTo(3);
		assertThat(this.registry.getMeters()).hasSize(1);
	}

	@Test
	void aTagOfTheApplicationIsKept() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		worker.registry.counter("jobs", "worker", "mail").increment(3);
		worker.report();
		assertThat(this.registry.get("jobs").functionCounter().getId().getTags())
			.isEqualTo(Tags.of("worker", "mail", "forkit.worker", "0").stream().toList());
	}

	@Test
	void whatThePrimaryMeasuresItselfHasTheTagToo() throws IOException {
		this.registry.config().meterFilter(ClusterMeters.ofPrimary());
		this.registry.counter("jobs").increment();
		this.registry.counter("others", "worker", "7").increment();
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		worker.registry.counter("jobs").increment(3);
		worker.report();
		assertThat(this.registry.get("jobs").tag("worker", "primary").counter().count()).isEqualTo(1);
		assertThat(count("jobs", "0")).isEqualTo(3);
		assertThat(this.registry.get("others").counter().getId().getTag("worker")).isEqualTo("7");
	}

	@Test
	void whatThePrimaryMeasuresItselfHasNoBuckets() {
		this.registry.config().meterFilter(ClusterMeters.ofPrimary());
		Timer timer = Timer.builder("requests")
			.publishPercentileHistogram()
			.serviceLevelObjectives(ofMillis(10))
			.publishPercentiles(0.5)
			.register(this.registry);
		timer.record(ofMillis(1));
		assertThat(timer.takeSnapshot().histogramCounts()).isEmpty();
		assertThat(timer.takeSnapshot().percentileValues()).hasSize(1);
	}

	@Test
	void aNameHasTheSameTagsInAllProcesses() throws IOException {
		this.registry.config().meterFilter(ClusterMeters.ofPrimary());
		ReportingWorker first = new ReportingWorker(1, 0, this.cluster);
		ReportingWorker second = ReportingWorker.standby(2, this.cluster);
		for (MeterRegistry each : List.of(this.registry, first.registry, second.registry)) {
			new JvmMemoryMetrics().bindTo(each);
			new JvmThreadMetrics().bindTo(each);
			new ProcessorMetrics().bindTo(each);
			new UptimeMetrics().bindTo(each);
			each.timer("http.server.requests", "uri", "/");
		}
		first.report();
		second.report();
		Map<String, Set<List<String>>> keys = new HashMap<>();
		for (Meter meter : this.registry.getMeters()) {
			keys.computeIfAbsent(meter.getId().getName(), (name) -> new HashSet<>())
				.add(meter.getId().getTags().stream().map(Tag::getKey).toList());
		}
		assertThat(keys).hasSizeGreaterThan(15).allSatisfy((name, variants) -> assertThat(variants).hasSize(1));
	}

	@Test
	void aGaugeWithoutAValueHasNone() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		Gauge.builder("used", () -> Double.NaN).register(worker.registry);
		Gauge.builder("limit", () -> Double.POSITIVE_INFINITY).register(worker.registry);
		worker.report();
		assertThat(this.registry.get("used").gauge().value()).isNaN();
		assertThat(this.registry.get("limit").gauge().value()).isInfinite();
	}

	@Test
	void registersInTheLeavesOfComposites() throws IOException {
		CompositeMeterRegistry composite = new CompositeMeterRegistry();
		composite.add(this.registry);
		ClusterMeters meters = new ClusterMeters(() -> Stream.of(composite, this.registry), MetersSettings.DEFAULTS);
		ReportingWorker worker = new ReportingWorker(1, 0, meters);
		worker.registry.counter("jobs").increment(3);
		worker.report();
		assertThat(count("jobs", "0")).isEqualTo(3);
		assertThat(composite.getMeters()).isEmpty();
	}

	@Test
	void aRegistryThatRefusesAMeterGetsTheOthers() throws IOException {
		MeterRegistry refusing = new SimpleMeterRegistry() {

			@Override
			protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T obj, ToDoubleFunction<T> function) {
				throw new IllegalArgumentException("It has other tags");
			}

		};
		ClusterMeters meters = new ClusterMeters(() -> Stream.of(refusing, this.registry), MetersSettings.DEFAULTS);
		ReportingWorker worker = new ReportingWorker(1, 0, meters);
		worker.registry.counter("jobs").increment(3);
		Gauge.builder("used", () -> 42).register(worker.registry);
		worker.report();
		assertThat(count("jobs", "0")).isEqualTo(3);
		assertThat(refusing.get("used").gauge().value()).isEqualTo(42);
	}

	@Test
	void aWorkerWithTooManyMetersIsRefusedTheRest() throws IOException {
		ClusterMeters small = new ClusterMeters(() -> Stream.of(this.registry),
				new MetersSettings(true, ofMillis(1), 2));
		ReportingWorker worker = new ReportingWorker(1, 0, small);
		report(worker, 1, 1);
		report(worker, 2, 1);
		assertThatIllegalArgumentException().isThrownBy(() -> report(worker, 3, 1))
			.withMessageContaining("more than 2 meters");
		worker.send(List.of(), List.of(List.of(1, 5.0)), List.of(2));
		report(worker, 3, 1);
		assertThat(count("c1", "0")).isEqualTo(5);
		assertThat(count("c3", "0")).isEqualTo(1);
	}

	@Test
	void whatDeadWorkersHaveLeftGivesRoom() throws IOException {
		ClusterMeters small = new ClusterMeters(() -> Stream.of(this.registry),
				new MetersSettings(true, ofMillis(1), 2));
		ReportingWorker dead = new ReportingWorker(1, 0, small);
		report(dead, 1, 1);
		report(dead, 2, 1);
		dead.end();
		ReportingWorker next = new ReportingWorker(2, 0, small);
		report(next, 2, 1);
		report(next, 3, 1);
		assertThat(this.registry.find("c1").meters()).isEmpty();
		assertThat(count("c2", "0")).isEqualTo(2);
		assertThat(count("c3", "0")).isEqualTo(1);
	}

	private static void report(ReportingWorker worker, int number, double value) throws IOException {
		MeterDescription description = new MeterDescription(MeterKind.COUNTER, "c" + number, Tags.empty(), null, null);
		worker.send(List.of(MetersMessage.write(number, description)), List.of(List.of(number, value)), List.of());
	}

	@Test
	void garbageIsRefusedAndChangesNothing() throws IOException {
		ReportingWorker worker = new ReportingWorker(1, 0, this.cluster);
		report(worker, 1, 3);
		for (Object[] garbage : garbage()) {
			assertThatExceptionOfType(Exception.class).as(List.of(garbage).toString())
				.isThrownBy(() -> worker.send(garbage))
				.isInstanceOfAny(IOException.class, IllegalArgumentException.class);
		}
		assertThat(count("c1", "0")).isEqualTo(3);
		report(worker, 1, 4);
		assertThat(count("c1", "0")).isEqualTo(4);
	}

	private static List<Object[]> garbage() {
		List<?> none = List.of();
		String tooLong = "x".repeat(MeterDescription.MAX_IDENTITY + 1);
		return List.of(new Object[] {}, new Object[] { "x", none, none }, new Object[] { none, none },
				new Object[] { List.of("x"), none, none }, new Object[] { List.of(List.of(1)), none, none },
				new Object[] { List.of(List.of(2, "NOTHING", "n", "u", "t", none)), none, none },
				new Object[] { List.of(List.of(2, "COUNTER", "", "u", "t", none)), none, none },
				new Object[] { List.of(List.of(2, "COUNTER", tooLong, "u", "t", none)), none, none },
				new Object[] { List.of(List.of(2, "COUNTER", "n", "u", "t", List.of("key"))), none, none },
				new Object[] { List.of(List.of(1, "COUNTER", "other", "u", "t", none)), none, none },
				new Object[] { none, List.of(List.of()), none }, new Object[] { none, List.of(List.of(9, 1.0)), none },
				new Object[] { none, List.of(List.of(1, "5")), none }, new Object[] { none, List.of(List.of(1)), none },
				new Object[] { none, List.of(List.of(1, 5.0, 5.0)), none },
				new Object[] { none, List.of(List.of(1, Double.NaN)), none },
				new Object[] { none, List.of(List.of(1, -1.0)), none }, new Object[] { none, none, List.of("x") });
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void sumsOnlyGrowAndAreCompleteWhateverHappens(long seed) throws IOException {
		Random random = new Random(seed);
		List<ReportingWorker> workers = new ArrayList<>();
		int lastId = 0;
		double reported = 0;
		double shown = 0;
		List<Double> last = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			int action = random.nextInt(10);
			if (workers.isEmpty() || (action == 0 && workers.size() < 6)) {
				int slot = random.nextInt(4) - 1;
				workers.add(new ReportingWorker(++lastId, slot, this.cluster));
				last.add(0.0);
				continue;
			}
			int index = random.nextInt(workers.size());
			ReportingWorker worker = workers.get(index);
			if (action == 1) {
				worker.end();
				workers.remove(index);
				last.remove(index);
			}
			else if (action == 2) {
				worker.slot(random.nextInt(3));
			}
			else if (action < 6) {
				worker.registry.counter("jobs").increment(random.nextInt(5));
			}
			else {
				if (action == 6) {
					worker.changes.lost();
				}
				worker.report();
				double now = worker.registry.counter("jobs").count();
				reported += now - last.set(index, now);
			}
			double current = this.registry.find("jobs")
				.functionCounters()
				.stream()
				.mapToDouble(FunctionCounter::count)
				.sum();
			assertThat(current).isGreaterThanOrEqualTo(shown).isEqualTo(reported);
			shown = current;
		}
		assertThat(shown).isGreaterThan(100);
	}

	private double count(String name, String worker) {
		return this.registry.get(name).tag("worker", worker).functionCounter().count();
	}

}
