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

import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.CrashSettings;
import org.apache.commons.logging.Log;

/**
 * Writes one line when a breaker changes, which says what to do.
 */
final class BreakerLog {

	private final Log logger;

	private final CrashSettings settings;

	BreakerLog(Log logger, CrashSettings settings) {
		this.logger = logger;
		this.settings = settings;
	}

	/**
	 * Write the line.
	 * @param breaker the breaker
	 */
	void changed(BreakerInfo breaker) {
		if (breaker.state() == BreakerState.CLOSED) {
			this.logger.info(breaker.subject() + " gets workers again");
		}
		else if (breaker.state() == BreakerState.HALF_OPEN) {
			this.logger.info(breaker.subject() + " tries one worker");
		}
		else if (breaker.reason() == BreakerReason.STAY_DOWN) {
			this.logger
				.warn("%s stays down: %s. Cluster.revive(), or 'revive' at /actuator/cluster, starts another worker"
					.formatted(breaker.subject(), breaker.text()));
		}
		else if (breaker.trials() > 0) {
			this.logger.warn("%s gets no worker: %s. %s".formatted(breaker.subject(), breaker.text(), next()));
		}
		else {
			String line = "%s gets no worker any more: %s. Find the cause in the output of the workers, "
					+ "then call Cluster.revive(), ask for 'revive' at /actuator/cluster, or restart the application. %s";
			this.logger.error(line.formatted(breaker.subject(), breaker.text(), next()));
		}
	}

	private String next() {
		Duration coolDown = this.settings.coolDown();
		return coolDown.isZero() ? "No worker is tried before that"
				: "One worker is tried in %d s".formatted(Math.max(1, coolDown.toSeconds()));
	}

}
