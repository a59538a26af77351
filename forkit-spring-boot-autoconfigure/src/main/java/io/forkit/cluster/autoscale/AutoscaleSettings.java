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

package io.forkit.cluster.autoscale;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * When the number of workers follows the load.
 *
 * @param min how many workers there are at least, from 1
 * @param max how many there are at most, more than the least
 * @param interval how often to look, more than nothing
 * @param upAt the utilisation from which on there are to be more workers, more than
 * {@code downAt} and at most 1
 * @param downAt the utilisation below which there are to be fewer, more than 0
 * @param queue how many connections may wait to be accepted, at least 1: from that number
 * on there are to be more workers at once
 * @param upStep by how many workers the number grows, at least 1
 * @param downStep by how many workers the number shrinks, at least 1
 * @param smoothing over what time the utilisation is averaged
 * @param upPause how long to wait after a change until the number grows
 * @param downAfter how long the utilisation must have been low for the number to shrink,
 * and how long to wait after a change
 * @param maxMemory the share of the control group's memory that may be in use with one
 * more worker, in percent from 1 to 100; {@code null} if that does not matter
 * @since 0.1.0
 */
public record AutoscaleSettings(int min, int max, Duration interval, double upAt, double downAt, int queue, int upStep,
		int downStep, Duration smoothing, Duration upPause, Duration downAfter, @Nullable Integer maxMemory) {

	public AutoscaleSettings {
		Assert.isTrue(min >= 1, "'min' must be at least 1");
		Assert.isTrue(max > min, "'max' must be more than 'min'");
		Assert.isTrue(!interval.isNegative() && !interval.isZero(), "'interval' must be more than nothing");
		Assert.isTrue(downAt > 0 && upAt > downAt && upAt <= 1,
				"'downAt' must be more than 0, 'upAt' more than that and at most 1");
		Assert.isTrue(queue >= 1, "'queue' must be at least 1");
		Assert.isTrue(upStep >= 1 && downStep >= 1, "steps must be at least 1");
		Assert.isTrue(!smoothing.isNegative() && !upPause.isNegative() && !downAfter.isNegative(),
				"durations must not be negative");
		Assert.isTrue(maxMemory == null || (maxMemory >= 1 && maxMemory <= 100),
				"'maxMemory' must be from 1 to 100 percent");
	}

	/**
	 * Create settings with the defaults for all but the limits.
	 * @param min how many workers there are at least
	 * @param max how many there are at most
	 * @return the settings
	 */
	public static AutoscaleSettings between(int min, int max) {
		return new AutoscaleSettings(min, max, Duration.ofSeconds(1), 0.75, 0.3, 5, 2, 1, Duration.ofSeconds(10),
				Duration.ofSeconds(5), Duration.ofMinutes(2), null);
	}

}
