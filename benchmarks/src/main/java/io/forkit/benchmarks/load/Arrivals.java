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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.Latencies;

/**
 * New connections at a fixed rate, each with one request, whatever becomes of those
 * before. Unlike clients that wait for each other's answers, they go on to come when a
 * worker is stuck, and each one that it holds up counts.
 *
 * @param port the port of the server
 * @param perSecond how many come in a second
 * @param duration for how long they come
 */
public record Arrivals(int port, int perSecond, Duration duration) {

	/**
	 * Make the connections, and wait for all answers.
	 * @param patience how long to wait for the last ones
	 * @param allHaveCome what to do before that
	 * @return the time from connecting to the end of each connection in microseconds, in
	 * ascending order
	 * @throws IOException if a request fails, or takes longer
	 */
	public double[] run(Duration patience, Runnable allHaveCome) throws IOException {
		Latencies latencies = new Latencies();
		long interval = TimeUnit.SECONDS.toNanos(1) / this.perSecond;
		long count = this.duration.toNanos() / interval;
		try (LoadLoop loop = new LoadLoop()) {
			long next = System.nanoTime();
			for (int i = 0; i < count; i++) {
				for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
					loop.poll(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)), (client) -> add(latencies, client));
				}
				loop.begin(new LoadClient(this.port, i, false));
				next += interval;
			}
			allHaveCome.run();
			loop.drain(patience, (client) -> add(latencies, client));
		}
		return Latencies.sortedMicros(List.of(latencies));
	}

	private static void add(Latencies latencies, LoadClient client) {
		latencies.add(System.nanoTime() - client.begin());
	}

}
