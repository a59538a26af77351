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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.EventLoop;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The event loop as the thread of the supervisor. Its end leaves no question open: what
 * has not been run by then still is, and what comes later runs on the thread of the
 * caller, one after the other. Thread-safe.
 */
final class LoopOfEvents implements SupervisorLoop, AutoCloseable {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private static final long END_LIMIT_SECONDS = 5;

	private final EventLoop loop;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final CountDownLatch over = new CountDownLatch(1);

	private volatile boolean ended;

	private boolean running;

	/**
	 * Create a loop.
	 * @param loop the event loop, which belongs to this
	 */
	LoopOfEvents(EventLoop loop) {
		this.loop = loop;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.ended) {
			runAll();
		}
		else {
			this.loop.execute(this::runNext);
		}
	}

	private void runNext() {
		if (this.ended) {
			// The event loop still runs what it was given before, and callers run theirs.
			runAll();
			return;
		}
		Runnable next = this.tasks.poll();
		if (next != null) {
			next.run();
		}
	}

	private synchronized void runAll() {
		if (this.running) {
			// One of them has come from another: its turn comes.
			return;
		}
		this.running = true;
		try {
			for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
				run(task);
			}
		}
		finally {
			this.running = false;
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task has failed after the end of the cluster", ex);
		}
	}

	@Override
	public Runnable schedule(Duration delay, Runnable task) {
		return this.loop.schedule(delay, () -> {
			if (!this.ended) {
				task.run();
			}
		})::cancel;
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	/** Returns when nothing runs on the event loop any more, unless that hangs. */
	@Override
	public void close() {
		if (this.ended) {
			return;
		}
		if (this.loop.isLoopThread()) {
			end();
			return;
		}
		this.loop.execute(this::end);
		try {
			if (!this.over.await(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("The thread of the supervisor has not ended within %d s".formatted(END_LIMIT_SECONDS));
				end();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			end();
		}
	}

	private void end() {
		this.ended = true;
		this.loop.close();
		runAll();
		this.over.countDown();
	}

}
