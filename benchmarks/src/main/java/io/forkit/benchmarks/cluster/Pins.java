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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.load.LoadClient;
import io.forkit.benchmarks.load.LoadLoop;

/**
 * Slow requests that take all threads of one worker. Each asks one process to be slow for
 * as long as a file exists; where it reaches another one, it is answered at once.
 */
final class Pins implements Closeable {

	/** An answer that has not come after that is taken to be a slow one, for now. */
	private static final int ANSWER_MILLIS = 5;

	/** What was only late comes within that. */
	private static final int LATE_MILLIS = 200;

	/** So many connections in a row elsewhere, and it takes no more. */
	private static final int MISSES_PER_WORKER = 25;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final LoadLoop loop;

	private final Path file;

	private int missesInARow;

	private Pins(LoadLoop loop, Path file) {
		this.loop = loop;
		this.file = file;
	}

	/**
	 * Pin a worker. The caller must close what is returned.
	 * @param subject whose worker
	 * @param options how many workers there are
	 * @return the requests under way
	 * @throws IOException if that does not succeed
	 */
	static Pins set(RunningSubject subject, ClusterOptions options) throws IOException {
		Pins pins = new Pins(new LoadLoop(), Files.createTempFile("benchmark-", ".slow"));
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
		String path = "/slow?pid=" + worker + "&file=" + this.file;
		int threads = subject.subject().threads();
		long end = System.nanoTime() + LIMIT.toNanos();
		for (int i = 0; this.loop.pending() < threads && this.missesInARow < misses; i++) {
			if (System.nanoTime() - end >= 0) {
				throw new IOException("To pin a worker takes more than " + LIMIT.toSeconds() + " s");
			}
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
	 * Let the slow requests be answered.
	 */
	void release() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
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
		release();
		this.loop.close();
	}

}
