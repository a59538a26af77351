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

package io.forkit.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.watch.ProbeResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HealthTopic}.
 */
class HealthTopicTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final List<String> told = new ArrayList<>();

	private final List<List<?>> sent = new ArrayList<>();

	private final HealthTopic topic = new HealthTopic(new HealthTopic.Listener() {

		@Override
		public void beat(int worker, double collecting) {
			HealthTopicTests.this.told.add("beat " + worker + " " + collecting);
		}

		@Override
		public void deadlock(int worker, String threads) {
			HealthTopicTests.this.told.add("deadlock " + worker + " " + threads);
		}

	});

	private final ControlTopic.Session session = this.topic.open((value) -> {
		this.sent.add(value);
		return CompletableFuture.<@Nullable Void>completedFuture(null);
	});

	@Test
	void passesOnWhatAWorkerSaysOnceItHasSaidWhoItIs() {
		receive("beat", 0.1);
		receive("hello", 4);
		receive("beat", 0.25);
		receive("deadlock", "a waits for b");
		assertThat(this.told).containsExactly("beat 4 0.25", "deadlock 4 a waits for b");
	}

	@Test
	void aProbeIsAnsweredByItsNumber() {
		receive("hello", 4);
		CompletableFuture<ProbeResult> first = this.topic.probe(4, "/a", LONG);
		CompletableFuture<ProbeResult> second = this.topic.probe(4, "/b", LONG);
		assertThat(this.sent).containsExactly(List.of("probe", 1, "/a", 60_000L), List.of("probe", 2, "/b", 60_000L));
		receive("probed", 2, "ANSWERED", 204, 5_000_000, "");
		assertThat(second.join())
			.isEqualTo(new ProbeResult(ProbeResult.Outcome.ANSWERED, 204, Duration.ofMillis(5), ""));
		assertThat(first).isNotDone();
		receive("failed", 1, "java.lang.OutOfMemoryError");
		assertThat(first.join().outcome()).isEqualTo(ProbeResult.Outcome.IMPOSSIBLE);
	}

	@Test
	void aProbeThatNobodyAnswersIsNotAnswered() {
		receive("hello", 4);
		ProbeResult result = this.topic.probe(4, "/a", Duration.ofMillis(1)).join();
		assertThat(result.outcome()).isEqualTo(ProbeResult.Outcome.TIMED_OUT);
		receive("probed", 1, "ANSWERED", 204, 5_000_000, "");
	}

	@Test
	void aDumpComesInParts() {
		receive("hello", 4);
		CompletableFuture<String> threads = this.topic.threads(4, LONG);
		receive("part", 1, "first ");
		receive("part", 1, "second");
		receive("done", 1);
		assertThat(threads.join()).isEqualTo("first second");
	}

	@Test
	void aHeapThatCannotBeWrittenIsAFailure() {
		receive("hello", 4);
		CompletableFuture<Void> heap = this.topic.heap(4, Path.of("/x.hprof"), LONG);
		receive("failed", 1, "No space left on device");
		assertThat(heap).isCompletedExceptionally();
		assertThatExceptionOfType(Exception.class).isThrownBy(heap::join).withMessageContaining("No space left");
	}

	@Test
	void whoIsGoneAnswersNothing() {
		receive("hello", 4);
		CompletableFuture<ProbeResult> open = this.topic.probe(4, "/a", LONG);
		this.session.ended();
		assertThat(open.join().outcome()).isEqualTo(ProbeResult.Outcome.IMPOSSIBLE);
		assertThat(this.topic.probe(4, "/a", LONG).join().outcome()).isEqualTo(ProbeResult.Outcome.IMPOSSIBLE);
	}

	private void receive(Object... values) {
		this.session.received(List.of(values), null);
	}

}
