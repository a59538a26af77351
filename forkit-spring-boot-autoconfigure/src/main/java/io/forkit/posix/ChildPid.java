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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A child of this process, held by a pidfd: a signal sent through it can never reach a
 * later process of the same number, see {@code pidfd_open(2)}. The child stays a zombie
 * until {@link #reap()} has returned its status.
 * <p>
 * Thread-safe. Needs Linux 5.4.
 *
 * @since 0.1.0
 */
public final class ChildPid implements AutoCloseable {

	private static final int P_PID = 1;

	private static final int P_PIDFD = 3;

	private static final int WNOHANG = 1;

	private static final int WEXITED = 4;

	private static final int WNOWAIT = 0x1000000;

	private static final int SI_CODE = 8;

	private static final int SI_PID = 16;

	private static final int SI_STATUS = 24;

	private static final int CLD_EXITED = 1;

	private static final int CLD_DUMPED = 3;

	private static final Map<Integer, ChildPid> waitedFor = new ConcurrentHashMap<>();

	private final int pid;

	private final PidFd pidFd;

	private @Nullable WaitStatus status;

	private ChildPid(int pid, PidFd pidFd) {
		this.pid = pid;
		this.pidFd = pidFd;
		waitedFor.put(pid, this);
	}

	static ChildPid of(int pid) throws ErrnoException {
		return new ChildPid(pid, PidFd.open(pid));
	}

	/**
	 * Return whether somebody will ask how a child has ended.
	 * @param pid the process id of a child of this process
	 * @return whether it was started here, and was neither reaped nor given up
	 */
	static boolean isWaitedFor(int pid) {
		return waitedFor.containsKey(pid);
	}

	public int pid() {
		return this.pid;
	}

	/**
	 * Return the descriptor that becomes readable when the child has ended.
	 * @return the pidfd, owned by this object
	 */
	public Fd fd() {
		return this.pidFd.fd();
	}

	/**
	 * Send a signal to the child.
	 * @param signal the signal
	 * @return {@code false} if the child has already ended
	 * @throws IOException with EPERM if this process may not send it
	 */
	public boolean signal(Signal signal) throws IOException {
		synchronized (this) {
			if (this.status != null) {
				return false;
			}
		}
		return this.pidFd.signal(signal);
	}

	/**
	 * Send a signal to the process group that the child leads. Safe only before the child
	 * is reaped: until then its number cannot be given to another group, and after that
	 * nothing is sent.
	 * @param signal the signal
	 * @return {@code false} if the group has no member any more or the child was reaped
	 * @throws ErrnoException with EPERM if this process may not send it
	 */
	public synchronized boolean signalGroup(Signal signal) throws ErrnoException {
		if (this.status != null) {
			return false;
		}
		return PidFd.sent(signal + " to group " + this.pid, Native.LIBC.kill(-this.pid, signal.number()));
	}

	/**
	 * Return whether a process is in the group that the child led, which was reaped. A
	 * number that is still the number of a group is not given to a new process.
	 * @return whether there is one, maybe of another user
	 */
	public boolean hasGroup() {
		int errnoNotPermitted = 1;
		return Native.LIBC.kill(-this.pid, 0) == 0 || Native.errno() == errnoNotPermitted;
	}

	/**
	 * Return whether the child has ended; it is left a zombie if so.
	 * @return whether it has ended
	 * @throws IOException if the child cannot be waited for
	 */
	public synchronized boolean hasEnded() throws IOException {
		return peek() != null;
	}

	/**
	 * Return how the child ended and leave it a zombie, so that its number and that of
	 * its group stay its own.
	 * @return how it ended, or {@code null} if it is still running
	 * @throws IOException if the child cannot be waited for
	 */
	public synchronized @Nullable WaitStatus peek() throws IOException {
		return (this.status != null) ? this.status : waitFor(WNOWAIT);
	}

	/**
	 * Reap the child if it has ended.
	 * @return how it ended, or {@code null} if it is still running; the same again when
	 * called again
	 * @throws IOException if the child cannot be waited for
	 */
	public synchronized @Nullable WaitStatus reap() throws IOException {
		if (this.status == null) {
			this.status = waitFor(0);
			if (this.status != null) {
				waitedFor.remove(this.pid, this);
			}
		}
		return this.status;
	}

	private @Nullable WaitStatus waitFor(int option) throws IOException {
		Pointer info = Native.allocate(128);
		int fd = this.pidFd.fd().acquire();
		try {
			long result = Native.retry(() -> Native.LIBC.waitid(P_PIDFD, fd, info, WEXITED | WNOHANG | option));
			Native.check("waitid for " + this.pid, (int) result);
		}
		finally {
			this.pidFd.fd().release();
		}
		if (info.getInt(SI_PID) == 0) {
			return null;
		}
		int code = info.getInt(SI_CODE);
		return new WaitStatus(code != CLD_EXITED, info.getInt(SI_STATUS), code == CLD_DUMPED);
	}

	/**
	 * End the child and its group with SIGKILL, and reap it. Waits for that, which takes
	 * no longer than the kernel needs.
	 */
	public synchronized void kill() {
		if (this.status == null) {
			Native.LIBC.kill(-this.pid, Signal.SIGKILL.number());
			killAndReap(this.pid);
			this.status = WaitStatus.killed(Signal.SIGKILL.number());
			waitedFor.remove(this.pid, this);
		}
		close();
	}

	static void killAndReap(int pid) {
		Native.LIBC.kill(pid, Signal.SIGKILL.number());
		Pointer info = Native.allocate(128);
		Native.retry(() -> Native.LIBC.waitid(P_PID, pid, info, WEXITED));
	}

	@Override
	public synchronized void close() {
		if (this.status == null) {
			// Nobody will reap it.
			waitedFor.remove(this.pid, this);
		}
		this.pidFd.close();
	}

	@Override
	public String toString() {
		return "pid " + this.pid;
	}

}
