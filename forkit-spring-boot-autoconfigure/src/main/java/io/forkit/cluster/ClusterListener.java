package io.forkit.cluster;

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
	 * Every slot has had a ready worker, for the first time.
	 * @param snapshot the cluster
	 */
	void ready(ClusterSnapshot snapshot);

}
