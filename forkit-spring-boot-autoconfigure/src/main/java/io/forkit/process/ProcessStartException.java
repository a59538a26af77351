package io.forkit.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A program that could not be started. The cause, if there is one, is an
 * {@link io.forkit.posix.ErrnoException} with the error of the system, as EMFILE (too
 * many open files) or E2BIG (argument list too long).
 *
 * @since 0.1.0
 */
public class ProcessStartException extends ProcessException {

	ProcessStartException(List<String> command, String reason, @Nullable Throwable cause) {
		super(command, "could not be started: " + reason, cause);
	}

}
