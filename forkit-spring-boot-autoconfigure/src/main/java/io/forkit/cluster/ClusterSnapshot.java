package io.forkit.cluster;

import java.time.Instant;
import java.util.List;

/**
 * A cluster as it was at one moment.
 *
 * @param state its state
 * @param pid the process id of the primary
 * @param startedAt when the primary began to start workers
 * @param size how many workers there should be
 * @param listeners the sockets that the workers share
 * @param workers the workers, by slot
 * @since 0.1.0
 */
public record ClusterSnapshot(ClusterState state, long pid, Instant startedAt, int size, List<ListenerInfo> listeners,
		List<WorkerInfo> workers) {

	public ClusterSnapshot {
		listeners = List.copyOf(listeners);
		workers = List.copyOf(workers);
	}

	/**
	 * Return how many workers are ready.
	 * @return the number
	 */
	public int ready() {
		return (int) this.workers.stream().filter((worker) -> worker.state() == WorkerState.READY).count();
	}

}
