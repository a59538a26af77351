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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.ipc.json.JsonCodec;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MeterChanges}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MeterChangesTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MeterChanges changes = new MeterChanges(10, new AtomicInteger()::incrementAndGet);

	@Test
	void aMeterIsDescribedOnceAndToldWhenItChanges() throws IOException {
		this.registry.counter("jobs", "type", "mail").increment(3);
		this.registry.counter("others").increment();
		assertThat(read().described()).hasSize(2);
		assertThat(read()).isEqualTo(new MetersMessage(Map.of(), Map.of(), List.of()));
		this.registry.counter("jobs", "type", "mail").increment();
		MetersMessage message = read();
		assertThat(message.described()).isEmpty();
		assertThat(message.values()).hasSize(1);
		assertThat(message.values().values()).containsExactly(new double[] { 4 });
	}

	@Test
	void descriptionsAndValuesArriveAsTheyAre() throws IOException {
		Timer.builder("requests").tags("uri", "/ä", "status", "200").description("äöü").register(this.registry);
		MetersMessage message = read();
		MeterDescription description = message.described().get(1);
		assertThat(description).isEqualTo(
				new MeterDescription(MeterKind.TIMER, "requests", Tags.of("uri", "/ä", "status", "200"), null, "äöü"));
		assertThat(message.values().get(1)).containsExactly(0, 0, 0);
	}

	@Test
	void aGaugeWithoutAValueIsToldOnce() throws IOException {
		Gauge.builder("used", () -> Double.NaN).register(this.registry);
		assertThat(read().values().get(1)).containsExactly(Double.NaN);
		assertThat(read().values()).isEmpty();
	}

	@Test
	void whatIsRemovedIsToldUntilItIsTaken() throws IOException {
		this.registry.counter("jobs");
		read();
		this.registry.clear();
		this.changes.read(this.registry.getMeters());
		this.changes.lost();
		assertThat(read().removed()).containsExactly(1);
		assertThat(read().removed()).isEmpty();
	}

	@Test
	void allIsToldAgainAfterALoss() throws IOException {
		this.registry.counter("jobs").increment(3);
		MetersMessage first = read();
		this.changes.lost();
		MetersMessage second = read();
		assertThat(second.described()).isEqualTo(first.described());
		assertThat(second.values().get(1)).containsExactly(3);
	}

	@Test
	void aCounterThatIsMadeAnewHasAnotherNumber() throws IOException {
		this.registry.counter("jobs");
		read();
		this.registry.clear();
		this.registry.counter("jobs");
		MetersMessage message = read();
		assertThat(message.described()).containsOnlyKeys(2);
		assertThat(message.removed()).containsExactly(1);
	}

	@Test
	void aSumThatIsNoneIsNotTold() throws IOException {
		AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
		FunctionCounter.builder("jobs", value, AtomicReference::get).register(this.registry);
		assertThat(read().described()).isEmpty();
		value.set(3.0);
		assertThat(read().values().get(1)).containsExactly(3);
	}

	@Test
	void aMeterThatFailsHoldsUpNoOther() throws IOException {
		this.registry.counter("jobs").increment();
		AtomicReference<Double> value = new AtomicReference<>(1.0);
		FunctionCounter.builder("broken", value, (reference) -> {
			if (reference.get() < 0) {
				throw new NoClassDefFoundError("broken");
			}
			return reference.get();
		}).register(this.registry);
		read();
		value.set(-1.0);
		this.registry.counter("jobs").increment();
		MetersMessage message = read();
		assertThat(message.values()).hasSize(1);
		assertThat(message.removed()).isEmpty();
	}

	@Test
	void whatIsTooMuchIsLeftOutAndSaidOnce(CapturedOutput output) throws IOException {
		for (int i = 0; i < 20; i++) {
			this.registry.counter("jobs", "user", String.valueOf(i));
		}
		assertThat(read().described()).hasSize(10);
		assertThat(read().described()).isEmpty();
		assertThat(output).containsOnlyOnce("more than 10 meters, as 'forkit.cluster.metrics.max-meters' says");
		this.registry.clear();
		assertThat(read().removed()).hasSize(10);
		this.registry.counter("others");
		assertThat(read().described()).hasSize(1);
	}

	@Test
	void aMeterThatIsTooLongIsLeftOut(CapturedOutput output) throws IOException {
		this.registry.counter("long", "query", "x".repeat(5000));
		this.registry.counter("jobs");
		assertThat(read().described()).hasSize(1);
		assertThat(output)
			.containsOnlyOnce("The meter 'long' has a name, tags and a unit of more than 4000 characters");
	}

	@Test
	void aLongDescriptionIsCut() throws IOException {
		FunctionCounter.builder("jobs", "", (text) -> 1).description("x".repeat(5000)).register(this.registry);
		assertThat(read().described().get(1).text()).hasSize(300).endsWith("…");
	}

	@Test
	void messagesHaveLessThan64KiB() throws Exception {
		MeterChanges many = new MeterChanges(5000, new AtomicInteger()::incrementAndGet);
		Random random = new Random(1);
		for (int i = 0; i < 3000; i++) {
			this.registry.counter("jobs" + i, "text", "漢".repeat(random.nextInt(random.nextInt(10) == 0 ? 3900 : 100)));
		}
		List<List<?>> messages = many.read(this.registry.getMeters());
		assertThat(messages).hasSizeGreaterThan(10);
		for (List<?> message : messages) {
			assertThat(new JsonCodec().write("", message, "")).hasSizeLessThan(60_000);
		}
	}

	@Test
	void whatBelongsToAnotherMeterIsNotTold() throws IOException {
		Timer.builder("requests").publishPercentiles(0.5).publishPercentileHistogram().register(this.registry);
		assertThat(this.registry.getMeters()).hasSizeGreaterThan(1);
		assertThat(read().described()).hasSize(1);
	}

	@Test
	void whatCountsInStepsIsNotTold() throws IOException {
		SimpleMeterRegistry steps = new SimpleMeterRegistry(new SimpleConfig() {

			@Override
			public String get(String key) {
				return "simple.mode".equals(key) ? CountingMode.STEP.name() : null;
			}

		}, new MockClock());
		steps.counter("jobs").increment();
		steps.timer("requests");
		Gauge.builder("used", () -> 1).register(steps);
		assertThat(read(steps.getMeters()).described()).hasSize(1);
	}

	@Test
	void metersOfNoKindAreNotTold() throws IOException {
		Meter.builder("own", Meter.Type.OTHER, List.of()).register(this.registry);
		assertThat(read().described()).isEmpty();
	}

	private MetersMessage read() throws IOException {
		return read(this.registry.getMeters());
	}

	private MetersMessage read(List<Meter> meters) throws IOException {
		List<List<?>> messages = new ArrayList<>(this.changes.read(meters));
		assertThat(messages).hasSize(1);
		this.changes.taken();
		return MetersMessage.read(messages.get(0));
	}

}
