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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What all rounds have measured. Not thread-safe.
 *
 * @param <P> who is measured
 * @param <M> what is measured
 */
public final class Figures<P, M> {

	private final List<Map<P, Map<M, Double>>> rounds = new ArrayList<>();

	/**
	 * Return an order for a round. Who comes first changes from round to round, and so
	 * does who comes after whom.
	 * @param <P> who is measured
	 * @param peers all peers
	 * @param round the number of the round, from 0
	 * @return the peers in their order
	 */
	public static <P> List<P> inTurns(Collection<P> peers, int round) {
		List<P> order = new ArrayList<>(peers);
		Collections.rotate(order, round);
		if (round % 2 == 1) {
			Collections.reverse(order);
		}
		return order;
	}

	/**
	 * Add what a peer has measured in a round, besides what it already has.
	 * @param round the number of the round, from 0
	 * @param peer whose figures
	 * @param figures the figures
	 */
	public void add(int round, P peer, Map<M, Double> figures) {
		while (this.rounds.size() <= round) {
			this.rounds.add(new HashMap<>());
		}
		this.rounds.get(round).computeIfAbsent(peer, (key) -> new HashMap<>()).putAll(figures);
	}

	/**
	 * Return a figure of every round that has it.
	 * @param peer whose
	 * @param metric which
	 * @return the values in ascending order
	 */
	public double[] values(P peer, M metric) {
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
	public OptionalDouble median(P peer, M metric) {
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
	public OptionalDouble ratio(P peer, M metric, P base, M baseMetric) {
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
