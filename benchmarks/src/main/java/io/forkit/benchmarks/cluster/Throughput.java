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

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.forkit.benchmarks.Statistics;
import io.forkit.benchmarks.load.ClosedLoop;
import io.forkit.benchmarks.load.LoadResult;

/**
 * As much as can be done, on connections that stay open or on new ones.
 */
final class Throughput implements ClusterWorkload {

	/**
	 * The load before what is measured, so that the caches of the processors hold this
	 * subject and not the one before.
	 */
	static final Duration LEAD_IN = Duration.ofMillis(250);

	private final boolean keepAlive;

	Throughput(boolean keepAlive) {
		this.keepAlive = keepAlive;
	}

	@Override
	public Map<ClusterMetric, Double> measure(RunningSubject subject, ClusterOptions options)
			throws IOException, InterruptedException {
		return measure(subject, options, Duration.ofSeconds(options.seconds()));
	}

	/**
	 * Run for another time than the options say.
	 * @param subject who is measured
	 * @param options how
	 * @param duration how long
	 * @return the figures
	 * @throws IOException if a request fails
	 * @throws InterruptedException if interrupted meanwhile
	 */
	Map<ClusterMetric, Double> measure(RunningSubject subject, ClusterOptions options, Duration duration)
			throws IOException, InterruptedException {
		long begin = System.nanoTime() + LEAD_IN.toNanos();
		long end = begin + duration.toNanos();
		int clients = this.keepAlive ? options.clients() : options.connections();
		FutureTask<LoadResult> load = new FutureTask<>(
				new ClosedLoop(subject.port(), clients, this.keepAlive, begin, end));
		Thread thread = new Thread(load, "load");
		thread.setDaemon(true);
		thread.start();
		long cpuAtBegin = cpuAt(subject, begin, load);
		long cpuAtEnd = cpuAt(subject, end, load);
		return figures(result(load), duration, cpuAtEnd - cpuAtBegin,
				subject.subject().arrangement().answerers(options.workers()));
	}

	/**
	 * Return the processor time so far at a time, or before if the load has failed.
	 */
	private static long cpuAt(RunningSubject subject, long time, FutureTask<LoadResult> load)
			throws InterruptedException {
		try {
			load.get(Math.max(0, time - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			// It is to be at work still; why it is not, says its result.
		}
		return subject.cpu().toNanos();
	}

	private static LoadResult result(FutureTask<LoadResult> load) throws IOException, InterruptedException {
		try {
			return load.get();
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause().getMessage(), ex.getCause());
		}
	}

	private Map<ClusterMetric, Double> figures(LoadResult result, Duration duration, long cpuNanos, int answerers)
			throws IOException {
		double[] micros = result.micros();
		if (micros.length == 0) {
			throw new IOException("Not a single response in " + duration);
		}
		// In the order of the columns.
		double[] values = { micros.length / (duration.toNanos() / 1e9), Statistics.percentile(micros, 50) / 1000,
				Statistics.percentile(micros, 99) / 1000, cpuNanos / 1e3 / micros.length,
				result.shares().ratio(answerers), 100.0 * result.loadNanos() / duration.toNanos() };
		List<ClusterMetric> metrics = (this.keepAlive ? ClusterScenario.REQUESTS : ClusterScenario.CONNECTIONS)
			.metrics();
		Map<ClusterMetric, Double> figures = new EnumMap<>(ClusterMetric.class);
		for (int i = 0; i < values.length; i++) {
			figures.put(metrics.get(i), values[i]);
		}
		return figures;
	}

}
