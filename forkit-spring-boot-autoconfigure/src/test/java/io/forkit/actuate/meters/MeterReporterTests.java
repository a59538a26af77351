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

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.forkit.cluster.ControlLine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MeterReporter}.
 */
@Timeout(120)
class MeterReporterTests {

	private static final Duration OFTEN = Duration.ofMillis(10);

	private static final Duration NEVER = Duration.ofDays(1);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();

	private MeterReporter reporter = reporter(OFTEN, this.registry);

	@AfterEach
	void stop() {
		// Nobody answers.
		this.reporter.stop();
	}

	@Test
	void tellsAgainAndAgainAndWaitsForEachAnswer() throws Exception {
		this.registry.counter("jobs").increment(3);
		this.reporter.start();
		assertThat(this.reporter.isRunning()).isTrue();
		Question first = next();
		assertThat(first.message().described()).hasSize(1);
		assertThat(this.questions.poll(100, TimeUnit.MILLISECONDS)).isNull();
		first.answer("taken");
		Question second = next();
		assertThat(second.message().described()).isEmpty();
		second.answer("taken");
	}

	@Test
	void tellsTheLastWhenItStops() throws Exception {
		this.reporter = reporter(NEVER, this.registry);
		this.reporter.start();
		next().answer("taken");
		this.registry.counter("jobs").increment(3);
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.reporter::stop);
		Question last = next();
		assertThat(last.message().values().values()).containsExactly(new double[] { 3 });
		assertThat(stopped).isNotDone();
		last.answer("taken");
		stopped.get(60, TimeUnit.SECONDS);
		assertThat(this.reporter.isRunning()).isFalse();
	}

	@Test
	void aPrimaryThatIsSilentHoldsUpNoStop() throws Exception {
		this.reporter.start();
		next();
		CompletableFuture.runAsync(this.reporter::stop).get(60, TimeUnit.SECONDS);
		assertThat(this.reporter.isRunning()).isFalse();
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> threads() == 0);
	}

	@Test
	void tellsNothingToWhoDoesNotWantIt() throws Exception {
		this.reporter.start();
		next().answer("unwanted");
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> threads() == 0);
		this.reporter.stop();
		assertThat(this.questions).isEmpty();
	}

	@Test
	void tellsAllAgainWhenItWasRefusedOrNotHeard() throws Exception {
		this.registry.counter("jobs").increment(3);
		this.reporter.start();
		next().answer("refused", "It is garbage");
		Question second = next();
		assertThat(second.message().described()).hasSize(1);
		second.answer().completeExceptionally(new IllegalStateException("gone"));
		assertThat(next().message().values().values()).containsExactly(new double[] { 3 });
	}

	@Test
	void whereNothingKeepsSumsThereIsNothingToTell() {
		this.reporter = reporter(OFTEN, new CompositeMeterRegistry());
		this.reporter.start();
		assertThat(this.reporter.isRunning()).isFalse();
	}

	@Test
	void goesOnAfterARestart() throws Exception {
		this.registry.counter("jobs").increment(3);
		this.reporter.start();
		next();
		this.reporter.stop();
		this.questions.clear();
		this.reporter.start();
		assertThat(next().message().described()).hasSize(1);
	}

	@Test
	void twoApplicationsOfAWorkerHaveMetersOfTheirOwn() throws Exception {
		this.registry.counter("jobs");
		this.reporter = reporter(NEVER, this.registry);
		this.reporter.start();
		Set<Integer> first = next().message().described().keySet();
		MeterReporter other = reporter(NEVER, this.registry);
		other.start();
		assertThat(next().message().described().keySet()).hasSize(1).doesNotContainAnyElementsOf(first);
		other.stop();
	}

	@Test
	void stopsAfterTheServer() {
		assertThat(this.reporter.getPhase()).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
	}

	private MeterReporter reporter(Duration interval, MeterRegistry registry) {
		ControlLine line = (value) -> {
			CompletableFuture<List<?>> answer = new CompletableFuture<>();
			this.questions.add(new Question(value, answer));
			return answer;
		};
		return new MeterReporter(() -> line, () -> Stream.of(registry), new MetersSettings(true, interval, 100));
	}

	private Question next() throws InterruptedException {
		Question question = this.questions.poll(60, TimeUnit.SECONDS);
		assertThat(question).isNotNull();
		return question;
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("forkit-meter-report"))
			.count();
	}

	/**
	 * What was told to the primary.
	 *
	 * @param value what
	 * @param answer the answer
	 */
	private record Question(List<?> value, CompletableFuture<List<?>> answer) {

		MetersMessage message() throws Exception {
			return MetersMessage.read(this.value);
		}

		void answer(Object... values) {
			this.answer.complete(List.of(values));
		}

	}

}
