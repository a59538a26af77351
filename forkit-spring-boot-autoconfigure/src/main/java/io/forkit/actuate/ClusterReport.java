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

package io.forkit.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.LeaderInfo;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerHealth;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerLoad;
import io.forkit.cluster.WorkerReason;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.restart.BreakerInfo;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as actuator shows it.
 *
 * @param state its state
 * @param pid the process id of the primary
 * @param uptime how long ago the primary began to start workers, as in ISO 8601
 * @param size how many workers there should be
 * @param ready how many are ready
 * @param listeners the sockets that the workers share
 * @param workers the workers, by slot
 * @param leader who leads, or {@code null} if nobody does
 * @param operations what was done to the workers on purpose, and is being done;
 * {@code null} if it is not known
 * @param breakers the breakers that are not closed: why which slot gets no worker, and
 * since when
 * @since 0.1.0
 */
public record ClusterReport(ClusterState state, long pid, String uptime, int size, int ready,
		List<ListenerInfo> listeners, List<Worker> workers, @Nullable LeaderInfo leader,
		@Nullable ClusterOperations operations, List<BreakerInfo> breakers) {

	static ClusterReport of(ClusterSnapshot snapshot, @Nullable ClusterOperations operations, Clock clock) {
		Instant now = clock.instant();
		return new ClusterReport(snapshot.state(), snapshot.pid(), uptime(snapshot.startedAt(), now), snapshot.size(),
				snapshot.ready(), snapshot.listeners(),
				snapshot.workers().stream().map((worker) -> Worker.of(worker, now)).toList(), snapshot.leader(),
				operations, snapshot.breakers());
	}

	private static String uptime(Instant since, Instant now) {
		return Duration.ofMillis(Math.max(0, Duration.between(since, now).toMillis())).toString();
	}

	/**
	 * A worker as actuator shows it.
	 *
	 * @param slot the place it fills
	 * @param id its number, never given again
	 * @param pid its process id
	 * @param state its state
	 * @param uptime how long ago it was started, as in ISO 8601; {@code null} if it has
	 * ended
	 * @param restarts how often a worker of this slot was replaced because it had crashed
	 * @param lastExit how the last worker of this slot that has ended came to its end
	 * @param load how busy it was a moment ago; {@code null} if it has not said so
	 * @param generation the number of what it runs
	 * @param reason why it was started, or why it leaves once it does
	 * @param health what is wrong with it; {@code null} if nothing is known to be
	 */
	public record Worker(int slot, int id, long pid, WorkerState state, @Nullable String uptime, int restarts,
			@Nullable String lastExit, @Nullable WorkerLoad load, int generation, WorkerReason reason,
			@Nullable WorkerHealth health) {

		/** Return whether requests to it are likely to be answered. */
		boolean serves() {
			return this.state == WorkerState.READY && (this.health == null || !this.health.hung());
		}

		static Worker of(WorkerInfo info, Instant now) {
			String uptime = (info.state() != WorkerState.EXITED) ? ClusterReport.uptime(info.startedAt(), now) : null;
			return new Worker(info.slot(), info.id(), info.pid(), info.state(), uptime, info.restarts(),
					info.lastExit(), info.load(), info.generation(), info.reason(), info.health());
		}

	}

}
