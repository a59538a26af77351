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

package io.forkit.cluster.gate;

import java.util.List;
import java.util.Objects;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.GateState;
import io.forkit.cluster.WorkerLoad;
import io.forkit.cluster.WorkerState;

/**
 * The workers beside this one that would take a connection, as they have told last.
 *
 * @param loads how busy they are
 */
record Siblings(List<WorkerLoad> loads) {

	/**
	 * Return whether there is one that serves, be it that it has no room now.
	 * @param snapshot how the cluster is
	 * @param self this worker
	 * @return whether there is one
	 */
	static boolean anyReady(ClusterSnapshot snapshot, int self) {
		return snapshot.workers()
			.stream()
			.anyMatch((worker) -> worker.id() != self && worker.state() == WorkerState.READY);
	}

	static Siblings withRoom(ClusterSnapshot snapshot, int self) {
		return new Siblings(snapshot.workers()
			.stream()
			.filter((worker) -> worker.id() != self && worker.state() == WorkerState.READY)
			.map((worker) -> worker.load())
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.filter((load) -> load.gate() == GateState.OPEN)
			.toList());
	}

	boolean isEmpty() {
		return this.loads.isEmpty();
	}

	int leastConnections() {
		return this.loads.stream().mapToInt(WorkerLoad::connections).min().orElse(Integer.MAX_VALUE);
	}

	int leastActive() {
		return this.loads.stream().mapToInt(WorkerLoad::activeRequests).min().orElse(Integer.MAX_VALUE);
	}

	int leastRequestsPerSecond() {
		return this.loads.stream().mapToInt(WorkerLoad::requestsPerSecond).min().orElse(Integer.MAX_VALUE);
	}

	/**
	 * Return how many connections each would have if all had the same number.
	 * @param own those of this worker
	 * @return the number
	 */
	double levelConnections(int own) {
		return level(own, this.loads.stream().mapToInt(WorkerLoad::connections).sum());
	}

	/**
	 * Return how many requests each would have if all had the same number.
	 * @param own those of this worker
	 * @return the number
	 */
	double levelRequestsPerSecond(int own) {
		return level(own, this.loads.stream().mapToInt(WorkerLoad::requestsPerSecond).sum());
	}

	private double level(int own, int others) {
		return (own + others) / (this.loads.size() + 1.0);
	}

}
