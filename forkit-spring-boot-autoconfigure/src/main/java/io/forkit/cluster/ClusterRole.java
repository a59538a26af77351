package io.forkit.cluster;

/**
 * What a process is in a cluster.
 *
 * @since 0.1.0
 */
public enum ClusterRole {

	/** Starts and supervises the workers, and runs nothing of the application. */
	PRIMARY,

	/** Runs the whole application, beside its siblings. */
	WORKER,

	/** Runs the application alone. */
	SINGLE

}
