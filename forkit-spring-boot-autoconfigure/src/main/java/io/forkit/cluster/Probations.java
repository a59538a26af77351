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
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Workers that are tried, until they have been ready for long enough without a break.
 * Belongs to the thread of the supervisor.
 */
final class Probations {

	/** How soon a successor that is healthy is looked at again. */
	private static final Duration SUCCESSOR_PAUSE = Duration.ofSeconds(1);

	private final SupervisorLoop loop;

	private final Duration time;

	private final Consumer<WorkerHandle> passed;

	private final Map<WorkerHandle, Runnable> running = new HashMap<>();

	/**
	 * Create probations.
	 * @param loop the thread
	 * @param time how long each of them takes
	 * @param passed told of each worker that is healthy
	 */
	Probations(SupervisorLoop loop, Duration time, Consumer<WorkerHandle> passed) {
		this.loop = loop;
		this.time = time;
		this.passed = passed;
	}

	/**
	 * A worker is ready: begin, unless it has begun already.
	 * @param worker the worker
	 */
	void begin(WorkerHandle worker) {
		this.running.computeIfAbsent(worker, (tried) -> schedule(tried, this.time));
	}

	private Runnable schedule(WorkerHandle worker, Duration delay) {
		return this.loop.schedule(delay, () -> healthy(worker));
	}

	private void healthy(WorkerHandle worker) {
		if (worker.slot().successor() == worker) {
			// It counts as soon as the slot is its own.
			this.running.put(worker, schedule(worker, SUCCESSOR_PAUSE));
			return;
		}
		this.running.remove(worker);
		this.passed.accept(worker);
	}

	boolean has(WorkerHandle worker) {
		return this.running.containsKey(worker);
	}

	/**
	 * A worker does not have to show any more that it is healthy, or has failed to.
	 * @param worker the worker
	 * @return whether it was tried
	 */
	boolean cancel(WorkerHandle worker) {
		Runnable cancel = this.running.remove(worker);
		if (cancel != null) {
			cancel.run();
		}
		return cancel != null;
	}

}
