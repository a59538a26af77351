package io.forkit.posix;

import java.io.IOException;

/**
 * What shall happen to this process when its parent dies.
 *
 * @since 0.1.0
 */
public final class ParentDeath {

	private static final int PR_SET_PDEATHSIG = 1;

	private ParentDeath() {
	}

	/**
	 * Let the kernel send this process a signal when the thread that started it has
	 * ended, see {@code PR_SET_PDEATHSIG} in {@code prctl(2)}. Nothing is sent if that
	 * thread is already gone: watch the channel as well.
	 * @param signal the signal
	 * @throws IOException if the call failed
	 */
	public static void signal(Signal signal) throws IOException {
		Native.check("prctl(PR_SET_PDEATHSIG)", Native.LIBC.prctl(PR_SET_PDEATHSIG, signal.number(), 0, 0, 0));
	}

}
