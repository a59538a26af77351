package io.forkit.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells a user which property to change, and how.
 */
class InvalidForkitPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidForkitPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidForkitPropertyException cause) {
		String description = "The property '%s' has the value '%s', but %s.".formatted(cause.getProperty(),
				cause.getValue(), cause.getReason());
		return new FailureAnalysis(description, cause.getFix(), cause);
	}

}
