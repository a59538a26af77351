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

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.forkit.posix.Signal;

/**
 * What can be said about every program before it is started. What is not said is as the
 * {@link ProcessTemplate} has it.
 * <p>
 * Not thread-safe, but a program may be started with the same spec any number of times.
 *
 * @param <S> the type of the spec
 * @since 0.1.0
 */
public interface ProcessSpec<S extends ProcessSpec<S>> {

	/**
	 * Set the working directory. Defaults to that of this process.
	 * @param directory the directory
	 * @return this spec
	 */
	S directory(Path directory);

	/**
	 * Add a variable to the environment, in place of one of the same name. The
	 * environment defaults to that of this process without the variables that forkit and
	 * Node use between parent and child and those of systemd that are for this process
	 * alone, and with {@code FORKIT_COMMAND_ID}, by which descendants are found when the
	 * program is to end.
	 * @param name the name
	 * @param value the value
	 * @return this spec
	 * @throws IllegalArgumentException if the name is empty or contains {@code =}, or if
	 * a NUL character is in either
	 */
	S environment(String name, String value);

	/**
	 * Replace the whole environment: the program gets exactly this, but for the variables
	 * that tell this process of its own parent. Without a PATH in it programs are looked
	 * up in {@code /bin:/usr/bin}. Without the marker in it a descendant that has left
	 * the process group and its parents, as a daemon does, is not found any more.
	 * @param environment the names and values
	 * @return this spec
	 * @throws IllegalArgumentException as for one variable
	 */
	S environment(Map<String, String> environment);

	/**
	 * Remove variables from the environment.
	 * @param names the names
	 * @return this spec
	 */
	S environmentWithout(String... names);

	/**
	 * Set the first argument that the program sees, which is its name by convention.
	 * Defaults to the program as it was given.
	 * @param argv0 the name
	 * @return this spec
	 */
	S argv0(String argv0);

	/**
	 * Set how long the program may run until it is ended. Defaults to no limit.
	 * @param timeout the limit, greater than zero
	 * @return this spec
	 */
	S timeout(Duration timeout);

	/**
	 * Set the signal that the program and its descendants get first when they are to end.
	 * Defaults to SIGTERM.
	 * @param killSignal the signal
	 * @return this spec
	 */
	S killSignal(Signal killSignal);

	/**
	 * Set how long after the first signal SIGKILL follows for what is left. Defaults to 5
	 * seconds.
	 * @param killGrace the time, not negative
	 * @return this spec
	 */
	S killGrace(Duration killGrace);

	/**
	 * Set how long output is awaited when a program has ended but another process, which
	 * it left in the background, holds its stdout or stderr open. Defaults to 2 seconds.
	 * Then the command completes with what was read, and writing on gets that other
	 * process a SIGPIPE.
	 * @param drainTimeout the time, not negative
	 * @return this spec
	 */
	S drainTimeout(Duration drainTimeout);

	/**
	 * Set the charset of input and output texts. Defaults to UTF-8. Bytes that are not in
	 * the charset become replacement characters.
	 * @param charset the charset
	 * @return this spec
	 */
	S charset(Charset charset);

	/**
	 * Run the program as another user, with that user's groups as {@code login(1)} would
	 * set them. The environment stays as it is, and files that are named for its streams
	 * are opened by this process. This process must be privileged (CAP_SETUID,
	 * CAP_SETGID).
	 * @param name the name of the user
	 * @return this spec
	 * @throws IllegalArgumentException if there is no such user
	 * @throws UnsupportedOperationException without native access
	 */
	S user(String name);

	/**
	 * Run the program with another user id. Supplementary groups are dropped, unless
	 * {@linkplain #groups(int...) they are named}, as in Node.
	 * @param uid the user id
	 * @return this spec
	 */
	S uid(int uid);

	/**
	 * Run the program with another group id. Supplementary groups are dropped, unless
	 * {@linkplain #groups(int...) they are named}, as in Node.
	 * @param gid the group id
	 * @return this spec
	 */
	S gid(int gid);

	/**
	 * Run the program with these supplementary groups.
	 * @param groups the group ids
	 * @return this spec
	 */
	S groups(int... groups);

	/**
	 * Set whether the program and its descendants are kept from gaining privileges, as by
	 * set-user-ID programs, see {@code PR_SET_NO_NEW_PRIVS} in {@code prctl(2)}. Defaults
	 * to {@code false}.
	 * @param noNewPrivileges whether they are kept from it
	 * @return this spec
	 */
	S noNewPrivileges(boolean noNewPrivileges);

	/**
	 * Limit what the program may use. Defaults to the limits of this process.
	 * @param limits the limits
	 * @return this spec
	 */
	S limits(ResourceLimits limits);

	/**
	 * Leave the program in the process group of this process, where Ctrl-C in the
	 * terminal reaches both. Without this it leads a group of its own.
	 * @return this spec
	 */
	S sameGroup();

	/**
	 * Set whether what the program has left alive is ended also when it ends by itself.
	 * Defaults to {@code false}: it is only reported by
	 * {@link ProcessResult#leftAlive()}.
	 * @param killDescendants whether they are ended
	 * @return this spec
	 */
	S killDescendants(boolean killDescendants);

	/**
	 * Set the name by which the command is observed. There should not be many different
	 * ones. Defaults to the name of the program if it is looked up in PATH, otherwise to
	 * {@code other}.
	 * @param name the name
	 * @return this spec
	 */
	S name(String name);

}
