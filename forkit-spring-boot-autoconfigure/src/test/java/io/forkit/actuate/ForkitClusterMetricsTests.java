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

import java.time.Instant;
import java.util.List;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerReason;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.WorkerStateChangedEvent;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForkitClusterMetrics}.
 */
class ForkitClusterMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ForkitClusterMetrics metrics = new ForkitClusterMetrics(() -> ClusterSnapshots
		.snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY, WorkerState.DRAINING));

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
	}

	@Test
	void workersAreCountedByTheirState() {
		assertThat(workers("ready")).isEqualTo(2);
		assertThat(workers("draining")).isEqualTo(1);
		assertThat(workers("starting")).isZero();
	}

	@Test
	void breakersAreCountedByTheirState() {
		ClusterSnapshot healthy = ClusterSnapshots.snapshot(ClusterState.RUNNING, WorkerState.READY);
		BreakerInfo breaker = new BreakerInfo(1, BreakerState.OPEN, BreakerReason.IN_A_ROW, "10 in a row",
				Instant.EPOCH, null, 0, null);
		ClusterSnapshot broken = new ClusterSnapshot(healthy.state(), healthy.pid(), healthy.startedAt(),
				healthy.size(), healthy.listeners(), healthy.workers(), null, List.of(breaker));
		MeterRegistry meters = new SimpleMeterRegistry();
		new ForkitClusterMetrics(() -> broken).bindTo(meters);
		assertThat(meters.get(ForkitClusterMetrics.BREAKERS).tag("state", "open").gauge().value()).isEqualTo(1);
		assertThat(meters.get(ForkitClusterMetrics.BREAKERS).tag("state", "half-open").gauge().value()).isZero();
		assertThat(this.registry.get(ForkitClusterMetrics.BREAKERS).tag("state", "open").gauge().value()).isZero();
	}

	@Test
	void transitionsAreCountedByStateAndReason() {
		WorkerInfo worker = new WorkerInfo(0, 1, 101, WorkerState.EXITED, Instant.EPOCH, 0, null, null, 1,
				WorkerReason.RELOAD);
		this.metrics.onApplicationEvent(new WorkerStateChangedEvent(this, worker));
		this.metrics.onApplicationEvent(new WorkerStateChangedEvent(this, worker));
		assertThat(this.registry.get(ForkitClusterMetrics.TRANSITIONS)
			.tags("state", "exited", "reason", "reload")
			.counter()
			.count()).isEqualTo(2);
	}

	private double workers(String state) {
		return this.registry.get(ForkitClusterMetrics.WORKERS).tag("state", state).gauge().value();
	}

}
