package io.forkit.cluster.worker;

import java.io.IOException;

/**
 * The cluster is ending, or its start has failed in the primary: the worker gets no
 * socket any more. What went wrong is reported by the primary.
 *
 * @since 0.1.0
 */
public class ClusterEndingException extends IOException {

	public ClusterEndingException(String message) {
		super(message);
	}

}
