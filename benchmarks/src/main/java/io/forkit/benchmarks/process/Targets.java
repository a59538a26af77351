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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import io.forkit.benchmarks.Statistics;
import io.forkit.benchmarks.Target;

/**
 * What forkit is to reach.
 */
final class Targets {

	private Targets() {
	}

	/**
	 * Compare the results with all targets.
	 * @param results the results
	 * @return the targets
	 */
	static List<Target> of(Results results) {
		List<Target> targets = new ArrayList<>();
		targets.add(spawn(results, "p50 of spawn × ProcessBuilder's", Metric.P50, PeerType.PROCESS_BUILDER, 0.45));
		targets.add(spawn(results, "p50 of spawn × bare posix_spawn's", Metric.P50, PeerType.BARE, 1.15));
		targets.add(spawn(results, "p99 of spawn × p50 of ProcessBuilder's", Metric.P99, PeerType.PROCESS_BUILDER, 1));
		targets.add(live(results, "forkit threads while children live and end", Metric.FORKIT_THREADS, 3));
		targets.add(live(results, "p99 of the notice of an end (ms)", Metric.NOTICE_P99, 5));
		targets.add(best(results, Scenario.STDOUT, Metric.GIB_PER_SECOND));
		targets.add(best(results, Scenario.CAT, Metric.GIB_PER_SECOND));
		targets.add(best(results, Scenario.CONCURRENT, Metric.COMMANDS_PER_SECOND));
		return targets;
	}

	private static Target spawn(Results results, String title, Metric metric, PeerType base, double limit) {
		return new Target(title, limit, false,
				Results.median(results.ratios(Scenario.SPAWN, PeerType.FORKIT, metric, base, Metric.P50)));
	}

	private static Target live(Results results, String title, Metric metric, double limit) {
		return new Target(title, limit, false, Results.median(results.values(Scenario.LIVE, PeerType.FORKIT, metric)));
	}

	private static Target best(Results results, Scenario scenario, Metric metric) {
		Optional<PeerType> best = Arrays.stream(PeerType.values())
			.filter((peer) -> peer.isRival() && results.values(scenario, peer, metric).length != 0)
			.max(Comparator.comparingDouble((peer) -> Statistics.median(results.values(scenario, peer, metric))));
		String title = scenario.option() + ": " + metric.title() + " × that of the best peer"
				+ best.map((peer) -> " (" + peer.title() + ")").orElse("");
		return new Target(title, 1, true,
				best.map((peer) -> Results.median(results.ratios(scenario, PeerType.FORKIT, metric, peer, metric)))
					.orElse(OptionalDouble.empty()));
	}

}
