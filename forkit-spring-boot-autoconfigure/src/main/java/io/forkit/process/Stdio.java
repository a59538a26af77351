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

package io.forkit.process;

import java.nio.file.Path;

import io.forkit.posix.Fd;
import io.forkit.process.engine.Redirect;

import org.springframework.util.Assert;

/**
 * What a spawned program has at one of its descriptors, as an element of Node's
 * {@code stdio} option.
 * <p>
 * Immutable.
 *
 * @since 0.1.0
 * @see <a href="https://nodejs.org/api/child_process.html#optionsstdio">options.stdio</a>
 */
public final class Stdio {

	private static final Stdio PIPE = new Stdio(Redirect.PIPE);

	private static final Stdio INHERIT = new Stdio(Redirect.INHERIT);

	private static final Stdio IGNORE = new Stdio(Redirect.IGNORE);

	private static final Stdio STDOUT = new Stdio(Redirect.STDOUT);

	private final Redirect redirect;

	private Stdio(Redirect redirect) {
		this.redirect = redirect;
	}

	/**
	 * Return a pipe between the program and this process; at descriptors from 3 on a pair
	 * of connected sockets, for both directions.
	 * @return the setting
	 */
	public static Stdio pipe() {
		return PIPE;
	}

	/**
	 * Return the standard stream of this process. For descriptors 0, 1 and 2 only.
	 * @return the setting
	 */
	public static Stdio inherit() {
		return INHERIT;
	}

	/**
	 * Return {@code /dev/null} for 0, 1 and 2; all others are closed.
	 * @return the setting
	 */
	public static Stdio ignore() {
		return IGNORE;
	}

	/**
	 * Return, for stderr, what stdout is.
	 * @return the setting
	 */
	public static Stdio stdout() {
		return STDOUT;
	}

	/**
	 * Return a file to read.
	 * @param file the file
	 * @return the setting
	 */
	public static Stdio read(Path file) {
		Assert.notNull(file, "'file' must not be null");
		return new Stdio(new Redirect.FromFile(file));
	}

	/**
	 * Return a file to write. What was in it is dropped.
	 * @param file the file, made if there is none
	 * @return the setting
	 */
	public static Stdio write(Path file) {
		Assert.notNull(file, "'file' must not be null");
		return new Stdio(new Redirect.ToFile(file, false));
	}

	/**
	 * Return a file to write behind what is in it.
	 * @param file the file, made if there is none
	 * @return the setting
	 */
	public static Stdio append(Path file) {
		Assert.notNull(file, "'file' must not be null");
		return new Stdio(new Redirect.ToFile(file, true));
	}

	/**
	 * Return an open file of this process, as a socket.
	 * @param fd the descriptor, which stays open here and belongs to its owner
	 * @return the setting
	 */
	public static Stdio descriptor(Fd fd) {
		Assert.notNull(fd, "'fd' must not be null");
		return new Stdio(new Redirect.Descriptor(fd));
	}

	/**
	 * Return the pipe from which another program reads its stdin, which this process can
	 * still write to. That program sees the end when all who can write have closed it.
	 * @param other the other program, its stdin a pipe
	 * @return the setting, for an output
	 * @throws IllegalStateException if the other program has ended or its stdin was
	 * closed here
	 */
	public static Stdio stdinOf(ChildProcess other) {
		return new Stdio(new Redirect.SharedPipe(other.shareStdin()));
	}

	/**
	 * Return the pipe to which another program writes its stdout. This process reads from
	 * it only what it is asked to by {@link ChildProcess#stdout()}, until the other
	 * program is {@linkplain ChildProcess#close() closed}: until then it does not get a
	 * SIGPIPE, and {@link ChildProcess#onClose()} does not wait for the pipe.
	 * @param other the other program, its stdout a pipe without callbacks
	 * @return the setting, for an input
	 * @throws IllegalStateException if the other program has ended. One that may end so
	 * soon belongs into a {@linkplain ProcessOperations#pipeline pipeline}.
	 */
	public static Stdio stdoutOf(ChildProcess other) {
		return new Stdio(new Redirect.SharedPipe(other.shareStdout()));
	}

	Redirect redirect() {
		return this.redirect;
	}

	@Override
	public String toString() {
		return this.redirect.toString();
	}

}
