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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives signs of life, on one thread of its own that no code of the application can hold
 * up. The thread is there from the first one on.
 * <p>
 * Thread-safe.
 */
final class Heart {

	/** The primary knows the thread by its name. */
	static final String THREAD = "forkit-beat";

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	private final List<Beat> beats = new CopyOnWriteArrayList<>();

	private @Nullable Thread thread;

	/**
	 * Do something again and again.
	 * @param delay when for the first time, in nanoseconds from now
	 * @param interval how often, in nanoseconds
	 * @param task must not block
	 * @return ends it
	 */
	synchronized Runnable every(long delay, long interval, Runnable task) {
		Beat beat = new Beat(delay, interval, task);
		this.beats.add(beat);
		if (this.thread == null) {
			Thread started = new Thread(this::run, THREAD);
			started.setDaemon(true);
			started.setPriority(Thread.MAX_PRIORITY);
			started.start();
			this.thread = started;
		}
		LockSupport.unpark(this.thread);
		return () -> this.beats.remove(beat);
	}

	private void run() {
		while (true) {
			long wait = Long.MAX_VALUE;
			for (Beat beat : this.beats) {
				wait = Math.min(wait, beat.runIfDue());
			}
			if (wait > 0) {
				LockSupport.parkNanos(wait);
				// An interrupt, which is none of ours, would make the next park return at
				// once.
				Thread.interrupted();
			}
		}
	}

	/**
	 * One of the things to do.
	 */
	private static final class Beat {

		private final long interval;

		private final Runnable task;

		private long due;

		Beat(long delay, long interval, Runnable task) {
			this.due = System.nanoTime() + delay;
			this.interval = interval;
			this.task = task;
		}

		long runIfDue() {
			long left = this.due - System.nanoTime();
			if (left > 0) {
				return left;
			}
			this.due = System.nanoTime() + this.interval;
			try {
				this.task.run();
			}
			catch (Throwable ex) {
				failed(ex);
			}
			return this.interval;
		}

		/** As without memory: there may be some the next time. */
		private static void failed(Throwable failure) {
			try {
				logger.debug("This worker could not give a sign of life", failure);
			}
			catch (Throwable ex) {
				// Not even for a word about it.
			}
		}

	}

}
