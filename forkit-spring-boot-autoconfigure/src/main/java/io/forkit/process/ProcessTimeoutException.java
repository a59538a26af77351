package io.forkit.process;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A program that was ended because it had run for too long.
 *
 * @since 0.1.0
 */
public class ProcessTimeoutException extends ForcedEndException {

	private final Duration timeout;

	ProcessTimeoutException(List<String> command, Duration timeout, @Nullable ProcessResult result,
			@Nullable Throwable cause) {
		super(command, "was ended after its timeout of " + timeout.toMillis() + " ms", result, cause);
		this.timeout = timeout;
	}

	/**
	 * Return the limit.
	 * @return the limit
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

}
