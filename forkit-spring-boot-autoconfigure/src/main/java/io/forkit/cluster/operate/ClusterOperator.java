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

package io.forkit.cluster.operate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.cluster.Cluster;
import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.ControlLine;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;

/**
 * Does something to the cluster from any of its processes: a worker asks the primary.
 * <p>
 * Thread-safe. No method waits.
 *
 * @since 0.1.0
 * @see Cluster
 */
public interface ClusterOperator {

	/**
	 * Replace all workers.
	 * @param wait how long to wait for the outcome; in a worker, which may be replaced
	 * itself, 5 seconds at most
	 * @return the outcome, empty if it goes on after that; fails if the primary is gone
	 */
	CompletableFuture<Optional<ReloadOutcome>> reload(Duration wait);

	/**
	 * Change the number of workers.
	 * @param workers how many there should be
	 * @param wait how long to wait for the outcome; in a worker, which may leave itself,
	 * 5 seconds at most
	 * @return the outcome, empty if it goes on after that; fails if the primary is gone
	 * @throws IllegalArgumentException if there cannot be so many
	 */
	CompletableFuture<Optional<ScaleOutcome>> scale(int workers, Duration wait);

	/**
	 * Start a worker in each slot that gets none any more, see {@link Cluster#revive()}.
	 * @return the slots in which a worker is started, completed when the primary has done
	 * so; fails if it is gone
	 */
	CompletableFuture<List<Integer>> revive();

	/**
	 * Return what was done, and is being done.
	 * @return the operations, in a worker with fewer details; fails if the primary is
	 * gone
	 */
	CompletableFuture<ClusterOperations> operations();

	/**
	 * Create an operator in the primary.
	 * @param cluster the cluster
	 * @return the operator
	 */
	static ClusterOperator of(Cluster cluster) {
		return new PrimaryOperator(cluster);
	}

	/**
	 * Create an operator in a worker.
	 * @param line opens the line to the topic of that name, with what takes the rest
	 * @return the operator
	 */
	static ClusterOperator ofWorker(Lines line) {
		return new WorkerOperator(() -> line.open(OperationsTopic.NAME, (value) -> {
		}));
	}

	/**
	 * Opens lines to the primary.
	 */
	@FunctionalInterface
	interface Lines {

		/**
		 * Open a line.
		 * @param topic the name of the topic
		 * @param receiver takes what comes without having been asked for
		 * @return the line
		 */
		ControlLine open(String topic, Consumer<List<?>> receiver);

	}

}
