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
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A loop that waits for nothing but its tasks. What they throw is logged and does not end
 * it. Tasks that are given to a closed loop are dropped.
 */
final class JdkLoop implements Loop, AutoCloseable {

	private static final Log logger = LogFactory.getLog(JdkLoop.class);

	private final ScheduledThreadPoolExecutor executor;

	JdkLoop(String name) {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> daemon(name, task),
				new ThreadPoolExecutor.DiscardPolicy());
		// Many long timeouts that were cancelled must not pile up until they are due.
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.executor.prestartCoreThread();
	}

	/**
	 * Make a thread that keeps neither the JVM nor anything of the thread that makes it.
	 * @param name the name
	 * @param task what it runs
	 * @return the thread, to be started
	 */
	static Thread daemon(String name, Runnable task) {
		Thread thread = new Thread(null, task, name, 0, false);
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(() -> invoke(task));
	}

	@Override
	public Timer schedule(Duration delay, Runnable task) {
		Future<?> future = this.executor.schedule(() -> invoke(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		return () -> future.cancel(false);
	}

	private static void invoke(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the process loop has failed", ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
	}

}
