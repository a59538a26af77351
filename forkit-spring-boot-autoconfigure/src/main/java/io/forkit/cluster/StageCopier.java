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
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The thread on which the program of the workers is copied. Thread-safe.
 */
final class StageCopier implements Executor, AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClusterLifecycle.class);

	// It is not wanted any more.
	private static final Duration COPY_LIMIT = Duration.ofSeconds(2);

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "forkit-copy");
		thread.setDaemon(true);
		return thread;
	});

	@Override
	public void execute(Runnable copy) {
		this.executor.execute(copy);
	}

	/** Wait for the copy that is being made, but not for long. */
	@Override
	public void close() {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(COPY_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.debug("The jar is still being copied: that copy is removed when it is there");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
