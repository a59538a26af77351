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

package io.forkit.benchmarks.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import io.forkit.benchmarks.Statistics;

/**
 * What all runs have measured.
 */
final class MessageResults {

	private final List<Map<MessagePeer, Map<MessageMetric, Double>>> rounds = new ArrayList<>();

	void add(int round, MessagePeer peer, Map<MessageMetric, Double> figures) {
		while (this.rounds.size() <= round) {
			this.rounds.add(new EnumMap<>(MessagePeer.class));
		}
		this.rounds.get(round).computeIfAbsent(peer, (key) -> new EnumMap<>(MessageMetric.class)).putAll(figures);
	}

	/**
	 * Return a figure of every round that has it.
	 * @param peer whose
	 * @param metric which
	 * @return the values in ascending order
	 */
	double[] values(MessagePeer peer, MessageMetric metric) {
		return this.rounds.stream()
			.map((round) -> round.getOrDefault(peer, Map.of()).get(metric))
			.filter((value) -> value != null)
			.mapToDouble(Double::doubleValue)
			.sorted()
			.toArray();
	}

	/**
	 * Return the median of all rounds.
	 * @param peer whose
	 * @param metric which
	 * @return the median, if there was a round
	 */
	OptionalDouble median(MessagePeer peer, MessageMetric metric) {
		double[] values = values(peer, metric);
		return (values.length != 0) ? OptionalDouble.of(Statistics.median(values)) : OptionalDouble.empty();
	}

	/**
	 * Return the median of the quotients of two figures of the same round: they were
	 * measured at about the same time.
	 * @param peer whose figure
	 * @param metric which
	 * @param base by whom the figure is that is divided by
	 * @param baseMetric the figure that is divided by
	 * @return the median, if there was a round that has both
	 */
	OptionalDouble ratio(MessagePeer peer, MessageMetric metric, MessagePeer base, MessageMetric baseMetric) {
		double[] ratios = this.rounds.stream().flatMapToDouble((round) -> {
			Double value = round.getOrDefault(peer, Map.of()).get(metric);
			Double baseValue = round.getOrDefault(base, Map.of()).get(baseMetric);
			return ((value != null && baseValue != null) ? OptionalDouble.of(value / baseValue)
					: OptionalDouble.empty())
				.stream();
		}).toArray();
		Arrays.sort(ratios);
		return (ratios.length != 0) ? OptionalDouble.of(Statistics.median(ratios)) : OptionalDouble.empty();
	}

}
