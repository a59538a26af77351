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

import java.util.ArrayList;
import java.util.List;

import io.forkit.actuate.ClusterReport.Worker;
import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.LeaderInfo;
import io.forkit.cluster.WorkerHealth;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerReason;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.watch.WorkerCondition;
import org.jspecify.annotations.Nullable;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterHealthIndicator}.
 */
class ClusterHealthIndicatorTests {

	@Test
	void oneReadyWorkerIsEnoughToBeUp() {
		assertThat(status(ClusterState.RUNNING, WorkerState.EXITED, WorkerState.READY)).isEqualTo(Status.UP);
		assertThat(status(ClusterState.STARTING, WorkerState.STARTING, WorkerState.READY)).isEqualTo(Status.UP);
	}

	@Test
	void withoutAReadyWorkerTheClusterIsDown() {
		assertThat(status(ClusterState.STARTING, WorkerState.STARTING)).isEqualTo(Status.DOWN);
		assertThat(status(ClusterState.RUNNING, WorkerState.LISTENING, WorkerState.EXITED)).isEqualTo(Status.DOWN);
		assertThat(status(ClusterState.FAILED, WorkerState.EXITED)).isEqualTo(Status.DOWN);
	}

	@Test
	void aClusterOfWhichAllReadyWorkersHangIsDown() {
		assertThat(withHealth(null, true)).isEqualTo(Status.UP);
		assertThat(withHealth(true, false)).isEqualTo(Status.UP);
		assertThat(withHealth(true, true)).isEqualTo(Status.DOWN);
	}

	private static Status withHealth(@Nullable Boolean... hung) {
		List<WorkerInfo> workers = new ArrayList<>();
		for (Boolean one : hung) {
			WorkerHealth health = (one != null)
					? new WorkerHealth(WorkerCondition.UNRESPONSIVE, ClusterSnapshots.START, one) : null;
			workers.add(new WorkerInfo(workers.size(), workers.size() + 1, 100, WorkerState.READY,
					ClusterSnapshots.START, 0, null, null, 1, WorkerReason.START, health));
		}
		ClusterSnapshot snapshot = new ClusterSnapshot(ClusterState.RUNNING, 42, ClusterSnapshots.START, 2, List.of(),
				workers);
		return new ClusterHealthIndicator(() -> snapshot, ClusterSnapshots.CLOCK).health().getStatus();
	}

	@Test
	void aStoppingClusterIsOutOfServiceEvenWithAReadyWorker() {
		assertThat(status(ClusterState.STOPPING, WorkerState.READY)).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void theDetailsShowTheClusterAndEachWorker() {
		assertThat(health(ClusterState.RUNNING, WorkerState.READY, WorkerState.EXITED).getDetails())
			.containsEntry("state", ClusterState.RUNNING)
			.containsEntry("size", 2)
			.containsEntry("ready", 1)
			.containsEntry("workers",
					List.of(new Worker(0, 1, 1000, WorkerState.READY, "PT1M", 0, null, null, 1, WorkerReason.START,
							null),
							new Worker(1, 2, 1001, WorkerState.EXITED, null, 1, "killed by SIGKILL", null, 1,
									WorkerReason.START, null)));
	}

	@Test
	void aSlotThatGetsNoWorkerAnyMoreMakesTheClusterDownAlsoWhileOthersServe() {
		BreakerInfo breaker = new BreakerInfo(0, BreakerState.OPEN, BreakerReason.IN_A_ROW, "crashes",
				ClusterSnapshots.START, null, 0, null);
		Health health = health(breaker);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("ready", 1).containsEntry("breakers", List.of(breaker));
	}

	@Test
	void aSlotThatIsToStayDownIsNoFault() {
		BreakerInfo breaker = new BreakerInfo(0, BreakerState.OPEN, BreakerReason.STAY_DOWN, "code 0",
				ClusterSnapshots.START, null, 0, null);
		Health health = health(breaker);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("breakers", List.of(breaker));
	}

	private static Health health(BreakerInfo breaker) {
		ClusterSnapshot healthy = ClusterSnapshots.snapshot(ClusterState.RUNNING, WorkerState.EXITED,
				WorkerState.READY);
		ClusterSnapshot snapshot = new ClusterSnapshot(healthy.state(), healthy.pid(), healthy.startedAt(),
				healthy.size(), healthy.listeners(), healthy.workers(), healthy.leader(), List.of(breaker));
		return new ClusterHealthIndicator(() -> snapshot, ClusterSnapshots.CLOCK).health();
	}

	@Test
	void theDetailsShowWhoLeads() {
		LeaderInfo leader = new LeaderInfo(1, 0, 1000, 7, ClusterSnapshots.START);
		ClusterSnapshot led = new ClusterSnapshot(ClusterState.RUNNING, 42, ClusterSnapshots.START, 1, List.of(),
				List.of(), leader);
		assertThat(new ClusterHealthIndicator(() -> led, ClusterSnapshots.CLOCK).health().getDetails())
			.containsEntry("leader", leader);
	}

	@Test
	void aClusterThatCannotBeSeenIsDown() {
		Health health = new ClusterHealthIndicator(() -> {
			throw new IllegalStateException("The cluster has not been started");
		}).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
	}

	private static Status status(ClusterState state, WorkerState... workers) {
		return health(state, workers).getStatus();
	}

	private static Health health(ClusterState state, WorkerState... workers) {
		return new ClusterHealthIndicator(() -> ClusterSnapshots.snapshot(state, workers), ClusterSnapshots.CLOCK)
			.health();
	}

}
