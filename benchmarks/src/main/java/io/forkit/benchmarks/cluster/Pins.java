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

import io.forkit.benchmarks.load.ClosedLoop;
import io.forkit.benchmarks.load.LoadClient;
import io.forkit.benchmarks.load.LoadLoop;

/**
 * Slow requests that take all threads of one worker.
 */
final class Pins implements Closeable {

	/** A worker that has not answered after that is taken to be pinned already. */
	private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);

	/** So many connections in a row elsewhere, and it takes no more. */
	private static final int MISSES_PER_WORKER = 25;

	private final LoadLoop loop;

	private long begin;

	private final Duration slow;

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
		int left = subject.subject().threads();
		int missed = 0;
		for (int i = 0; left > 0 && missed < misses; i++) {
			LoadClient client = new LoadClient(subject.port(), i, true);
			if (!this.loop.exchange(client, (this.begin != 0) ? ANSWER_LIMIT : ClosedLoop.PATIENCE)) {
				if (this.begin == 0) {
					throw new IOException("No answer within " + ClosedLoop.PATIENCE.toSeconds() + " s");
				}
				// The pinned worker has it, and no thread for it.
				return;
			}
			if (client.answerer() != worker) {
				client.reset();
				missed++;
				continue;
			}
			this.begin = (this.begin != 0) ? this.begin : System.nanoTime();
			client.path("/slow?millis=" + this.slow.toMillis());
			this.loop.begin(client);
			missed = 0;
			left--;
		}
		if (this.begin == 0) {
			throw new IOException("None of " + missed + " connections has reached worker " + worker);
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
