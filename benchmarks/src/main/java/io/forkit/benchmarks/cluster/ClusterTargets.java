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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

import io.forkit.benchmarks.Figures;
import io.forkit.benchmarks.Target;

/**
 * What forkit is to reach.
 */
final class ClusterTargets {

	/** How much later the 95th percentile may be because of a worker that is pinned. */
	private static final double PINNED_MILLIS = 5;

	private ClusterTargets() {
	}

	/**
	 * Compare the results with all targets.
	 * @param options what was to be measured
	 * @param figures what was measured
	 * @return the targets
	 */
	static List<Target> of(ClusterOptions options, Figures<Subject, ClusterMetric> figures) {
		List<Target> targets = new ArrayList<>();
		for (EmbeddedServer server : options.servers()) {
			Subject shared = new Subject(server, Arrangement.SHARED);
			Subject roundRobin = new Subject(server, Arrangement.ROUND_ROBIN);
			if (options.policies().contains(Arrangement.SHARED)) {
				targets.add(new Target(
						shared + ": the most of " + Spread.EACH * options.workers()
								+ " connections that a worker gets, in any round",
						Spread.EACH, false, Arrays.stream(figures.values(shared, ClusterMetric.SPREAD_MOST)).max()));
				targets.add(new Target(shared + ": p95 while a worker is pinned, less p95 before (ms)", PINNED_MILLIS,
						false, pinned(figures, shared)));
			}
			if (options.policies().contains(Arrangement.ROUND_ROBIN)) {
				targets.add(new Target(roundRobin + ": connections/s × Node's SCHED_RR", 1, true,
						figures.ratio(roundRobin, ClusterMetric.CONNECTIONS_PER_SECOND,
								new Subject(null, Arrangement.NODE_ROUND_ROBIN),
								ClusterMetric.CONNECTIONS_PER_SECOND)));
			}
		}
		return targets;
	}

	private static OptionalDouble pinned(Figures<Subject, ClusterMetric> figures, Subject subject) {
		OptionalDouble before = figures.median(subject, ClusterMetric.FREE_P95);
		OptionalDouble pinned = figures.median(subject, ClusterMetric.PINNED_P95);
		return (before.isPresent() && pinned.isPresent())
				? OptionalDouble.of(pinned.getAsDouble() - before.getAsDouble()) : OptionalDouble.empty();
	}

}
