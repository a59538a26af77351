package io.forkit.autoconfigure;

import io.forkit.cluster.ClusterStartException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells a user why there is no cluster.
 */
class ClusterStartFailureAnalyzer extends AbstractFailureAnalyzer<ClusterStartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ClusterStartException cause) {
		return new FailureAnalysis("The cluster could not be started. " + cause.getMessage(),
				"Fix what is reported there. To run the application without workers, in the process that you start, "
						+ "set 'forkit.cluster.workers' to 0.",
				cause);
	}

}
