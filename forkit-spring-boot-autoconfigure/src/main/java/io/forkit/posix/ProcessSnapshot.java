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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * All processes of this machine at one moment, to find what a child has started. Costs a
 * read of a file for each process, and of another one when the environment matters: to be
 * made when a tree must be found, and to be shared by all who ask at that time.
 * <p>
 * Not thread-safe. Blocks while {@code /proc} is read.
 *
 * @since 0.1.0
 */
public final class ProcessSnapshot {

	private final List<ProcessTable.Entry> processes;

	private final Map<Integer, List<ProcessTable.Entry>> children = new HashMap<>();

	private final Map<Integer, byte[]> environments = new HashMap<>();

	private ProcessSnapshot(List<ProcessTable.Entry> processes) {
		this.processes = processes;
		for (ProcessTable.Entry process : processes) {
			this.children.computeIfAbsent(process.parent(), (parent) -> new ArrayList<>(1)).add(process);
		}
	}

	/**
	 * Look at all processes.
	 * @return the snapshot
	 * @throws IOException if {@code /proc} cannot be read
	 */
	public static ProcessSnapshot take() throws IOException {
		return new ProcessSnapshot(ProcessTable.read());
	}

	/**
	 * Find what a child has started and is alive: the members of its process group and
	 * session, all whose environment has the marker, and the descendants of all these. A
	 * daemon that has left the group, the session and its parents is found by the marker;
	 * one that has replaced its environment as well is not.
	 * @param child a child that was not reaped yet, so that its number is still its own
	 * @param leader whether it was made the leader of a group
	 * @param marker an environment entry, {@code NAME=value}, that no other process has;
	 * descendants may have it with a slash and more behind it
	 * @return the descendants, the child excluded
	 */
	public List<Descendant> descendantsOf(ChildPid child, boolean leader, byte @Nullable [] marker) {
		Predicate<ProcessTable.Entry> belongs = (
				process) -> (leader && (process.group() == child.pid() || process.session() == child.pid()))
						|| (marker != null && hasMarker(process.pid(), marker));
		Map<Integer, ProcessTable.Entry> found = new TreeMap<>();
		Deque<Integer> parents = new ArrayDeque<>();
		parents.add(child.pid());
		this.processes.stream().filter(belongs).forEach((process) -> add(process, child.pid(), found, parents));
		return withChildren(child.pid(), found, parents);
	}

	/**
	 * Find what this process has started and is alive, if it leads its session: the
	 * members of the session, all whose environment has the marker, and the descendants
	 * of all these. Not a child that leads a session of its own and has no marker.
	 * @param marker an environment entry that nobody else has, see
	 * {@link #descendantsOf(ChildPid, boolean, byte[])}
	 * @return the processes, this one excluded
	 */
	public List<Descendant> ownSession(byte @Nullable [] marker) {
		int self = (int) ProcessHandle.current().pid();
		Map<Integer, ProcessTable.Entry> found = new TreeMap<>();
		Deque<Integer> parents = new ArrayDeque<>();
		this.processes.stream()
			.filter((process) -> process.session() == self || (marker != null && hasMarker(process.pid(), marker)))
			.forEach((process) -> add(process, self, found, parents));
		return withChildren(self, found, parents);
	}

	private List<Descendant> withChildren(int root, Map<Integer, ProcessTable.Entry> found, Deque<Integer> parents) {
		while (!parents.isEmpty()) {
			this.children.getOrDefault(parents.remove(), List.of())
				.forEach((process) -> add(process, root, found, parents));
		}
		return found.values().stream().map(Descendant::new).toList();
	}

	private static void add(ProcessTable.Entry process, int root, Map<Integer, ProcessTable.Entry> found,
			Collection<Integer> parents) {
		if (process.pid() != root && found.putIfAbsent(process.pid(), process) == null) {
			parents.add(process.pid());
		}
	}

	private boolean hasMarker(int pid, byte[] marker) {
		return contains(this.environments.computeIfAbsent(pid, ProcessTable::environment), marker);
	}

	static boolean contains(byte[] environment, byte[] marker) {
		for (int start = 0; start + marker.length < environment.length; start++) {
			if ((start == 0 || environment[start - 1] == 0) && startsAt(environment, start, marker)) {
				byte next = environment[start + marker.length];
				return next == 0 || next == '/';
			}
		}
		return false;
	}

	private static boolean startsAt(byte[] environment, int start, byte[] marker) {
		for (int i = 0; i < marker.length; i++) {
			if (environment[start + i] != marker[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A process that a child has started, itself or through others.
	 */
	public static final class Descendant {

		private final ProcessTable.Entry process;

		Descendant(ProcessTable.Entry process) {
			this.process = process;
		}

		public int pid() {
			return this.process.pid();
		}

		public int group() {
			return this.process.group();
		}

		/**
		 * Return the program and its arguments, read at each call.
		 * @return the command, or nothing if the process has ended
		 */
		public List<String> command() {
			return ProcessTable.arguments(this.process.pid());
		}

		/**
		 * Send a signal, never to a later process of the same number.
		 * @param signal the signal
		 * @return {@code false} if the process has ended
		 * @throws IOException with EPERM if this process may not send it, with EMFILE if
		 * there are too many open files
		 */
		public boolean signal(Signal signal) throws IOException {
			try (PidFd pidFd = PidFd.openIfPresent(this.process.pid())) {
				// The number cannot change hands while it is held: compare only now.
				ProcessTable.Entry now = (pidFd != null) ? ProcessTable.read(this.process.pid()) : null;
				return now != null && now.startTime() == this.process.startTime() && pidFd.signal(signal);
			}
		}

		@Override
		public String toString() {
			return "pid " + this.process.pid();
		}

	}

}
