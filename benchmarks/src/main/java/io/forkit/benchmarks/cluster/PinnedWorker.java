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
import java.util.Map;

import io.forkit.benchmarks.Statistics;
import io.forkit.benchmarks.load.Arrivals;

/**
 * What others notice when slow requests take all that one worker has: new connections at
 * a rate that the other workers can serve, before and meanwhile.
 */
final class PinnedWorker implements ClusterWorkload {

	static final int CONNECTIONS_PER_SECOND = 200;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Override
	public Map<ClusterMetric, Double> measure(RunningSubject subject, ClusterOptions options) throws IOException {
		Duration window = options.quick() ? Duration.ofSeconds(1) : Duration.ofSeconds(3);
		double[] before = new Arrivals(subject.port(), CONNECTIONS_PER_SECOND, window.dividedBy(2)).run(PATIENCE,
				() -> {
				});
		try (Pins pins = Pins.set(subject, options)) {
			double[] pinned = new Arrivals(subject.port(), CONNECTIONS_PER_SECOND, window).run(PATIENCE, pins::release);
			pins.awaitAnswers(PATIENCE);
			return Map.of(ClusterMetric.FREE_P50, Statistics.percentile(before, 50) / 1000, ClusterMetric.FREE_P95,
					Statistics.percentile(before, 95) / 1000, ClusterMetric.PINNED_P50,
					Statistics.percentile(pinned, 50) / 1000, ClusterMetric.PINNED_P95,
					Statistics.percentile(pinned, 95) / 1000, ClusterMetric.PINNED_P99,
					Statistics.percentile(pinned, 99) / 1000);
		}
	}

}
