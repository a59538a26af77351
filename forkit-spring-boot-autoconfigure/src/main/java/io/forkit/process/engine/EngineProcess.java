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

package io.forkit.process.engine;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started. Thread-safe.
 */
public interface EngineProcess {

	/**
	 * Return the process id.
	 * @return the process id
	 */
	long pid();

	/**
	 * Return where to write what the program reads.
	 * @param descriptor the number of the descriptor in the program
	 * @return the end of the pipe, owned by the caller, or {@code null} if there is none
	 */
	@Nullable ProgramInput input(int descriptor);

	/**
	 * Return where to read what the program writes.
	 * @param descriptor the number of the descriptor in the program
	 * @return the end of the pipe, owned by the caller, or {@code null} if there is none
	 */
	@Nullable ProgramOutput output(int descriptor);

	/**
	 * Return the other end of one of the program's {@linkplain Redirect#SOCKET sockets}.
	 * @param descriptor the number of the descriptor in the program
	 * @return the socket, which does not block and is owned by the caller, or
	 * {@code null} if there is none
	 */
	default @Nullable Fd socket(int descriptor) {
		return null;
	}

	/**
	 * Be told, once and on the loop, when the program has ended. To be called once.
	 * @param task what to run
	 * @throws IOException if the program cannot be watched
	 */
	void onExit(Runnable task) throws IOException;

	/**
	 * Return how the program ended, without giving back its number.
	 * @return the status, or {@code null} if it is running
	 * @throws IOException if it cannot be found out
	 */
	@Nullable WaitStatus status() throws IOException;

	/**
	 * Send a signal to the program.
	 * @param signal the signal
	 * @return {@code false} if it has ended
	 * @throws IOException if this process may not send it
	 */
	boolean signal(Signal signal) throws IOException;

	/**
	 * Send a signal to the program and those of its descendants that can be reached at
	 * once: those in its group.
	 * @param signal the signal
	 * @return {@code false} if none of them is left
	 * @throws IOException if this process may not send it
	 */
	boolean signalGroup(Signal signal) throws IOException;

	/**
	 * Look for living descendants of the program, which must not have been reaped yet.
	 * @param callback called once on the loop
	 */
	void findDescendants(Consumer<List<Descendant>> callback);

	/**
	 * Give the number of the program back if it has ended.
	 * @return how it ended, or {@code null} if it is still running
	 * @throws IOException if it cannot be found out
	 */
	@Nullable WaitStatus reap() throws IOException;

	/**
	 * Return whether processes of its group have outlived the program, which was reaped.
	 * @return whether there are any; {@code false} where this cannot be told
	 */
	boolean hasLeftProcesses();

	/**
	 * A process that a program has started, itself or through others.
	 */
	interface Descendant {

		/**
		 * Return the process id.
		 * @return the process id
		 */
		long pid();

		/**
		 * Return the program and its arguments.
		 * @return the command, or nothing if it has ended or cannot be read
		 */
		List<String> command();

		/**
		 * Return whether {@link EngineProcess#signalGroup} reaches it.
		 * @return whether it is in the group
		 */
		boolean isInGroup();

		/**
		 * Send it a signal.
		 * @param signal the signal
		 * @return {@code false} if it has ended
		 * @throws IOException if this process may not send it
		 */
		boolean signal(Signal signal) throws IOException;

	}

}
