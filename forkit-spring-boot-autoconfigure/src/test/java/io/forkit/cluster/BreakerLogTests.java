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

import java.time.Duration;
import java.time.Instant;

import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.CrashSettings;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link BreakerLog}.
 */
class BreakerLogTests {

	private final Log logger = mock(Log.class);

	private final BreakerLog log = new BreakerLog(this.logger, CrashSettings.NO_LIMITS);

	@Test
	void anOpenBreakerIsAnErrorThatSaysWhatToDo() {
		this.log.changed(breaker(3, BreakerState.OPEN, BreakerReason.SAME_FAILURE, 0));
		then(this.logger).should()
			.error("Slot 3 gets no worker any more: 100 % broken. Find the cause in the output of the workers, then call "
					+ "Cluster.revive(), ask for 'revive' at /actuator/cluster, or restart the application. No worker is tried before that");
	}

	@Test
	void theLineSaysWhenAWorkerIsTried() {
		CrashSettings none = CrashSettings.NO_LIMITS;
		CrashSettings settings = new CrashSettings(none.maxRestarts(), none.period(), none.maxInARow(),
				none.sameFailures(), none.clusterMaxRestarts(), none.clusterPeriod(), Duration.ofMinutes(5),
				none.stayDownExitCodes(), none.countHung(), none.giveUp());
		new BreakerLog(this.logger, settings).changed(breaker(null, BreakerState.OPEN, BreakerReason.TOO_MANY, 1));
		then(this.logger).should().warn("The cluster gets no worker: 100 % broken. One worker is tried in 300 s");
	}

	@Test
	void aSlotThatIsToStayDownIsNoError() {
		this.log.changed(breaker(0, BreakerState.OPEN, BreakerReason.STAY_DOWN, 0));
		then(this.logger).should()
			.warn("Slot 0 stays down: 100 % broken. Cluster.revive(), or 'revive' at /actuator/cluster, starts another worker");
	}

	@Test
	void trialsAndTheirSuccessAreSaid() {
		this.log.changed(breaker(0, BreakerState.HALF_OPEN, BreakerReason.IN_A_ROW, 0));
		this.log.changed(breaker(0, BreakerState.CLOSED, BreakerReason.IN_A_ROW, 0));
		then(this.logger).should().info("Slot 0 tries one worker");
		then(this.logger).should().info("Slot 0 gets workers again");
	}

	private static BreakerInfo breaker(@Nullable Integer slot, BreakerState state, BreakerReason reason, int trials) {
		return new BreakerInfo(slot, state, reason, "100 % broken", Instant.EPOCH, null, trials, null);
	}

}
