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

package io.forkit.ipc;

import java.time.Duration;

/**
 * The thread that serves transports. There is one at a time; who it is changes when user
 * code keeps it for long.
 * <p>
 * Thread-safe.
 */
public interface ChannelLoop {

	/**
	 * Run a short task that does not block on the loop, after those that were given
	 * before it. Does nothing when the loop was closed.
	 * @param task the task
	 */
	void execute(Runnable task);

	/**
	 * Run a short task that does not block on the loop after a delay.
	 * @param delay the delay, not negative
	 * @param task the task
	 * @return a handle to cancel it
	 */
	Timer schedule(Duration delay, Runnable task);

	/**
	 * Return whether the caller runs on the loop. In user code the answer may change from
	 * {@code true} to {@code false} at any moment, elsewhere on the loop it stays.
	 * @return whether it does
	 */
	boolean isLoopThread();

	/**
	 * Run user code, which may block for any time, on the calling thread. If that is the
	 * thread of the loop, it is the loop until the code takes longer than a moment: then
	 * another thread becomes the loop, and the calling one no longer is when this
	 * returns. Whoever calls this on the loop must ask {@link #isLoopThread()} afterwards
	 * and touch nothing that belongs to the loop if it no longer is.
	 * <p>
	 * An interrupt that user code leaves behind on the loop is dropped.
	 * @param code the code; what it throws is logged
	 */
	void runUserCode(Runnable code);

	/**
	 * Run user code on the loop, after the tasks that were given before it.
	 * @param code the code; what it throws is logged
	 */
	default void executeUserCode(Runnable code) {
		execute(() -> runUserCode(code));
	}

	/**
	 * To be called by a thread that is about to wait for something that the loop does: if
	 * it is the loop, another one becomes it at once.
	 */
	void beforeWaiting();

	/**
	 * A task that will run later.
	 */
	@FunctionalInterface
	interface Timer {

		/** Do not run the task. Does nothing if it has run. */
		void cancel();

	}

}
