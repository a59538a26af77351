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

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What a new process may do, where that is not what this process may do. Immutable.
 *
 * @param uid the user id, or {@code null} for that of this process
 * @param gid the group id, or {@code null} for that of this process
 * @param groups the supplementary groups; those of this process are kept only if neither
 * a user nor a group is named
 * @param noNewPrivileges whether neither the program nor its descendants may gain
 * privileges by starting set-user-ID programs, see {@code PR_SET_NO_NEW_PRIVS} in
 * {@code prctl(2)}
 * @since 0.1.0
 */
public record Credentials(@Nullable Integer uid, @Nullable Integer gid, List<Integer> groups, boolean noNewPrivileges) {

	/** Those of this process. */
	public static final Credentials SAME = new Credentials(null, null, List.of(), false);

	private static final ReentrantLock oneAtATime = new ReentrantLock();

	private static final boolean X86 = "amd64".equals(System.getProperty("os.arch"));

	private static final int SYS_SETGROUPS = X86 ? 116 : 159;

	private static final int SYS_SETRESUID = X86 ? 117 : 147;

	private static final int SYS_SETRESGID = X86 ? 119 : 149;

	private static final int PR_GET_DUMPABLE = 3;

	private static final int PR_SET_DUMPABLE = 4;

	private static final int PR_SET_NO_NEW_PRIVS = 38;

	public Credentials {
		groups = List.copyOf(groups);
	}

	/**
	 * Return the credentials of a user as {@code login(1)} would give them: user id, main
	 * group and all groups that the user is a member of.
	 * @param name the name of the user
	 * @return the credentials, or {@code null} if there is no such user
	 * @throws ErrnoException if the user database cannot be read
	 */
	public static @Nullable Credentials ofUser(String name) throws ErrnoException {
		return UserDatabase.find(name);
	}

	public Credentials withUid(int uid) {
		return new Credentials(uid, this.gid, this.groups, this.noNewPrivileges);
	}

	public Credentials withGid(int gid) {
		return new Credentials(this.uid, gid, this.groups, this.noNewPrivileges);
	}

	public Credentials withGroups(List<Integer> groups) {
		return new Credentials(this.uid, this.gid, groups, this.noNewPrivileges);
	}

	public Credentials withNoNewPrivileges(boolean noNewPrivileges) {
		return new Credentials(this.uid, this.gid, this.groups, noNewPrivileges);
	}

	/**
	 * Make a call with these credentials. To the kernel they belong to a thread, which
	 * glibc hides but its raw system calls do not: a thread takes them on, makes the call
	 * and ends, and no other thread of this process ever has them.
	 * @param <T> the type of the result
	 * @param call the call
	 * @return its result
	 * @throws ErrnoException with EPERM if this process may not take them on, and what
	 * the call throws
	 */
	<T> T call(Call<T> call) throws ErrnoException {
		List<T> results = new ArrayList<>(1);
		List<Exception> failures = new ArrayList<>(1);
		Thread thread = new Thread(() -> {
			try {
				takeOn();
				results.add(call.invoke());
			}
			catch (ErrnoException | RuntimeException ex) {
				failures.add(ex);
			}
		}, "forkit-spawn");
		thread.setDaemon(true);
		// One at a time: the flag belongs to the process, and one call must neither take
		// that of another for how it was nor set it while another has its credentials.
		oneAtATime.lock();
		try {
			int dumpable = Native.LIBC.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
			thread.start();
			join(thread);
			if (dumpable == 1) {
				// A change of the user takes this from all threads. Not before that
				// thread has ended: its new user may trace it while it is set.
				Native.LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
			}
		}
		finally {
			oneAtATime.unlock();
		}
		for (Exception failure : failures) {
			if (failure instanceof ErrnoException ex) {
				throw ex;
			}
			throw (RuntimeException) failure;
		}
		return results.get(0);
	}

	private static void join(Thread thread) {
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void takeOn() throws ErrnoException {
		if (this.uid != null || this.gid != null || !this.groups.isEmpty()) {
			takeOnGroups();
		}
		if (this.gid != null) {
			Native.check("setresgid to " + this.gid,
					(int) Native.LIBC.syscall(SYS_SETRESGID, this.gid, this.gid, this.gid, 0));
		}
		if (this.uid != null) {
			Native.check("setresuid to " + this.uid,
					(int) Native.LIBC.syscall(SYS_SETRESUID, this.uid, this.uid, this.uid, 0));
		}
		if (this.noNewPrivileges) {
			Native.check("prctl(PR_SET_NO_NEW_PRIVS)", Native.LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
		}
	}

	private void takeOnGroups() throws ErrnoException {
		Pointer list = Native.allocate(4L * Math.max(1, this.groups.size()));
		for (int i = 0; i < this.groups.size(); i++) {
			list.putInt(4L * i, this.groups.get(i));
		}
		try {
			Native.check("setgroups to " + this.groups,
					(int) Native.LIBC.syscall(SYS_SETGROUPS, this.groups.size(), list.address(), 0, 0));
		}
		finally {
			Reference.reachabilityFence(list);
		}
	}

	/**
	 * A call that starts something.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	interface Call<T> {

		T invoke() throws ErrnoException;

	}

}
