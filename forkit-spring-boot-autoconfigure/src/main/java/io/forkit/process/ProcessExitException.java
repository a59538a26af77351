package io.forkit.process;

/**
 * A program that ended with an exit code other than 0, or by a signal that did not come
 * from forkit.
 *
 * @since 0.1.0
 */
public class ProcessExitException extends ProcessException {

	private final transient ProcessResult result;

	ProcessExitException(ProcessResult result) {
		super(result.command(), "failed after %d ms: %s%s".formatted(result.duration().toMillis(), result.status(),
				StderrTail.of(result)), null);
		this.result = result;
	}

	/**
	 * Return all that the program left behind.
	 * @return the result
	 */
	public ProcessResult getResult() {
		return this.result;
	}

}
