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

import java.time.Duration;

/**
 * One thread that runs tasks one after the other. They must not block.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface Loop {

	/**
	 * Run a task on the loop, after those that were given before it.
	 * @param task the task
	 */
	void execute(Runnable task);

	/**
	 * Run a task on the loop after a delay.
	 * @param delay the delay, not negative
	 * @param task the task
	 * @return a handle to cancel it
	 */
	Timer schedule(Duration delay, Runnable task);

	/**
	 * A task that will run later.
	 */
	@FunctionalInterface
	interface Timer {

		/** Do not run the task. Does nothing if it has run. */
		void cancel();

	}

}
