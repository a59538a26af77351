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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

import io.forkit.benchmarks.Statistics;

/**
 * What all runs have measured.
 */
final class Results {

	private final Map<Scenario, List<Map<PeerType, RunLine>>> rounds = new EnumMap<>(Scenario.class);

	void add(int round, Scenario scenario, PeerType peer, RunLine line) {
		List<Map<PeerType, RunLine>> ofScenario = this.rounds.computeIfAbsent(scenario, (key) -> new ArrayList<>());
		while (ofScenario.size() <= round) {
			ofScenario.add(new EnumMap<>(PeerType.class));
		}
		ofScenario.get(round).put(peer, line);
	}

	boolean isSkipped(Scenario scenario, PeerType peer) {
		return rounds(scenario).stream().anyMatch((round) -> round.containsKey(peer) && round.get(peer).skipped());
	}

	Set<Scenario> scenarios() {
		return this.rounds.keySet();
	}

	private List<Map<PeerType, RunLine>> rounds(Scenario scenario) {
		return this.rounds.getOrDefault(scenario, List.of());
	}

	/**
	 * Return a figure of every round that has it.
	 * @param scenario what was done
	 * @param peer by whom
	 * @param metric the figure
	 * @return the values in ascending order
	 */
	double[] values(Scenario scenario, PeerType peer, Metric metric) {
		return rounds(scenario).stream()
			.map((round) -> value(round, peer, metric))
			.flatMapToDouble(OptionalDouble::stream)
			.sorted()
			.toArray();
	}

	/**
	 * Return two figures' quotient of every round that has both: they were measured at
	 * about the same time.
	 * @param scenario what was done
	 * @param peer by whom
	 * @param metric the figure
	 * @param base by whom the figure is that is divided by
	 * @param baseMetric the figure that is divided by
	 * @return the quotients in ascending order
	 */
	double[] ratios(Scenario scenario, PeerType peer, Metric metric, PeerType base, Metric baseMetric) {
		return rounds(scenario).stream().flatMapToDouble((round) -> {
			OptionalDouble value = value(round, peer, metric);
			OptionalDouble baseValue = value(round, base, baseMetric);
			boolean both = value.isPresent() && baseValue.isPresent() && baseValue.getAsDouble() != 0;
			return (both ? OptionalDouble.of(value.getAsDouble() / baseValue.getAsDouble()) : OptionalDouble.empty())
				.stream();
		}).sorted().toArray();
	}

	private static OptionalDouble value(Map<PeerType, RunLine> round, PeerType peer, Metric metric) {
		RunLine line = round.get(peer);
		Double value = (line != null) ? line.figures().get(metric) : null;
		return (value != null) ? OptionalDouble.of(value) : OptionalDouble.empty();
	}

	static OptionalDouble median(double[] values) {
		return (values.length != 0) ? OptionalDouble.of(Statistics.median(values)) : OptionalDouble.empty();
	}

}
