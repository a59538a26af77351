package io.forkit.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A program that was ended because nobody waits for it any longer: its thread was
 * interrupted (then the cause is an {@link InterruptedException}), its future cancelled
 * or its template closed.
 *
 * @since 0.1.0
 */
public class ProcessCancelledException extends ForcedEndException {

	ProcessCancelledException(List<String> command, String reason, @Nullable ProcessResult result,
			@Nullable Throwable cause) {
		super(command, "was cancelled because " + reason, result, cause);
	}

}
