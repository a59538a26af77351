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

package io.forkit.benchmarks.process;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of short programs running at the same time until many are done.
 */
final class ConcurrentWorkload implements Workload {

	private static final List<String> COMMAND = List.of("/bin/echo", "hello");

	@Override
	public Map<Metric, Double> measure(Peer peer, Size size, Footprint before) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(size.width());
		try {
			run(peer, size.warmUp(), size.width(), threads);
			long start = System.nanoTime();
			run(peer, size.count(), size.width(), threads);
			return Map.of(Metric.COMMANDS_PER_SECOND, size.count() / ((System.nanoTime() - start) / 1e9));
		}
		finally {
			threads.shutdown();
		}
	}

	private static void run(Peer peer, int count, int width, ExecutorService threads) throws InterruptedException {
		Semaphore free = new Semaphore(width);
		AtomicReference<@Nullable String> problem = new AtomicReference<>();
		for (int i = 0; i < count; i++) {
			free.acquire();
			peer.start(COMMAND, threads).whenComplete((output, ex) -> {
				if (!"hello\n".equals(output)) {
					problem.set("got '" + output + "', " + ex);
				}
				free.release();
			});
		}
		free.acquire(width);
		if (problem.get() != null) {
			throw new IllegalStateException(problem.get());
		}
	}

}
