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

package io.forkit.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts an application under load. Each client waits for its response before it makes the
 * next request, so the time of a request is not that at a fixed rate.
 */
final class LoadGenerator {

	/**
	 * The load before what is measured, so that the caches of the processors hold this
	 * application and not the other one.
	 */
	static final Duration LEAD_IN = Duration.ofMillis(250);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final int connections;

	LoadGenerator(int connections) {
		this.connections = connections;
	}

	/**
	 * Measure an application under load.
	 * @param application the application
	 * @param load the kind of load
	 * @param duration for how long
	 * @return what it did
	 * @throws IOException if a single request fails: such a run says nothing
	 * @throws InterruptedException if interrupted meanwhile
	 */
	Measurement measure(Application application, Load load, Duration duration)
			throws IOException, InterruptedException {
		long begin = System.nanoTime() + LEAD_IN.toNanos();
		long end = begin + duration.toNanos();
		List<Client> clients = new ArrayList<>();
		List<FutureTask<Latencies>> tasks = new ArrayList<>();
		try {
			for (int i = 0; i < this.connections; i++) {
				Client client = load.client(application.port());
				clients.add(client);
				FutureTask<Latencies> task = new FutureTask<>(() -> exchange(client, begin, end));
				tasks.add(task);
				Thread thread = new Thread(task, "client-" + i);
				thread.setDaemon(true);
				thread.start();
			}
			long cpuAtBegin = cpuAt(application, begin);
			long cpuAtEnd = cpuAt(application, end);
			List<Latencies> latencies = new ArrayList<>();
			for (FutureTask<Latencies> task : tasks) {
				latencies.add(task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
			}
			return measurement(Latencies.sortedMicros(latencies), duration, cpuAtEnd - cpuAtBegin);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IOException("A request to " + application + " failed (" + load.title() + ")",
					(ex.getCause() != null) ? ex.getCause() : ex);
		}
		finally {
			for (Client client : clients) {
				client.close();
			}
		}
	}

	private static Latencies exchange(Client client, long begin, long end) throws IOException {
		Latencies latencies = new Latencies();
		long start = System.nanoTime();
		while (true) {
			client.exchange();
			long now = System.nanoTime();
			if (now - end >= 0) {
				return latencies;
			}
			if (now - begin >= 0) {
				latencies.add(now - start);
			}
			start = now;
		}
	}

	private static long cpuAt(Application application, long time) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(Math.max(0, time - System.nanoTime()));
		return application.cpu().toNanos();
	}

	private static Measurement measurement(double[] micros, Duration duration, long cpuNanos) throws IOException {
		if (micros.length == 0) {
			throw new IOException("Not a single response in " + duration);
		}
		return new Measurement(micros.length / (duration.toNanos() / 1e9), Statistics.percentile(micros, 50),
				Statistics.percentile(micros, 99), cpuNanos / 1e3 / micros.length);
	}

}
