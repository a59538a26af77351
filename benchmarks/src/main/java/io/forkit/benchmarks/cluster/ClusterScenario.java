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

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * All that is done to each subject.
 */
enum ClusterScenario {

	REQUESTS("%1$d clients, each on a connection that stays open", new Throughput(true), Without.UNGATED,
			ClusterMetric.REQUESTS_PER_SECOND, ClusterMetric.REQUESTS_P50, ClusterMetric.REQUESTS_P99,
			ClusterMetric.REQUESTS_CPU, ClusterMetric.REQUESTS_SPREAD, ClusterMetric.REQUESTS_LOAD),

	CONNECTIONS("%2$d clients, each request on a connection of its own", new Throughput(false), Without.UNGATED,
			ClusterMetric.CONNECTIONS_PER_SECOND, ClusterMetric.CONNECTIONS_P50, ClusterMetric.CONNECTIONS_P99,
			ClusterMetric.CONNECTIONS_CPU, ClusterMetric.CONNECTIONS_SPREAD, ClusterMetric.CONNECTIONS_LOAD),

	SPREAD("%3$d connections, one after the other, to %4$d workers", new Spread(), Without.PLAIN_AND_UNGATED,
			ClusterMetric.SPREAD_MOST, ClusterMetric.SPREAD_FEWEST),

	PINNED("%5$d connections/s while slow requests take all threads of one of %4$d workers, and before",
			new PinnedWorker(), Without.PLAIN, ClusterMetric.FREE_P50, ClusterMetric.FREE_P95, ClusterMetric.PINNED_P50,
			ClusterMetric.PINNED_P95, ClusterMetric.PINNED_P99);

	private final String title;

	private final ClusterWorkload workload;

	private final Set<Arrangement> without;

	private final List<ClusterMetric> metrics;

	ClusterScenario(String title, ClusterWorkload workload, Set<Arrangement> without, ClusterMetric... metrics) {
		this.title = title;
		this.workload = workload;
		this.without = without;
		this.metrics = List.of(metrics);
	}

	String title(ClusterOptions options) {
		return option() + ": " + String.format(Locale.ROOT, this.title, options.clients(), options.connections(),
				Spread.EACH * options.workers(), options.workers(), PinnedWorker.CONNECTIONS_PER_SECOND);
	}

	ClusterWorkload workload() {
		return this.workload;
	}

	boolean isFor(Arrangement arrangement) {
		return !this.without.contains(arrangement);
	}

	/**
	 * Return whether it has a turn in a round: one that takes long and whose result
	 * hardly differs has one in the last.
	 * @param round the number of the round, from 0
	 * @param rounds how many there are
	 * @return whether it has
	 */
	boolean isIn(int round, int rounds) {
		return this != PINNED || round == rounds - 1;
	}

	/**
	 * Return the columns of the table.
	 * @return the metrics
	 */
	List<ClusterMetric> metrics() {
		return this.metrics;
	}

	/**
	 * Return the name on the command line.
	 * @return the name
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Who does not take part.
	 */
	private static final class Without {

		static final Set<Arrangement> UNGATED = Set.of(Arrangement.SHARED_WITHOUT_GATE);

		static final Set<Arrangement> PLAIN = Set.of(Arrangement.PLAIN);

		static final Set<Arrangement> PLAIN_AND_UNGATED = Set.of(Arrangement.PLAIN, Arrangement.SHARED_WITHOUT_GATE);

	}

}
