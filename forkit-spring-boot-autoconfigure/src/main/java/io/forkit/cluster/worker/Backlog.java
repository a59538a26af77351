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

package io.forkit.cluster.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with something that is not there yet, in the order in which it was
 * asked for. Thread-safe.
 *
 * @param <T> the type of that
 */
final class Backlog<T> {

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	// All guarded by this.
	private final Deque<BiConsumer<@Nullable T, @Nullable Throwable>> waiting = new ArrayDeque<>();

	private @Nullable T value;

	private @Nullable Throwable failure;

	private boolean done;

	/**
	 * Do something with it: at once if it is there and nothing waits.
	 * @param task gets it, or why there is none. Does not wait
	 */
	void add(BiConsumer<@Nullable T, @Nullable Throwable> task) {
		synchronized (this) {
			if (!this.done) {
				this.waiting.add(task);
				return;
			}
		}
		task.accept(this.value, this.failure);
	}

	/**
	 * It is there, or there is none. To be called once. What is asked for meanwhile comes
	 * after what waits.
	 * @param value it
	 * @param failure why there is none
	 */
	void complete(@Nullable T value, @Nullable Throwable failure) {
		synchronized (this) {
			this.value = value;
			this.failure = failure;
		}
		for (BiConsumer<@Nullable T, @Nullable Throwable> task = next(); task != null; task = next()) {
			try {
				task.accept(value, failure);
			}
			catch (RuntimeException ex) {
				logger.error("Something for the primary is left out", ex);
			}
		}
	}

	private synchronized @Nullable BiConsumer<@Nullable T, @Nullable Throwable> next() {
		BiConsumer<@Nullable T, @Nullable Throwable> task = this.waiting.poll();
		this.done = task == null;
		return task;
	}

}
