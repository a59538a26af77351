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
import java.util.function.Supplier;

import io.forkit.cluster.restart.BreakerInfo;
import org.jspecify.annotations.Nullable;

/**
 * What others may see of the cluster, and what the workers are told of it. Written by the
 * thread of the supervisor, read by all.
 */
final class Snapshots {

	private final Instant startedAt;

	private final Slots slots;

	private final SharedListeners listeners;

	private final Supplier<ClusterState> state;

	private final Supplier<@Nullable LeaderInfo> leader;

	private final Supplier<List<BreakerInfo>> breakers;

	private volatile List<Worker> workers = List.of();

	private volatile ClusterSnapshot snapshot;

	/**
	 * Take the first snapshot.
	 * @param startedAt when the cluster began to start
	 * @param slots the slots
	 * @param listeners the sockets
	 * @param state returns the state of the cluster
	 * @param leader returns who leads
	 * @param breakers returns the breakers that are not closed
	 */
	Snapshots(Instant startedAt, Slots slots, SharedListeners listeners, Supplier<ClusterState> state,
			Supplier<@Nullable LeaderInfo> leader, Supplier<List<BreakerInfo>> breakers) {
		this.startedAt = startedAt;
		this.slots = slots;
		this.listeners = listeners;
		this.state = state;
		this.leader = leader;
		this.breakers = breakers;
		this.snapshot = take();
	}

	/** Take another one, and tell all workers. */
	void publish() {
		this.snapshot = take();
		this.workers = this.slots.workers();
		this.slots.processes()
			.filter(WorkerHandle::hasChannel)
			.forEach((worker) -> worker.send(new ControlMessage.Changed(this.snapshot)));
	}

	private ClusterSnapshot take() {
		return new ClusterSnapshot(this.state.get(), ProcessHandle.current().pid(), this.startedAt, this.slots.size(),
				this.listeners.infos(), this.slots.infos(), this.leader.get(), this.breakers.get());
	}

	/**
	 * Return the latest one. May be called by any thread.
	 * @return the snapshot
	 */
	ClusterSnapshot latest() {
		return this.snapshot;
	}

	/**
	 * Return the workers whose processes have not ended. May be called by any thread.
	 * @return the workers, by id
	 */
	List<Worker> workers() {
		return this.workers;
	}

}
