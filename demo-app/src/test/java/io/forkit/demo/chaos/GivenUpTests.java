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

import io.forkit.demo.ClusterReport;
import io.forkit.demo.LoadGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GivenUp}.
 */
class GivenUpTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final long start = System.nanoTime();

	private final GivenUp givenUp = new GivenUp(this.start);

	@Test
	void nothingIsAllowedWhileItHasNotGivenUp() {
		look(1, report("READY"));
		look(2, report("STARTING"));
		look(3, report("EXITED"));
		look(4, report("READY", breaker(0)));
		assertThat(this.givenUp.explains(failure(3))).isFalse();
		assertThat(this.givenUp.count()).isZero();
	}

	@Test
	void oneSlotThatIsGivenUpIsNoReason() {
		ClusterReport report = new ClusterReport("RUNNING", 1, Duration.ZERO, 2, 1, List.of(),
				List.of(worker(0, "EXITED"), worker(1, "EXITED")), List.of(breaker(0)));
		look(1, report);
		assertThat(this.givenUp.explains(failure(1))).isFalse();
	}

	@Test
	void itIsAllowedFromTheLastLooksBeforeToTheFirstOneAfter() {
		look(1, report("READY"));
		look(2, report("READY"));
		look(3, report("EXITED", breaker(0)));
		look(4, report("EXITED", breaker(0)));
		look(5, report("LISTENING", breaker(0)));
		look(6, report("READY"));
		assertThat(this.givenUp.explains(failure(0.9))).isFalse();
		assertThat(this.givenUp.explains(failure(1.5))).isTrue();
		assertThat(this.givenUp.explains(failure(4))).isTrue();
		assertThat(this.givenUp.explains(failure(4.9))).isTrue();
		assertThat(this.givenUp.explains(failure(5.1))).isFalse();
		assertThat(this.givenUp.count()).isOne();
	}

	@Test
	void itIsAllowedUntilAWorkerListensAgain() {
		look(1, report("EXITED", breaker(0)));
		look(2, report("STARTING"));
		look(3, report("EXITED"));
		look(4, report("STARTING"));
		look(5, report("LISTENING"));
		look(6, report("STARTING"));
		assertThat(this.givenUp.explains(failure(3.5))).isTrue();
		assertThat(this.givenUp.explains(failure(5.5))).isFalse();
		assertThat(this.givenUp.count()).isOne();
	}

	@Test
	void theBreakerOfTheClusterIsThatOfAllSlots() {
		look(1, report("EXITED", breaker(null)));
		assertThat(this.givenUp.explains(failure(1))).isTrue();
		assertThat(this.givenUp.count()).isOne();
	}

	@Test
	void nothingIsKnownBeforeThereIsAnAnswer() {
		look(1, report("READY"));
		look(2, null);
		assertThat(this.givenUp.knows(failure(0.5))).isTrue();
		assertThat(this.givenUp.knows(failure(1.5))).isFalse();
		look(3, report("EXITED", breaker(0)));
		assertThat(this.givenUp.knows(failure(1.5))).isTrue();
		assertThat(this.givenUp.explains(failure(1.5))).isTrue();
		assertThat(this.givenUp.knows(failure(3.5))).isFalse();
	}

	private void look(double seconds, @Nullable ClusterReport report) {
		this.givenUp.look(new Observation(at(seconds), 1, report, "silence", Map.of(), 0));
	}

	private long at(double seconds) {
		return this.start + (long) (seconds * SECOND);
	}

	private LoadGenerator.Failure failure(double seconds) {
		return new LoadGenerator.Failure(at(seconds), at(seconds), -1, "refused", true);
	}

	private static ClusterReport report(String state, ClusterReport.Breaker... breakers) {
		List<ClusterReport.Listener> listeners = (state.equals("READY") || state.equals("LISTENING"))
				? List.of(new ClusterReport.Listener("0.0.0.0", 8080)) : List.of();
		return new ClusterReport("RUNNING", 1, Duration.ZERO, 1, 0, listeners, List.of(worker(0, state)),
				List.of(breakers));
	}

	private static ClusterReport.Worker worker(int slot, String state) {
		return new ClusterReport.Worker(slot, 1, 101, state, Duration.ZERO, 0, null, null, 1, null);
	}

	private static ClusterReport.Breaker breaker(@Nullable Integer slot) {
		return new ClusterReport.Breaker(slot, "OPEN", "TOO_MANY", "too many", 0);
	}

}
