package io.forkit.cluster;

import java.io.IOException;

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
	 * Starts worker processes.
	 */
	@FunctionalInterface
	interface Launcher {

		/**
		 * Start a process.
		 * @param id the id of the worker
		 * @param slot its slot
		 * @param listener told what happens, on the thread of the supervisor
		 * @return the process
		 * @throws IOException if it cannot be started
		 */
		WorkerProcess launch(int id, int slot, Listener listener) throws IOException;

	}

	/**
	 * Is told what happens to a process.
	 */
	interface Listener {

		void received(ControlMessage message);

		void channelClosed(@Nullable IOException cause);

		/**
		 * The process has ended. Called exactly once, after everything else.
		 * @param status how it ended
		 */
		void exited(WaitStatus status);

	}

}
