package io.forkit.autoconfigure;

import io.forkit.cluster.worker.ClusterEndingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Keeps a worker quiet whose start ends because the cluster does: the primary has said
 * why, once.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ClusterEndingExceptionReporter implements SpringBootExceptionReporter {

	private static final Log logger = LogFactory.getLog(ClusterEndingExceptionReporter.class);

	@Override
	public boolean reportException(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ClusterEndingException) {
				logger.debug("The start of this worker ends with the cluster", failure);
				return true;
			}
		}
		return false;
	}

}
