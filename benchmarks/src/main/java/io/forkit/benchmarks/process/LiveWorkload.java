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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.Statistics;

/**
 * Holds many programs that do nothing, then kills some of them one by one and waits until
 * the library gives notice of each.
 */
final class LiveWorkload implements Workload {

	// Long enough for every library to have them all, and not for ever if all else fails.
	private static final List<String> COMMAND = List.of("/bin/sleep", "300");

	private static final long GAP_MILLIS = 5;

	private static final long LIMIT_SECONDS = 20;

	@Override
	public Map<Metric, Double> measure(Peer peer, Size size, Footprint before) throws Exception {
		List<LiveChild> children = new ArrayList<>();
		for (int i = 0; i < size.width(); i++) {
			LiveChild child = new LiveChild();
			LivePrograms.start(peer, COMMAND, child);
			children.add(child);
		}
		for (LiveChild child : children) {
			child.pid().get(LIMIT_SECONDS, TimeUnit.SECONDS);
		}
		Footprint alive = Footprint.now();
		Footprint.resetPeak();
		kill(children.subList(0, size.warmUp()));
		double[] millis = kill(children.subList(size.warmUp(), size.warmUp() + size.count()));
		Map<Metric, Double> figures = new EnumMap<>(Metric.class);
		figures.put(Metric.THREADS, (double) alive.threads() - before.threads());
		figures.put(Metric.PEAK_THREADS, (double) Footprint.peak() - before.threads());
		figures.put(Metric.FORKIT_THREADS, (double) Math.max(alive.forkitThreads(), Footprint.now().forkitThreads()));
		figures.put(Metric.MEMORY, alive.mib());
		figures.put(Metric.MEMORY_GROWTH, alive.mib() - before.mib());
		figures.put(Metric.NOTICE_P50, Statistics.percentile(millis, 50));
		figures.put(Metric.NOTICE_P99, Statistics.percentile(millis, 99));
		return figures;
	}

	private static double[] kill(List<LiveChild> children) throws Exception {
		for (LiveChild child : children) {
			child.kill();
			TimeUnit.MILLISECONDS.sleep(GAP_MILLIS);
		}
		double[] millis = new double[children.size()];
		for (int i = 0; i < millis.length; i++) {
			millis[i] = children.get(i).notice().get(LIMIT_SECONDS, TimeUnit.SECONDS);
		}
		Arrays.sort(millis);
		return millis;
	}

}
