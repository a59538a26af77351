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

package io.forkit.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.forkit.benchmarks.Latencies;

/**
 * Clients that ask again as soon as they have an answer. What ends between two points in
 * time counts.
 */
public final class ClosedLoop implements Callable<LoadResult> {

	/** How long an answer may take. */
	public static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final long POLL_MILLIS = 20;

	private static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final int port;

	private final int clients;

	private final boolean keepAlive;

	private final long begin;

	private final long end;

	private final Latencies latencies = new Latencies();

	private final Shares shares = new Shares();

	/**
	 * Create a load that {@link #call} makes.
	 * @param port the port of the server
	 * @param clients how many clients, each with an address of its own
	 * @param keepAlive whether connections stay open, or are made for each request
	 * @param begin when the time that counts begins, as {@link System#nanoTime()}
	 * @param end when it ends
	 */
	public ClosedLoop(int port, int clients, boolean keepAlive, long begin, long end) {
		this.port = port;
		this.clients = clients;
		this.keepAlive = keepAlive;
		this.begin = begin;
		this.end = end;
	}

	@Override
	public LoadResult call() throws IOException {
		try (LoadLoop loop = new LoadLoop()) {
			for (int i = 0; i < this.clients; i++) {
				loop.begin(new LoadClient(this.port, i, this.keepAlive));
			}
			runUntil(this.begin, loop, false);
			long cpuAtBegin = threads.getCurrentThreadCpuTime();
			runUntil(this.end, loop, true);
			long cpu = threads.getCurrentThreadCpuTime() - cpuAtBegin;
			// No request is left without an answer.
			loop.drain(PATIENCE, (client) -> {
			});
			return new LoadResult(Latencies.sortedMicros(List.of(this.latencies)), this.shares, cpu);
		}
	}

	private void runUntil(long end, LoadLoop loop, boolean counted) throws IOException {
		while (System.nanoTime() - end < 0) {
			loop.poll(POLL_MILLIS, (client) -> {
				if (counted) {
					this.latencies.add(System.nanoTime() - client.begin());
					this.shares.add(client.answerer());
				}
				beginAgain(loop, client);
			});
		}
	}

	private static void beginAgain(LoadLoop loop, LoadClient client) {
		try {
			loop.begin(client);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
