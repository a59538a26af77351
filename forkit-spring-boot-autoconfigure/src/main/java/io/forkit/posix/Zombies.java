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
import java.util.ArrayList;
import java.util.List;

import jnr.ffi.Pointer;

/**
 * Children of this process that have ended and that nobody has reaped. Process 1 of a
 * container becomes the parent of every process whose own parent ends before it, see
 * {@code pid_namespaces(7)}.
 *
 * @since 0.1.0
 */
public final class Zombies {

	private static final int P_ALL = 0;

	private static final int P_PID = 1;

	private static final int WNOHANG = 1;

	private static final int WEXITED = 4;

	private static final int WNOWAIT = 0x1000000;

	private static final int SI_PID = 16;

	private Zombies() {
	}

	/**
	 * Find the zombies among the children of this process, but for those that a
	 * {@link ChildPid} will reap. Others may be about to be reaped by whoever started
	 * them. Costs a system call if there is none, and a look at all processes otherwise.
	 * @return the zombies
	 * @throws IOException if {@code /proc} cannot be read
	 */
	public static List<Zombie> find() throws IOException {
		Pointer info = Native.allocate(128);
		long result = Native.retry(() -> Native.LIBC.waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT));
		if (result < 0 || info.getInt(SI_PID) == 0) {
			return List.of();
		}
		List<Zombie> zombies = new ArrayList<>();
		for (ProcessTable.Entry child : ProcessTable.zombiesOf((int) ProcessHandle.current().pid())) {
			if (!ChildPid.isWaitedFor(child.pid())) {
				zombies.add(new Zombie(child.pid(), child.startTime()));
			}
		}
		return zombies;
	}

	/**
	 * A zombie.
	 *
	 * @param pid the process id
	 * @param startTime when it started, in clock ticks since the system did
	 */
	public record Zombie(int pid, long startTime) {

		/**
		 * Reap it. Whoever waits for it does not learn how it ended.
		 * @return {@code false} if somebody else has reaped it
		 */
		public boolean reap() {
			Pointer info = Native.allocate(128);
			return Native.retry(() -> Native.LIBC.waitid(P_PID, this.pid, info, WEXITED | WNOHANG)) == 0
					&& info.getInt(SI_PID) != 0;
		}

	}

}
