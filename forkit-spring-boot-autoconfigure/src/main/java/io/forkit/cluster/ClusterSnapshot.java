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

import java.time.Instant;
import java.util.List;

import io.forkit.cluster.restart.BreakerInfo;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it was at one moment.
 *
 * @param state its state
 * @param pid the process id of the primary
 * @param startedAt when the primary began to start workers
 * @param size how many workers there should be
 * @param listeners the sockets that the workers share
 * @param workers the workers, by slot: every process that has not ended, which may be
 * several of a slot while one takes the place of another, and the last one of a slot that
 * has none
 * @param leader the worker that leads, or {@code null} if none does
 * @param breakers the breakers that are not closed: that of the cluster first, then those
 * of the slots and places of standbys that get no worker
 * @since 0.1.0
 */
public record ClusterSnapshot(ClusterState state, long pid, Instant startedAt, int size, List<ListenerInfo> listeners,
		List<WorkerInfo> workers, @Nullable LeaderInfo leader, List<BreakerInfo> breakers) {

	public ClusterSnapshot {
		listeners = List.copyOf(listeners);
		workers = List.copyOf(workers);
		breakers = List.copyOf(breakers);
	}

	/**
	 * Create a snapshot of a cluster whose breakers are closed.
	 * @param state its state
	 * @param pid the process id of the primary
	 * @param startedAt when the primary began to start workers
	 * @param size how many workers there should be
	 * @param listeners the sockets that the workers share
	 * @param workers the workers, by slot
	 * @param leader the worker that leads, or {@code null} if none does
	 */
	public ClusterSnapshot(ClusterState state, long pid, Instant startedAt, int size, List<ListenerInfo> listeners,
			List<WorkerInfo> workers, @Nullable LeaderInfo leader) {
		this(state, pid, startedAt, size, listeners, workers, leader, List.of());
	}

	/**
	 * Create a snapshot without a leader.
	 * @param state its state
	 * @param pid the process id of the primary
	 * @param startedAt when the primary began to start workers
	 * @param size how many workers there should be
	 * @param listeners the sockets that the workers share
	 * @param workers the workers, by slot
	 */
	public ClusterSnapshot(ClusterState state, long pid, Instant startedAt, int size, List<ListenerInfo> listeners,
			List<WorkerInfo> workers) {
		this(state, pid, startedAt, size, listeners, workers, null);
	}

	/**
	 * Return how many slots have a worker that is ready. Never more than {@link #size()},
	 * also while a slot has two workers.
	 * @return the number
	 */
	public int ready() {
		return (int) this.workers.stream()
			.filter((worker) -> worker.state() == WorkerState.READY)
			.mapToInt(WorkerInfo::slot)
			.distinct()
			.count();
	}

}
