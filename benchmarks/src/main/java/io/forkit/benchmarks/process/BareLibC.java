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

package io.forkit.benchmarks.process;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * What the benchmark itself needs of libc.
 */
final class BareLibC {

	private static final int SIGKILL = 9;

	private static final int P_PID = 1;

	private static final int WEXITED = 4;

	private static final int SI_STATUS = 24;

	private static final Functions FUNCTIONS = LibraryLoader.create(Functions.class).load("c");

	private BareLibC() {
	}

	static void kill(int pid) {
		if (FUNCTIONS.kill(pid, SIGKILL) != 0) {
			throw new IllegalStateException("pid " + pid + " cannot be killed");
		}
	}

	/**
	 * Wait in this thread until a child ends, and reap it.
	 * @param pid the child
	 * @return its exit code, or the signal that ended it
	 */
	static int await(int pid) {
		Pointer info = Memory.allocateDirect(Runtime.getRuntime(FUNCTIONS), 128, true);
		if (FUNCTIONS.waitid(P_PID, pid, info, WEXITED) != 0) {
			throw new IllegalStateException("pid " + pid + " cannot be waited for");
		}
		return info.getInt(SI_STATUS);
	}

	/**
	 * Public only because jnr-ffi implements it from another class loader.
	 */
	public interface Functions {

		int kill(int pid, int signal);

		int waitid(int type, int id, Pointer info, int options);

	}

}
