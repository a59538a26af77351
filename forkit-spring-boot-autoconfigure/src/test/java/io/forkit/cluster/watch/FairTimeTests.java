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

package io.forkit.cluster.watch;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FairTime}.
 */
class FairTimeTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long WALL = 1_000_000;

	private final FairTime time = new FairTime(SECOND, 0, WALL);

	@Test
	void aTurnThatIsALittleLateCounts() {
		FairTime.Turn turn = this.time.turn(SECOND * 3 / 2, WALL + 1500);
		assertThat(turn).isEqualTo(new FairTime.Turn(SECOND * 3 / 2, false));
	}

	@Test
	void aTurnInWhichTheWatcherWasStoppedIsDisturbed() {
		assertThat(this.time.turn(SECOND * 60, WALL + 60_000).disturbed()).isTrue();
		assertThat(this.time.turn(SECOND * 61, WALL + 61_000).disturbed()).isFalse();
	}

	@Test
	void aTurnInWhichTheMachineWasSuspendedIsDisturbed() {
		assertThat(this.time.turn(SECOND, WALL + 3_600_000).disturbed()).isTrue();
	}

	@Test
	void aClockThatIsSetBackDisturbsNobody() {
		assertThat(this.time.turn(SECOND, WALL - 3_600_000).disturbed()).isFalse();
	}

}
