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
import java.time.ZoneOffset;
import java.util.List;

import io.forkit.actuate.ClusterReport.Worker;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndpoint}.
 */
class ClusterEndpointTests {

	@Test
	void theReportShowsTheClusterAsItIsNow() {
		ClusterReport report = new ClusterEndpoint(
				() -> ClusterSnapshots.snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.EXITED),
				ClusterSnapshots.CLOCK)
			.cluster();
		assertThat(report).isEqualTo(
				new ClusterReport(ClusterState.RUNNING, 42, "PT1M30S", 2, 1, List.of(new ListenerInfo("0.0.0.0", 8080)),
						List.of(new Worker(0, 1, 1000, WorkerState.READY, "PT1M", 0, null, null),
								new Worker(1, 2, 1001, WorkerState.EXITED, null, 1, "killed by SIGKILL", null)),
						null, List.of()));
	}

	@Test
	void aClockThatWasSetBackMakesNoNegativeUptime() {
		Clock before = Clock.fixed(ClusterSnapshots.START.minusSeconds(10), ZoneOffset.UTC);
		ClusterReport report = new ClusterEndpoint(
				() -> ClusterSnapshots.snapshot(ClusterState.RUNNING, WorkerState.READY), before)
			.cluster();
		assertThat(report.uptime()).isEqualTo("PT0S");
		assertThat(report.workers()).extracting(Worker::uptime).containsExactly("PT0S");
	}

}
