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

import java.time.Duration;

import io.forkit.cluster.recycle.RecycleDecision;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.scale.ScaleOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a cluster, on the thread of the supervisor: must not block.
 */
interface ClusterListener {

	/**
	 * A worker is in a new state.
	 * @param worker the worker
	 */
	void workerChanged(WorkerInfo worker);

	/**
	 * Something has happened to a worker.
	 * @param worker the worker
	 * @param event what
	 */
	default void happened(WorkerView worker, WorkerEvent event) {
	}

	/**
	 * A worker has exceeded a limit, and is being replaced.
	 * @param worker the worker
	 * @param decision which limit
	 */
	default void recycled(WorkerView worker, RecycleDecision decision) {
	}

	/**
	 * Another worker leads, or none.
	 * @param leader the leader
	 */
	default void leaderChanged(@Nullable LeaderInfo leader) {
	}

	/**
	 * The leader gives no sign of life: it is to be ended, as nobody can follow it while
	 * it may go on, unless there is a reason to wait for it. Asked again and again.
	 * @param worker the worker
	 * @param silence for how long
	 * @return whether it is to have all of its time again
	 */
	default boolean leaderSilent(WorkerView worker, Duration silence) {
		return true;
	}

	/**
	 * A breaker is in another state.
	 * @param breaker the breaker
	 */
	default void breakerChanged(BreakerInfo breaker) {
	}

	/**
	 * A reload is over, or was refused.
	 * @param outcome what came of it
	 */
	default void reloaded(ReloadOutcome outcome) {
	}

	/**
	 * A change of the number of workers is over, or was refused.
	 * @param outcome what came of it
	 */
	default void scaled(ScaleOutcome outcome) {
	}

	/**
	 * Every slot has had a ready worker, for the first time.
	 * @param snapshot the cluster
	 */
	void ready(ClusterSnapshot snapshot);

}
