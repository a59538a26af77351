package io.forkit.cluster;

/**
 * The cluster could not be started.
 *
 * @since 0.1.0
 */
public class ClusterStartException extends RuntimeException {

	public ClusterStartException(String message) {
		super(message);
	}

	public ClusterStartException(String message, Throwable cause) {
		super(message, cause);
	}

}
