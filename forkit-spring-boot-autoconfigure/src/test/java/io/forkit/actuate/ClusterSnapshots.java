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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerState;

/**
 * Clusters to be shown.
 */
final class ClusterSnapshots {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	/** A minute and a half after the start. */
	static final Clock CLOCK = Clock.fixed(START.plusSeconds(90), ZoneOffset.UTC);

	private ClusterSnapshots() {
	}

	static ClusterSnapshot snapshot(ClusterState state, WorkerState... workers) {
		List<WorkerInfo> infos = IntStream.range(0, workers.length)
			.mapToObj((slot) -> new WorkerInfo(slot, slot + 1, 1000 + slot, workers[slot], START.plusSeconds(30), slot,
					(slot > 0) ? "killed by SIGKILL" : null))
			.toList();
		return new ClusterSnapshot(state, 42, START, Arrays.asList(workers).size(),
				List.of(new ListenerInfo("0.0.0.0", 8080)), infos);
	}

}
