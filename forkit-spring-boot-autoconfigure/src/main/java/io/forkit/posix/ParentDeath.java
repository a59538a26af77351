/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.posix;

import java.io.IOException;

/**
 * What shall happen to this process when its parent dies.
 *
 * @since 0.1.0
 */
public final class ParentDeath {

	private static final int PR_SET_PDEATHSIG = 1;

	private static final int SIGKILL = 9;

	private ParentDeath() {
	}

	/**
	 * Return the process id of the parent, which changes when the parent dies, see
	 * {@code getppid(2)}. Makes no object, so it works without any memory left.
	 * @return the process id
	 */
	public static int parent() {
		return Native.LIBC.getppid();
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

	/**
	 * End this process at once. Unlike {@code Runtime.halt} this waits for no other
	 * thread, and makes no object.
	 */
	public static void killSelf() {
		Native.LIBC.kill(Native.LIBC.getpid(), SIGKILL);
	}

}
