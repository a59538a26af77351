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

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.forkit.benchmarks.Statistics;

/**
 * Starts the smallest program there is and waits for it, again and again.
 */
final class SpawnWorkload implements Workload {

	private static final List<String> COMMAND = List.of("/bin/true");

	@Override
	public Map<Metric, Double> measure(Peer peer, Size size, Footprint before) throws Exception {
		for (int i = 0; i < size.warmUp(); i++) {
			peer.run(COMMAND);
		}
		double[] micros = new double[size.count()];
		for (int i = 0; i < micros.length; i++) {
			long start = System.nanoTime();
			peer.run(COMMAND);
			micros[i] = (System.nanoTime() - start) / 1000.0;
		}
		Arrays.sort(micros);
		return Map.of(Metric.P50, Statistics.percentile(micros, 50), Metric.P99, Statistics.percentile(micros, 99));
	}

}
