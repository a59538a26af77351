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

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The one thread that owns the state of a cluster, and its clock.
 */
interface SupervisorLoop {

	/**
	 * Run a task on the thread.
	 * @param task the task
	 */
	void execute(Runnable task);

	/**
	 * Ask for something on the thread.
	 * @param action begins it
	 * @param <T> the type of what comes of it
	 * @return what comes of it, completed on the thread
	 */
	default <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> action) {
		CompletableFuture<T> result = new CompletableFuture<>();
		execute(() -> {
			try {
				action.get().thenAccept(result::complete);
			}
			catch (RuntimeException | Error ex) {
				result.completeExceptionally(ex);
				throw ex;
			}
		});
		return result;
	}

	/**
	 * Run a task on the thread, later.
	 * @param delay when
	 * @param task the task
	 * @return cancels the task
	 */
	Runnable schedule(Duration delay, Runnable task);

	/**
	 * Return the time of day, which may be set.
	 * @return the present
	 */
	Instant now();

	/**
	 * Return the time of a clock that is never set.
	 * @return the time since some moment
	 */
	default Duration elapsed() {
		return Duration.ofNanos(System.nanoTime());
	}

}
