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
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * When workers that crash are replaced no longer. A negative number is no limit.
 *
 * @param maxRestarts how many times a slot may get a new worker within the period, as the
 * intensity of a supervisor of OTP
 * @param period the period
 * @param maxInARow how many times a slot may get a new worker without having had a
 * healthy one in between, whatever the time
 * @param sameFailures how many workers of a slot may fail before they are ready, in the
 * same way each time, until it gets no more; at least 1
 * @param clusterMaxRestarts how many times all slots together may get a new worker within
 * their period; {@code null} for {@value #CLUSTER_MINIMUM}, or
 * {@value #CLUSTER_PER_WORKER} for each worker if that is more
 * @param clusterPeriod that period
 * @param coolDown when to try one worker after a breaker was opened; zero for never
 * @param stayDownExitCodes exit codes after which a slot gets no new worker
 * @param countHung whether a worker that was ended because it hung counts as one that has
 * crashed
 * @param giveUp what to do when no more can be done
 * @since 0.1.0
 */
public record CrashSettings(int maxRestarts, Duration period, int maxInARow, int sameFailures,
		@Nullable Integer clusterMaxRestarts, Duration clusterPeriod, Duration coolDown, Set<Integer> stayDownExitCodes,
		boolean countHung, GiveUp giveUp) {

	/** No limit. */
	public static final int UNLIMITED = -1;

	/** Settings with which workers are replaced for ever. */
	public static final CrashSettings NO_LIMITS = new CrashSettings(UNLIMITED, Duration.ofMinutes(10), UNLIMITED,
			UNLIMITED, UNLIMITED, Duration.ofMinutes(10), Duration.ZERO, Set.of(), false, GiveUp.KEEP);

	static final int CLUSTER_MINIMUM = 20;

	static final int CLUSTER_PER_WORKER = 4;

	public CrashSettings {
		stayDownExitCodes = Set.copyOf(stayDownExitCodes);
	}

	/**
	 * Return how many restarts the cluster may have within its period.
	 * @param size how many slots there are
	 * @return the number; negative for any
	 */
	int clusterLimit(int size) {
		return (this.clusterMaxRestarts != null) ? this.clusterMaxRestarts
				: Math.max(CLUSTER_MINIMUM, CLUSTER_PER_WORKER * size);
	}

	boolean staysDown(WorkerEnd end) {
		return end.cause() == EndCause.CRASH && end.code() != null && this.stayDownExitCodes.contains(end.code());
	}

}
