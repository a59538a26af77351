package io.forkit.cluster;

/**
 * The state of a cluster.
 *
 * @since 0.1.0
 */
public enum ClusterState {

	/** Not every slot has had a ready worker yet. */
	STARTING,

	/** Every slot has had a ready worker; crashed ones are being replaced. */
	RUNNING,

	/** The workers are ending. */
	STOPPING,

	/** The start has failed. */
	FAILED,

	/** All workers have ended. */
	STOPPED

}
