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

import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * Loads {@link LibC} at the first use. A small interface of our own: loading all of
 * jnr-posix takes twice as long.
 */
final class Native {

	static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");

	static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

	private static final int EINTR = 4;

	static {
		defaultChildSignal();
	}

	private Native() {
	}

	/**
	 * Where SIGCHLD is ignored, as whoever started this process may have arranged, the
	 * kernel reaps children by itself and nobody learns how they ended, see
	 * {@code sigaction(2)}. The JDK does the same before it starts a process.
	 */
	private static void defaultChildSignal() {
		int defaultHandler = 0;
		int ignore = 1;
		long before = LIBC.signal(Signal.SIGCHLD.number(), defaultHandler);
		if (before != defaultHandler && before != ignore) {
			LIBC.signal(Signal.SIGCHLD.number(), before);
		}
	}

	static Pointer allocate(long size) {
		return Memory.allocateDirect(RUNTIME, Math.toIntExact(size), true);
	}

	/**
	 * Allocate a NUL-terminated copy of the given bytes.
	 * @param bytes the bytes
	 * @return the memory, valid for as long as it is referenced
	 */
	static Pointer cString(byte[] bytes) {
		Pointer pointer = allocate(bytes.length + 1L);
		pointer.put(0, bytes, 0, bytes.length);
		return pointer;
	}

	static boolean interrupted() {
		return errno() == EINTR;
	}

	static int errno() {
		return LastError.getLastError(RUNTIME);
	}

	static int check(String call, int result) throws ErrnoException {
		if (result < 0) {
			throw new ErrnoException(call, errno());
		}
		return result;
	}

	/**
	 * Check the result of one of the functions that return the error number itself.
	 * @param call the call and its arguments, for the message
	 * @param error the result
	 * @throws ErrnoException if the result is not zero
	 */
	static void checkReturned(String call, int error) throws ErrnoException {
		if (error != 0) {
			throw new ErrnoException(call, error);
		}
	}

	/**
	 * Call again for as long as a signal interrupts the call.
	 * @param call the call
	 * @return its result, never a failure with EINTR
	 */
	static long retry(Call call) {
		while (true) {
			long result = call.invoke();
			if (result >= 0 || errno() != EINTR) {
				return result;
			}
		}
	}

	@FunctionalInterface
	interface Call {

		long invoke();

	}

}
