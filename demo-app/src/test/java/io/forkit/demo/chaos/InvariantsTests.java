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

package io.forkit.demo.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.forkit.demo.ClosedLoop;
import io.forkit.demo.ClusterReport;
import io.forkit.demo.LoadPlan;
import io.forkit.demo.Ports;
import io.forkit.demo.Proc;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link Invariants} sees what is wrong, and only when it has been so for too
 * long.
 */
class InvariantsTests {

	private static final long PRIMARY = 100;

	private static final long WORKER = 101;

	private static final Duration SOON = Duration.ofSeconds(1);

	private static final Duration LATE = Duration.ofMinutes(10);

	private final long start = System.nanoTime();

	private final ActionLog log = new ActionLog();

	private final Invariants invariants = new Invariants(observe(Duration.ZERO, report("READY"), 10, WORKER), this.log,
			List.of());

	@Test
	void quietClusterViolatesNothing() {
		assertThat(this.invariants.check(observe(SOON, report("READY"), 10, WORKER))).isEmpty();
		assertThat(this.invariants.check(observe(LATE, report("READY"), 10, WORKER))).isEmpty();
	}

	@Test
	void endOfThePrimaryIsAViolationAtOnce() {
		Observation observation = new Observation(this.start, PRIMARY, null, "refused", Map.of(), 0);
		assertThat(this.invariants.check(observation)).containsExactly("The primary has ended");
	}

	@Test
	void slotMayBeEmptyForAWhile() {
		assertThatIsWrongWhenLate("Slot 0 has no ready worker", report("STARTING"), 10, WORKER);
	}

	@Test
	void slotWithABreakerMayBeEmptyForEver() {
		ClusterReport report = new ClusterReport("RUNNING", PRIMARY, Duration.ZERO, 1, 0, List.of(),
				List.of(worker("EXITED")), List.of(new ClusterReport.Breaker(0, "OPEN", "TOO_MANY", "too many", 0)));
		this.invariants.check(observe(SOON, report, 10));
		assertThat(this.invariants.check(observe(LATE, report, 10))).isEmpty();
	}

	@Test
	void slotThatIsMissingIsAViolation() {
		ClusterReport report = new ClusterReport("RUNNING", PRIMARY, Duration.ZERO, 2, 1, List.of(),
				List.of(worker("READY")), List.of());
		assertThatIsWrongWhenLate("There are 1 slots, not 2", report, 10, WORKER);
	}

	@Test
	void timeBeginsAnewWhenTheWorkerIsTouched() {
		ClusterReport report = report("STARTING");
		this.invariants.check(observe(SOON, report, 10, WORKER));
		ActionLog.Entry stop = this.log.begin(new Deed("stop", Set.of(WORKER), Harm.REQUESTS, () -> {
		}, LATE));
		assertThat(this.invariants.check(observe(LATE, report, 10, WORKER))).isEmpty();
		assertThat(stop.end()).isGreaterThan(this.start);
		assertThat(this.invariants.check(observe(LATE.multipliedBy(2), report, 10, WORKER))).hasSize(1);
	}

	@Test
	void processOfNobodyIsAViolation() {
		assertThatIsWrongWhenLate("Process 999 belongs to no worker", report("READY"), 10, WORKER, 999);
	}

	@Test
	void workerWithoutAProcessIsAViolation() {
		assertThatIsWrongWhenLate("Worker 1 is READY, but its process 101 is gone", report("READY"), 10);
	}

	@Test
	void workerWithAProcessThatHasEndedIsAViolation() {
		assertThatIsWrongWhenLate("Worker 1 is EXITED, but its process 101 runs", report("EXITED"), 10, WORKER);
	}

	@Test
	void openFilesThatGrowAreAViolation() {
		assertThatIsWrongWhenLate("The primary has 1000 open files", report("READY"), 1000, WORKER);
	}

	@Test
	void primaryThatDoesNotAnswerIsAViolation() {
		assertThatIsWrongWhenLate("The primary does not answer", null, 10, WORKER);
	}

	@Test
	void refusedConnectionIsAViolationWhateverWasDone() {
		this.log.begin(Deed.lasting("kill", Set.of(WORKER), Harm.REQUESTS));
		try (ClosedLoop load = ClosedLoop.start(LoadPlan.get(Ports.free(), 1, "/").requests(1))) {
			load.awaitEnd(LATE);
			Observation late = observe(LATE, report("READY"), 10, WORKER);
			assertThat(new Invariants(observe(Duration.ZERO, report("READY"), 10, WORKER), this.log, List.of(load))
				.check(late)).singleElement(InstanceOfAssertFactories.STRING)
				.contains("nothing explains it", "refused");
		}
	}

	private void assertThatIsWrongWhenLate(String violation, @Nullable ClusterReport report, int openFiles,
			long... processes) {
		assertThat(this.invariants.check(observe(SOON, report, openFiles, processes))).isEmpty();
		assertThat(this.invariants.check(observe(LATE, report, openFiles, processes)))
			.anySatisfy((text) -> assertThat(text).startsWith(violation));
	}

	private Observation observe(Duration after, @Nullable ClusterReport report, int openFiles, long... processes) {
		Map<Long, Proc.Stat> stats = new TreeMap<>();
		stats.put(PRIMARY, new Proc.Stat(PRIMARY, "java", 'S', 1, PRIMARY));
		for (long pid : processes) {
			stats.put(pid, new Proc.Stat(pid, "java", 'S', PRIMARY, pid));
		}
		return new Observation(this.start + after.toNanos(), PRIMARY, report, "silence", stats, openFiles);
	}

	private static ClusterReport report(String state) {
		return new ClusterReport("RUNNING", PRIMARY, Duration.ZERO, 1, state.equals("READY") ? 1 : 0, List.of(),
				List.of(worker(state)), List.of());
	}

	private static ClusterReport.Worker worker(String state) {
		return new ClusterReport.Worker(0, 1, WORKER, state, Duration.ZERO, 0, null, null, 1, null);
	}

}
