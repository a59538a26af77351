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

package io.forkit.cluster;

import java.io.IOException;
import java.util.function.Consumer;

import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The process of a worker, as the supervisor sees it.
 */
interface WorkerProcess {

	long pid();

	/**
	 * Send a message. Does not wait; a message that cannot be sent is logged.
	 * @param message the message
	 */
	void send(ControlMessage message);

	void signal(Signal signal);

	/**
	 * Return whether what it sends is not read for the moment, because too much of it is
	 * not handled yet.
	 * @return whether it is so
	 */
	default boolean isReadingPaused() {
		return false;
	}

	/**
	 * Return the channel for the messages of the user.
	 * @return the channel
	 */
	MessageChannel messages();

	/**
	 * Listen for what the worker writes.
	 * @param listener told of each line
	 * @return to stop listening
	 * @throws IllegalStateException if it does not come to this process
	 */
	default MessageSubscription onOutput(Consumer<WorkerOutput> listener) {
		throw new IllegalStateException(("The output of process %d is not read, because it was not started silent: "
				+ "set 'forkit.cluster.program.silent' to true")
			.formatted(pid()));
	}

	/**
	 * Return the last lines that the process has written before its end.
	 * @return the lines; {@code null} while it runs, or if nothing is known
	 */
	default @Nullable String lastWords() {
		return null;
	}

	/**
	 * Starts worker processes.
	 */
	@FunctionalInterface
	interface Launcher {

		/**
		 * Start a process.
		 * @param launch what it is to be
		 * @param listener told what happens, on the thread of the supervisor
		 * @return the process
		 * @throws IOException if it cannot be started
		 */
		WorkerProcess launch(WorkerLaunch launch, Listener listener) throws IOException;

	}

	/**
	 * Is told what happens to a process.
	 */
	interface Listener {

		void received(ControlMessage message);

		/**
		 * The worker asks something.
		 * @param message the message
		 * @param answer takes the answer, now or later
		 * @throws IllegalArgumentException if there is no answer to that
		 */
		void asked(ControlMessage message, Consumer<ControlMessage> answer);

		void channelClosed(@Nullable Throwable cause);

		/**
		 * The process has ended. Called exactly once, after everything else.
		 * @param status how it ended, or {@code null} if the system does not tell
		 */
		void exited(@Nullable WaitStatus status);

	}

}
