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

package io.forkit.cluster.restart;

import java.time.Duration;

/**
 * How long to wait before a slot gets another worker: not at all the first time, then
 * twice as long each time, up to a limit. The growth is that of {@code RestartSteps} of
 * systemd with a ratio of 2.
 *
 * @param initialDelay the delay before the second one in a row
 * @param maxDelay the longest delay
 */
record BackOff(Duration initialDelay, Duration maxDelay) {

	// More doublings would not fit into a number.
	private static final int MAX_DOUBLINGS = 30;

	/**
	 * Return how long to wait.
	 * @param failures how many workers were lost in a row, at least 1
	 * @param random a number from 0 to 1 that spreads the workers
	 * @return the delay: between a half and the whole of the exponential one
	 */
	Duration delay(int failures, double random) {
		if (failures <= 1) {
			return Duration.ZERO;
		}
		double doubled = this.initialDelay.toMillis() * Math.pow(2, Math.min(failures - 2, MAX_DOUBLINGS));
		double limited = Math.min(doubled, this.maxDelay.toMillis());
		return Duration.ofMillis(Math.round(limited * (0.5 + random / 2)));
	}

}
