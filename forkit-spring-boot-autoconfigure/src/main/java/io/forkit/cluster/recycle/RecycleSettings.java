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

package io.forkit.cluster.recycle;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How workers are recycled.
 *
 * @param limits what a worker must exceed
 * @param checkInterval how often to look, more than nothing
 * @param minReady how long a worker must have been ready to be recycled
 * @since 0.1.0
 */
public record RecycleSettings(RecycleLimits limits, Duration checkInterval, Duration minReady) {

	/** Nothing is limited. */
	public static final RecycleSettings NONE = new RecycleSettings(RecycleLimits.NONE, Duration.ofSeconds(5),
			Duration.ofMinutes(1));

	public RecycleSettings {
		Assert.isTrue(!checkInterval.isNegative() && !checkInterval.isZero(),
				"'checkInterval' must be more than nothing");
		Assert.isTrue(!minReady.isNegative(), "'minReady' must not be negative");
	}

}
