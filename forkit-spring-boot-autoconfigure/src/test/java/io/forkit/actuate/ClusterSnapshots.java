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
