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

import org.springframework.util.Assert;

/**
 * When a leader has to go that has neither ended nor drained.
 *
 * @param unreadyTimeout how long a leader may be out of service before another worker
 * that is ready leads in its place
 * @param unresponsiveTimeout how long a leader may give no sign of life before it is
 * killed; zero if it never is
 * @since 0.1.0
 */
public record LeaderSettings(Duration unreadyTimeout, Duration unresponsiveTimeout) {

	/**
	 * A leader gives ten signs of life in that time: less than this would kill one for a
	 * pause of its garbage collector.
	 */
	private static final Duration LEAST_UNRESPONSIVE = Duration.ofSeconds(1);

	/** 10 s out of service, 30 s without a sign of life. */
	public static final LeaderSettings DEFAULTS = new LeaderSettings(Duration.ofSeconds(10), Duration.ofSeconds(30));

	public LeaderSettings {
		Assert.isTrue(!unreadyTimeout.isNegative(),
				() -> "'unreadyTimeout' must not be negative but is " + unreadyTimeout);
		Assert.isTrue(!unresponsiveTimeout.isNegative(),
				() -> "'unresponsiveTimeout' must not be negative but is " + unresponsiveTimeout);
		Assert.isTrue(unresponsiveTimeout.isZero() || unresponsiveTimeout.compareTo(LEAST_UNRESPONSIVE) >= 0,
				() -> "'unresponsiveTimeout' must be 0 or at least 1 s but is " + unresponsiveTimeout);
	}

}
