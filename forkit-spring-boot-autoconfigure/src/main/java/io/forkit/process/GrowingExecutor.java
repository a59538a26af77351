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

package io.forkit.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.forkit.process.engine.Loop;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on few daemon threads, and on more only while those are held up: tasks may
 * block, and one that does must not keep others waiting for ever, but a thousand short
 * ones at once are no reason for a thousand threads.
 * <p>
 * Two threads serve the queue for as long as something happens. When no task has been
 * finished for a moment although one is waiting, the loop adds a thread.
 */
final class GrowingExecutor extends AbstractExecutorService {

	private static final Log logger = LogFactory.getLog(GrowingExecutor.class);

	private static final int NORMAL = 2;

	private static final Duration STALL = Duration.ofMillis(100);

	private static final long IDLE_SECONDS = 10;

	private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

	private final String name;

	private final AtomicInteger threads = new AtomicInteger();

	private final AtomicInteger idle = new AtomicInteger();

	private final AtomicInteger numbers = new AtomicInteger();

	private final AtomicLong finished = new AtomicLong();

	private final AtomicBoolean watched = new AtomicBoolean();

	private volatile @Nullable Loop loop;

	private volatile boolean shutdown;

	GrowingExecutor(String name) {
		this.name = name;
	}

	@Override
	public void execute(Runnable task) {
		if (this.shutdown) {
			throw new RejectedExecutionException("The executor has been shut down");
		}
		this.queue.add(task);
		growIfAllAreBusy();
	}

	private void growIfAllAreBusy() {
		if (this.idle.get() == 0) {
			if (this.threads.get() < NORMAL) {
				addThread();
			}
			else {
				watch();
			}
		}
	}

	private void addThread() {
		this.threads.incrementAndGet();
		try {
			start(this::work, this.name + "-" + this.numbers.incrementAndGet());
		}
		catch (Throwable ex) {
			// There may be too many just now; the task is in the queue and not lost.
			this.threads.decrementAndGet();
			logger.warn("No thread could be started for callbacks", ex);
			watch();
		}
	}

	private static void start(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void work() {
		try {
			while (true) {
				this.idle.incrementAndGet();
				Runnable task;
				try {
					task = this.queue.poll(IDLE_SECONDS, TimeUnit.SECONDS);
				}
				finally {
					this.idle.decrementAndGet();
				}
				if (task == null) {
					return;
				}
				if (!this.queue.isEmpty()) {
					// Added while this thread counted as idle; this task may wait for it.
					growIfAllAreBusy();
				}
				run(task);
				if (this.shutdown && this.queue.isEmpty()) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			logger.debug("A callback thread was interrupted while it was idle");
		}
		finally {
			if (this.threads.decrementAndGet() > 0 && this.shutdown) {
				// The others shall not wait for what will not come.
				wakeIdleThread();
			}
			else if (!this.queue.isEmpty()) {
				// A task was added while this thread was still counted as idle.
				addThread();
			}
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A callback has failed", ex);
		}
		finally {
			this.finished.incrementAndGet();
			// A callback may have left the flag set, which is not meant for the next one.
			Thread.interrupted();
		}
	}

	/**
	 * Set who watches for stalls. Without one there are never more than two threads.
	 * @param loop the loop
	 */
	void watchedBy(Loop loop) {
		this.loop = loop;
	}

	private void watch() {
		Loop watcher = this.loop;
		if (watcher != null && this.watched.compareAndSet(false, true)) {
			growIfStalled(watcher, this.finished.get());
		}
	}

	private void growIfStalled(Loop watcher, long before) {
		watcher.schedule(STALL, () -> {
			if (this.queue.isEmpty()) {
				this.watched.set(false);
				if (!this.queue.isEmpty()) {
					// Added a moment ago, by somebody who saw a watch.
					watch();
				}
				return;
			}
			long now = this.finished.get();
			if (now == before) {
				addThread();
			}
			growIfStalled(watcher, now);
		});
	}

	@Override
	public void shutdown() {
		this.shutdown = true;
		wakeIdleThread();
	}

	/** It then sees that it is over. */
	private void wakeIdleThread() {
		this.queue.add(() -> {
		});
	}

	@Override
	public List<Runnable> shutdownNow() {
		shutdown();
		return List.of();
	}

	@Override
	public boolean isShutdown() {
		return this.shutdown;
	}

	@Override
	public boolean isTerminated() {
		return this.shutdown && this.threads.get() == 0;
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		long deadline = System.nanoTime() + unit.toNanos(timeout);
		while (!isTerminated() && System.nanoTime() < deadline) {
			Thread.sleep(1);
		}
		return isTerminated();
	}

}
