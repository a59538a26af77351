package io.forkit.cluster;

/**
 * Shows the cluster, in the primary and in every worker alike. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClusterView {

	/**
	 * Return the cluster as it is. A worker returns what the primary told it last, which
	 * is at the latest change of any worker.
	 * @return the snapshot; never waits
	 */
	ClusterSnapshot snapshot();

}
