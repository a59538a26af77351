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

import org.jspecify.annotations.Nullable;

/**
 * A process held by a pidfd: a signal sent through it can never reach a later process of
 * the same number, see {@code pidfd_open(2)}.
 */
final class PidFd implements AutoCloseable {

	// The numbers of newer system calls are the same on every architecture.
	private static final int SYS_PIDFD_SEND_SIGNAL = 424;

	private static final int SYS_PIDFD_OPEN = 434;

	private static final int ESRCH = 3;

	private final int pid;

	private final Fd fd;

	private PidFd(int pid, Fd fd) {
		this.pid = pid;
		this.fd = fd;
	}

	static PidFd open(int pid) throws ErrnoException {
		return new PidFd(pid, Fd.adopt(Native.check("pidfd_open", pidfdOpen(pid))));
	}

	/**
	 * Open a process that may have ended.
	 * @param pid the process id
	 * @return the process, or {@code null} if there is none
	 * @throws ErrnoException with EMFILE or ENFILE if there are too many open files
	 */
	static @Nullable PidFd openIfPresent(int pid) throws ErrnoException {
		int number = pidfdOpen(pid);
		if (number < 0 && Native.errno() == ESRCH) {
			return null;
		}
		return new PidFd(pid, Fd.adopt(Native.check("pidfd_open", number)));
	}

	private static int pidfdOpen(int pid) {
		return (int) Native.LIBC.syscall(SYS_PIDFD_OPEN, pid, 0, 0, 0);
	}

	Fd fd() {
		return this.fd;
	}

	/**
	 * Send a signal to the process.
	 * @param signal the signal
	 * @return {@code false} if the process has ended and was reaped
	 * @throws IOException with EPERM if this process may not send it
	 */
	boolean signal(Signal signal) throws IOException {
		int number = this.fd.acquire();
		try {
			long result = Native.LIBC.syscall(SYS_PIDFD_SEND_SIGNAL, number, signal.number(), 0, 0);
			return sent(signal + " to " + this.pid, (int) result);
		}
		finally {
			this.fd.release();
		}
	}

	static boolean sent(String what, int result) throws ErrnoException {
		if (result < 0) {
			int errno = Native.errno();
			if (errno == ESRCH) {
				return false;
			}
			throw new ErrnoException("sending " + what, errno);
		}
		return true;
	}

	@Override
	public void close() {
		this.fd.close();
	}

}
