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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code posix_spawn(3)}: the new process has the descriptors named here and
 * no others, all signals at their defaults and none blocked.
 * <p>
 * Not thread-safe. {@link #start()} returns when the program runs, or with the error that
 * kept it from running.
 *
 * @since 0.1.0
 */
public final class Spawn {

	private static final short SETPGROUP = 0x02;

	private static final short SETSIGDEF = 0x04;

	private static final short SETSIGMASK = 0x08;

	private static final short SETSID = 0x80;

	private static final int O_RDWR = 2;

	private final Path executable;

	private final List<byte[]> arguments;

	private final List<byte[]> environment;

	private final SortedMap<Integer, Fd> descriptors = new TreeMap<>();

	private @Nullable Path directory;

	private short group = SETPGROUP;

	private Credentials credentials = Credentials.SAME;

	/**
	 * Prepare to start a program.
	 * @param executable the file, not searched for
	 * @param arguments all arguments, the first being the name of the program
	 * @param environment the whole environment, each entry as {@code NAME=value}
	 * @throws IllegalArgumentException if a NUL is in an argument or in the environment
	 */
	public Spawn(Path executable, List<byte[]> arguments, List<byte[]> environment) {
		this.executable = executable;
		this.arguments = List.copyOf(arguments);
		this.environment = List.copyOf(environment);
		this.arguments.forEach((argument) -> rejectNul(argument, "arguments"));
		this.environment.forEach((entry) -> rejectNul(entry, "environment"));
	}

	private static void rejectNul(byte[] bytes, String name) {
		for (byte b : bytes) {
			if (b == 0) {
				throw new IllegalArgumentException("'" + name + "' must not contain a NUL character");
			}
		}
	}

	/**
	 * Set the working directory. Defaults to that of this process.
	 * @param directory the directory
	 * @return this
	 */
	public Spawn directory(@Nullable Path directory) {
		this.directory = directory;
		return this;
	}

	/**
	 * Give the new process a descriptor. What is not given at 0, 1 or 2 is
	 * {@code /dev/null} there.
	 * @param number the number it has in the new process
	 * @param fd the descriptor; stays open here and belongs to its owner
	 * @return this
	 */
	public Spawn descriptor(int number, Fd fd) {
		this.descriptors.put(number, fd);
		return this;
	}

	/**
	 * Let the new process have a standard stream of this one.
	 * @param number the number it has in the new process
	 * @param stream the stream of this process: 0, 1 or 2
	 * @return this
	 */
	public Spawn inherit(int number, int stream) {
		if (stream < 0 || stream > 2) {
			throw new IllegalArgumentException("'stream' must be 0, 1 or 2 but is " + stream);
		}
		return descriptor(number, Fd.adopt(stream));
	}

	/**
	 * Make the new process the leader of a session, see {@code setsid(2)}. Without this
	 * it leads a process group of its own in the session of this process.
	 * @return this
	 */
	public Spawn newSession() {
		this.group = SETSID;
		return this;
	}

	/**
	 * Leave the new process in the process group of this one, where keys as Ctrl-C reach
	 * both and a signal cannot be sent to its group alone.
	 * @return this
	 */
	public Spawn sameGroup() {
		this.group = 0;
		return this;
	}

	/**
	 * Start the new process with other credentials. Defaults to those of this process.
	 * @param credentials the credentials
	 * @return this
	 */
	public Spawn credentials(Credentials credentials) {
		this.credentials = credentials;
		return this;
	}

	/**
	 * Start the program.
	 * @return the child, owned by the caller
	 * @throws IOException if it cannot be started, as {@link ErrnoException} with ENOENT,
	 * EACCES, E2BIG, EAGAIN, ENOMEM and others of {@code execve(2)}
	 */
	public ChildPid start() throws IOException {
		Pointer actions = Native.allocate(256);
		Pointer attributes = Native.allocate(512);
		List<Fd> moved = new ArrayList<>();
		List<Fd> used = new ArrayList<>();
		Native.checkReturned("posix_spawn_file_actions_init", Native.LIBC.posix_spawn_file_actions_init(actions));
		try {
			Native.checkReturned("posix_spawnattr_init", Native.LIBC.posix_spawnattr_init(attributes));
			try {
				addAttributes(attributes);
				addActions(actions, moved, used);
				return spawn(actions, attributes);
			}
			finally {
				Native.LIBC.posix_spawnattr_destroy(attributes);
			}
		}
		finally {
			used.forEach(Fd::release);
			moved.forEach(Fd::close);
			Native.LIBC.posix_spawn_file_actions_destroy(actions);
		}
	}

	private void addAttributes(Pointer attributes) throws ErrnoException {
		Pointer none = Native.allocate(128);
		Pointer all = Native.allocate(128);
		all.setMemory(0, 128, (byte) 0xff);
		Native.checkReturned("posix_spawnattr_setpgroup", Native.LIBC.posix_spawnattr_setpgroup(attributes, 0));
		Native.checkReturned("posix_spawnattr_setsigmask", Native.LIBC.posix_spawnattr_setsigmask(attributes, none));
		Native.checkReturned("posix_spawnattr_setsigdefault",
				Native.LIBC.posix_spawnattr_setsigdefault(attributes, all));
		Native.checkReturned("posix_spawnattr_setflags",
				Native.LIBC.posix_spawnattr_setflags(attributes, (short) (this.group | SETSIGDEF | SETSIGMASK)));
	}

	private void addActions(Pointer actions, List<Fd> moved, List<Fd> used) throws IOException {
		int end = Math.max(3, this.descriptors.isEmpty() ? 0 : this.descriptors.lastKey() + 1);
		Pointer devNull = Native.cString("/dev/null".getBytes(StandardCharsets.US_ASCII));
		for (var entry : this.descriptors.entrySet()) {
			int number = entry.getValue().acquire();
			used.add(entry.getValue());
			if (number < end && number != entry.getKey()) {
				// It would be overwritten by another one before its turn comes.
				Fd copy = entry.getValue().duplicateFrom(end);
				moved.add(copy);
				number = copy.acquire();
				used.add(copy);
			}
			Native.checkReturned("posix_spawn_file_actions_adddup2",
					Native.LIBC.posix_spawn_file_actions_adddup2(actions, number, entry.getKey()));
		}
		for (int number = 0; number < end; number++) {
			if (number >= 3 && !this.descriptors.containsKey(number)) {
				// Not everything that the JVM opens is close-on-exec.
				Native.checkReturned("posix_spawn_file_actions_addclose",
						Native.LIBC.posix_spawn_file_actions_addclose(actions, number));
			}
			else if (!this.descriptors.containsKey(number)) {
				Native.checkReturned("posix_spawn_file_actions_addopen",
						Native.LIBC.posix_spawn_file_actions_addopen(actions, number, devNull, O_RDWR, 0));
			}
		}
		Native.checkReturned("posix_spawn_file_actions_addclosefrom_np",
				Native.LIBC.posix_spawn_file_actions_addclosefrom_np(actions, end));
		if (this.directory != null) {
			Pointer path = Native.cString(this.directory.toString().getBytes(StandardCharsets.UTF_8));
			Native.checkReturned("posix_spawn_file_actions_addchdir_np",
					Native.LIBC.posix_spawn_file_actions_addchdir_np(actions, path));
		}
	}

	private ChildPid spawn(Pointer actions, Pointer attributes) throws IOException {
		Pointer pid = Native.allocate(4);
		Pointer path = Native.cString(this.executable.toString().getBytes(StandardCharsets.UTF_8));
		StringVector argv = new StringVector(this.arguments);
		StringVector envp = new StringVector(this.environment);
		int error = this.credentials.equals(Credentials.SAME)
				? Native.LIBC.posix_spawn(pid, path, actions, attributes, argv.pointer(), envp.pointer())
				: this.credentials.call(
						() -> Native.LIBC.posix_spawn(pid, path, actions, attributes, argv.pointer(), envp.pointer()));
		argv.keepAlive();
		envp.keepAlive();
		Native.checkReturned("starting " + this.executable, error);
		return open(pid.getInt(0));
	}

	private static ChildPid open(int pid) throws ErrnoException {
		try {
			return ChildPid.of(pid);
		}
		catch (ErrnoException ex) {
			// No descriptor is left to watch the child with: it must not live on
			// unwatched.
			ChildPid.killAndReap(pid);
			throw ex;
		}
	}

}
