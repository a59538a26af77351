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

package io.forkit.cluster.capacity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.forkit.cluster.recycle.RecycleCause;
import io.forkit.cluster.recycle.RecycleLimits;
import org.jspecify.annotations.Nullable;

/**
 * The capacity of a cluster at one moment.
 *
 * @param standby the workers that wait for a slot
 * @param recycle when workers are replaced that work
 * @param autoscale how the number follows the load, {@code null} if it does not
 * @since 0.1.0
 */
public record CapacityReport(Standby standby, Recycle recycle, @Nullable Autoscale autoscale) {

	/** What is told before the cluster has been started. */
	public static final CapacityReport NONE = new CapacityReport(new Standby(0, 0, 0),
			new Recycle(RecycleLimits.NONE, Duration.ZERO, Duration.ZERO, -1, Map.of(), List.of(), List.of()), null);

	/**
	 * The workers that wait for a slot.
	 *
	 * @param wanted how many there are to be
	 * @param ready how many could take one now
	 * @param activations how often one was given a slot
	 */
	public record Standby(int wanted, int ready, long activations) {

	}

	/**
	 * When workers are replaced that work.
	 *
	 * @param limits the limits
	 * @param checkInterval how often they are looked at
	 * @param minReady how long a worker must have been ready
	 * @param cgroup the share of the control group's memory that was in use at the last
	 * look, from 0 to 1; negative if it is not known
	 * @param counts how many workers were replaced, by the limit
	 * @param workers what each has used at the last look
	 * @param last what came of the last ones, the latest first
	 */
	public record Recycle(RecycleLimits limits, Duration checkInterval, Duration minReady, double cgroup,
			Map<RecycleCause, Long> counts, List<WorkerUse> workers, List<RecycleRecord> last) {

	}

	/**
	 * How the number of workers follows the load.
	 *
	 * @param min how many there are at least
	 * @param max how many there are at most
	 * @param size how many there are to be
	 * @param utilisation how much of the capacity is taken, averaged, from 0 to 1;
	 * negative if it is not known
	 * @param queue how many connections wait to be accepted
	 * @param ups how often the number has grown
	 * @param downs how often it has shrunk
	 * @param last why it was changed last, {@code null} if it was not
	 * @param lastTime when that was
	 */
	public record Autoscale(int min, int max, int size, double utilisation, int queue, long ups, long downs,
			@Nullable String last, @Nullable Instant lastTime) {

	}

}
