package io.forkit.posix;

/**
 * How a process ended: by itself with a code, or by a signal. Never both, and never mixed
 * into one number as in {@code $?}, see {@code waitid(2)}.
 *
 * @param signalled whether a signal ended the process
 * @param value the exit code (0 to 255) or the number of the signal
 * @param coreDumped whether the signal left a core dump
 * @since 0.1.0
 */
public record WaitStatus(boolean signalled, int value, boolean coreDumped) {

	public static WaitStatus exited(int code) {
		return new WaitStatus(false, code, false);
	}

	public static WaitStatus killed(int signal) {
		return new WaitStatus(true, signal, false);
	}

	@Override
	public String toString() {
		if (!this.signalled) {
			return "exit code " + this.value;
		}
		String name = (this.value <= Signal.values().length) ? Signal.of(this.value).name() : "signal " + this.value;
		return "killed by " + name + (this.coreDumped ? " (core dumped)" : "");
	}

}
