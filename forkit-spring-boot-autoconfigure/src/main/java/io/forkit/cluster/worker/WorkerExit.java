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

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends this JVM: orderly when the primary asks for it, and within a limit when the
 * primary is gone. Runs on threads of its own, which no code of the application can hold
 * up.
 */
final class WorkerExit {

	private static final Log logger = LogFactory.getLog(WorkerExit.class);

	private static final int HALTED = 1;

	private final Duration orphanTimeout;

	private final AtomicBoolean stopping = new AtomicBoolean();

	private volatile @Nullable ConfigurableApplicationContext context;

	WorkerExit(Duration orphanTimeout) {
		this.orphanTimeout = orphanTimeout;
	}

	void attach(ConfigurableApplicationContext context) {
		this.context = context;
	}

	boolean isStopping() {
		return this.stopping.get();
	}

	/** Close the application as Boot does, then end. */
	void stop() {
		if (this.stopping.compareAndSet(false, true)) {
			logger.info("This worker ends");
			start("forkit-stop", this::closeAndExit);
		}
	}

	/** The primary is gone: do the same, but do not take longer than the limit. */
	void orphaned() {
		start("forkit-orphan", this::haltAtLimit);
		stop();
	}

	private void closeAndExit() {
		ConfigurableApplicationContext current = this.context;
		try {
			if (current != null && current.isActive()) {
				current.close();
			}
		}
		catch (RuntimeException ex) {
			logger.error("The application cannot be closed", ex);
		}
		finally {
			System.exit(0);
		}
	}

	private void haltAtLimit() {
		try {
			TimeUnit.NANOSECONDS.sleep(this.orphanTimeout.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			// Commands that the application has started must not outlive it.
			ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
			Runtime.getRuntime().halt(HALTED);
		}
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

}
