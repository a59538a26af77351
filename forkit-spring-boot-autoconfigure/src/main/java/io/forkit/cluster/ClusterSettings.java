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

import java.nio.file.Path;
import java.time.Duration;

import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.scale.ScaleSettings;
import io.forkit.cluster.scheduling.SchedulingSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is to be run. Valid by construction.
 *
 * @param workers how many workers, at least 1
 * @param stopTimeout how long a worker may take to finish what it has begun
 * @param killTimeout how long after that, and after SIGTERM, until SIGKILL
 * @param restart when to replace a crashed worker
 * @param outputDirectory where the standard output of the workers goes, or {@code null}
 * for that of the primary
 * @param program what the workers run
 * @param scheduling how connections get to the workers
 * @param reload how workers are replaced that have not ended
 * @param scale how the number of workers is changed
 * @param listenerTimeout how long a {@link ClusterLifecycleListener} may put off a step
 * @param capacity how many workers there are, and when they are replaced
 * @since 0.1.0
 */
public record ClusterSettings(int workers, Duration stopTimeout, Duration killTimeout, Restart restart,
		@Nullable Path outputDirectory, WorkerProgram program, SchedulingSettings scheduling, ReloadSettings reload,
		ScaleSettings scale, Duration listenerTimeout, CapacitySettings capacity) {

	/** How long a {@link ClusterLifecycleListener} may put off a step by default. */
	public static final Duration DEFAULT_LISTENER_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Create settings of workers that run the program of the primary.
	 * @param workers how many workers
	 * @param stopTimeout how long a worker may take to finish
	 * @param killTimeout how long after that until SIGKILL
	 * @param restart when to replace a crashed worker
	 * @param outputDirectory where the standard output goes
	 */
	public ClusterSettings(int workers, Duration stopTimeout, Duration killTimeout, Restart restart,
			@Nullable Path outputDirectory) {
		this(workers, stopTimeout, killTimeout, restart, outputDirectory, WorkerProgram.SAME);
	}

	/**
	 * Create settings of workers that share the sockets.
	 * @param workers how many workers
	 * @param stopTimeout how long a worker may take to finish
	 * @param killTimeout how long after that until SIGKILL
	 * @param restart when to replace a crashed worker
	 * @param outputDirectory where the standard output goes
	 * @param program what the workers run
	 */
	public ClusterSettings(int workers, Duration stopTimeout, Duration killTimeout, Restart restart,
			@Nullable Path outputDirectory, WorkerProgram program) {
		this(workers, stopTimeout, killTimeout, restart, outputDirectory, program, SchedulingSettings.SHARED);
	}

	/**
	 * Create settings with the defaults of what is done to running workers.
	 * @param workers how many workers
	 * @param stopTimeout how long a worker may take to finish
	 * @param killTimeout how long after that until SIGKILL
	 * @param restart when to replace a crashed worker
	 * @param outputDirectory where the standard output goes
	 * @param program what the workers run
	 * @param scheduling how connections get to the workers
	 */
	public ClusterSettings(int workers, Duration stopTimeout, Duration killTimeout, Restart restart,
			@Nullable Path outputDirectory, WorkerProgram program, SchedulingSettings scheduling) {
		this(workers, stopTimeout, killTimeout, restart, outputDirectory, program, scheduling, ReloadSettings.DEFAULTS,
				ScaleSettings.DEFAULTS, DEFAULT_LISTENER_TIMEOUT, CapacitySettings.FIXED);
	}

	/**
	 * Return the same settings with another capacity.
	 * @param capacity how many workers there are, and when they are replaced
	 * @return the settings
	 */
	public ClusterSettings withCapacity(CapacitySettings capacity) {
		return new ClusterSettings(this.workers, this.stopTimeout, this.killTimeout, this.restart, this.outputDirectory,
				this.program, this.scheduling, this.reload, this.scale, this.listenerTimeout, capacity);
	}

	/**
	 * Return the same settings for another program.
	 * @param program what the workers run
	 * @return the settings
	 */
	public ClusterSettings withProgram(WorkerProgram program) {
		return new ClusterSettings(this.workers, this.stopTimeout, this.killTimeout, this.restart, this.outputDirectory,
				program, this.scheduling, this.reload, this.scale, this.listenerTimeout, this.capacity);
	}

	/**
	 * Return the same settings with another way to do things to running workers.
	 * @param reload how workers are replaced that have not ended
	 * @param scale how the number of workers is changed
	 * @param listenerTimeout how long a {@link ClusterLifecycleListener} may put off a
	 * step
	 * @return the settings
	 */
	public ClusterSettings with(ReloadSettings reload, ScaleSettings scale, Duration listenerTimeout) {
		return new ClusterSettings(this.workers, this.stopTimeout, this.killTimeout, this.restart, this.outputDirectory,
				this.program, this.scheduling, reload, scale, listenerTimeout, this.capacity);
	}

	/**
	 * When to replace a crashed worker: at once the first time, then after a delay that
	 * doubles each time, with jitter, until a worker has lived long enough.
	 *
	 * @param initialDelay the delay before the second replacement in a row
	 * @param maxDelay the longest delay
	 * @param resetAfter how long a worker must have been ready for the next crash to
	 * count as the first one
	 * @param crashes when to replace no more
	 */
	public record Restart(Duration initialDelay, Duration maxDelay, Duration resetAfter, CrashSettings crashes) {

		/**
		 * Create settings with which workers are replaced for ever.
		 * @param initialDelay the delay before the second replacement in a row
		 * @param maxDelay the longest delay
		 * @param resetAfter how long a worker must have been ready for the next crash to
		 * count as the first one
		 */
		public Restart(Duration initialDelay, Duration maxDelay, Duration resetAfter) {
			this(initialDelay, maxDelay, resetAfter, CrashSettings.NO_LIMITS);
		}

	}

}
