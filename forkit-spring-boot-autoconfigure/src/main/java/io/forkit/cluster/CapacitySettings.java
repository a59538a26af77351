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

import io.forkit.cluster.autoscale.AutoscaleSettings;
import io.forkit.cluster.recycle.RecycleSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How many workers there are, and when they are replaced.
 *
 * @param standby how many workers wait to take the place of others, from 0
 * @param recycle when a worker is replaced that works
 * @param autoscale when the number of workers follows the load, {@code null} for never
 * @param warmUp what a standby is asked before it serves, {@code null} for nothing
 * @since 0.1.0
 */
public record CapacitySettings(int standby, RecycleSettings recycle, @Nullable AutoscaleSettings autoscale,
		@Nullable WarmUp warmUp) {

	/** The number of workers stays what it is, and nobody is replaced that works. */
	public static final CapacitySettings FIXED = new CapacitySettings(0, RecycleSettings.NONE, null, null);

	public CapacitySettings {
		Assert.isTrue(standby >= 0, "'standby' must not be negative");
	}

	/**
	 * Return the same settings with another number of standbys.
	 * @param standby how many
	 * @return the settings
	 */
	public CapacitySettings withStandby(int standby) {
		return new CapacitySettings(standby, this.recycle, this.autoscale, this.warmUp);
	}

	/**
	 * Return the same settings with another reason to replace workers.
	 * @param recycle when
	 * @return the settings
	 */
	public CapacitySettings withRecycle(RecycleSettings recycle) {
		return new CapacitySettings(this.standby, recycle, this.autoscale, this.warmUp);
	}

	/**
	 * Return the same settings with a number of workers that follows the load.
	 * @param autoscale when, or {@code null} for never
	 * @return the settings
	 */
	public CapacitySettings withAutoscale(@Nullable AutoscaleSettings autoscale) {
		return new CapacitySettings(this.standby, this.recycle, autoscale, this.warmUp);
	}

	/**
	 * Return the same settings with another warm-up.
	 * @param warmUp what a standby is asked, or {@code null} for nothing
	 * @return the settings
	 */
	public CapacitySettings withWarmUp(@Nullable WarmUp warmUp) {
		return new CapacitySettings(this.standby, this.recycle, this.autoscale, warmUp);
	}

	/**
	 * Requests that a standby gets one after the other as soon as it is ready, so that it
	 * has loaded and compiled what it needs when it serves.
	 *
	 * @param path what to get, which begins with a slash
	 * @param requests how many, at least 1
	 * @param wanted whether the user wants just that, who is to know when it fails
	 */
	public record WarmUp(String path, int requests, boolean wanted) {

		public WarmUp {
			Assert.isTrue(path.startsWith("/"), "'path' must begin with a slash");
			Assert.isTrue(requests >= 1, "'requests' must be at least 1");
		}

	}

}
