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

package io.forkit.benchmarks.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.load.LoadClient;
import io.forkit.benchmarks.load.LoadLoop;

/**
 * Slow requests that take all threads of one worker. Each asks one process to be slow;
 * where it reaches another one, it is answered at once.
 */
final class Pins implements Closeable {

	/** An answer that has not come after that is taken to be a slow one, for now. */
	private static final int ANSWER_MILLIS = 5;

	/** What was only late comes within that. */
	private static final int LATE_MILLIS = 200;

	/** So many connections in a row elsewhere, and it takes no more. */
	private static final int MISSES_PER_WORKER = 25;

	private final LoadLoop loop;

	private final Duration slow;

	private final long begin = System.nanoTime();

	private int missesInARow;

	private Pins(LoadLoop loop, Duration slow) {
		this.loop = loop;
		this.slow = slow;
	}

	/**
	 * Pin a worker. The caller must close what is returned.
	 * @param subject whose worker
	 * @param options how many workers there are
	 * @param slow how long
	 * @return the requests under way
	 * @throws IOException if that does not succeed
	 */
	static Pins set(RunningSubject subject, ClusterOptions options, Duration slow) throws IOException {
		Pins pins = new Pins(new LoadLoop(), slow);
		try {
			pins.pin(subject, MISSES_PER_WORKER * options.workers());
			return pins;
		}
		catch (IOException ex) {
			pins.close();
			throw ex;
		}
	}

	private void pin(RunningSubject subject, int misses) throws IOException {
		int worker = subject.workers().iterator().next();
		String path = "/slow?millis=" + this.slow.toMillis() + "&pid=" + worker;
		int threads = subject.subject().threads();
		for (int i = 0; this.loop.pending() < threads && this.missesInARow < misses; i++) {
			LoadClient client = new LoadClient(subject.port(), i, false);
			client.path(path);
			int before = this.loop.pending();
			this.loop.begin(client);
			poll(ANSWER_MILLIS, before);
			if (this.loop.pending() > before) {
				this.missesInARow = 0;
			}
			if (this.loop.pending() >= threads) {
				poll(LATE_MILLIS, 0);
			}
		}
		if (this.loop.pending() == 0) {
			throw new IOException("None of " + this.missesInARow + " connections has reached worker " + worker);
		}
	}

	/**
	 * Wait for a while, or until so few are under way.
	 */
	private void poll(int millis, int pending) throws IOException {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (this.loop.pending() > pending && System.nanoTime() - end < 0) {
			this.loop.poll(1, (client) -> this.missesInARow++);
		}
	}

	/**
	 * Check that the worker is pinned for long enough.
	 * @param duration how long
	 * @throws IOException if it is not
	 */
	void checkHeldFor(Duration duration) throws IOException {
		Duration passed = Duration.ofNanos(System.nanoTime() - this.begin);
		if (passed.plus(duration).compareTo(this.slow) > 0) {
			throw new IOException("To pin a worker took " + passed.toMillis() + " ms, too much to measure for "
					+ duration.toMillis() + " ms after it");
		}
	}

	/**
	 * Wait until all slow requests have been answered.
	 * @param limit how long to wait at most
	 * @throws IOException if one of them fails, or takes longer
	 */
	void awaitAnswers(Duration limit) throws IOException {
		this.loop.drain(limit, (client) -> {
		});
	}

	@Override
	public void close() throws IOException {
		this.loop.close();
	}

}
