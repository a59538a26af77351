package io.forkit.process;

/**
 * The end of what a program wrote to stderr, where the reason of a failure usually is.
 */
final class StderrTail {

	private static final int MAX_LENGTH = 1_000;

	private StderrTail() {
	}

	static String of(ProcessResult result) {
		String text = result.stderr().strip();
		if (text.isEmpty()) {
			return "";
		}
		int start = text.length() - MAX_LENGTH;
		return "; stderr: " + ((start > 0) ? "..." + text.substring(start) : text);
	}

}
