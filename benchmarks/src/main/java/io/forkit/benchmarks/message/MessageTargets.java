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
import java.util.Comparator;
import java.util.List;

import io.forkit.benchmarks.Figures;
import io.forkit.benchmarks.Target;

/**
 * What forkit is to reach.
 */
final class MessageTargets {

	private MessageTargets() {
	}

	/**
	 * Compare the results with all targets.
	 * @param results the results
	 * @return the targets
	 */
	static List<Target> of(Figures<MessagePeer, MessageMetric> results) {
		List<Target> targets = new ArrayList<>();
		targets.add(roundTrip(results, MessageMetric.ROUND_TRIP_P50, MessageMetric.ROUND_TRIP_P50));
		targets.add(roundTrip(results, MessageMetric.ROUND_TRIP_MEAN, MessageMetric.ROUND_TRIP_MEAN));
		targets.add(rate(results, MessageMetric.TINY_PER_SECOND, MessageMetric.TINY_PER_SECOND, 3));
		targets.add(rate(results, MessageMetric.SMALL_PER_SECOND, MessageMetric.SMALL_PER_SECOND, 3));
		targets.add(new Target("large: MiB/s × that of Node, advanced", 2, true, results.ratio(MessagePeer.FORKIT,
				MessageMetric.LARGE_RATE, MessagePeer.NODE_ADVANCED, MessageMetric.LARGE_RATE)));
		targets.add(rate(results, MessageMetric.CONNECTIONS_ONE, MessageMetric.CONNECTIONS_ONE, 1));
		targets.add(rate(results, MessageMetric.CONNECTIONS_MANY, MessageMetric.CONNECTIONS_MANY, 1));
		targets.add(rate(results, MessageMetric.DESCRIPTORS_ONE, MessageMetric.CONNECTIONS_ONE, 1));
		targets.add(rate(results, MessageMetric.DESCRIPTORS_MANY, MessageMetric.CONNECTIONS_MANY, 1));
		targets.add(new Target("fork to first message (ms)", 80, false,
				results.median(MessagePeer.FORKIT, MessageMetric.FORK_P50)));
		targets.add(new Target("fork to first message, from a spare JVM (ms)", 5, false,
				results.median(MessagePeer.FORKIT, MessageMetric.FORK_SPARE_P50)));
		return targets;
	}

	private static Target roundTrip(Figures<MessagePeer, MessageMetric> results, MessageMetric metric,
			MessageMetric ofNode) {
		return compared(results, metric, ofNode, 0.5, false);
	}

	private static Target rate(Figures<MessagePeer, MessageMetric> results, MessageMetric metric, MessageMetric ofNode,
			double limit) {
		return compared(results, metric, ofNode, limit, true);
	}

	private static Target compared(Figures<MessagePeer, MessageMetric> results, MessageMetric metric,
			MessageMetric ofNode, double limit, boolean atLeast) {
		Comparator<MessagePeer> byMedian = Comparator
			.comparingDouble((peer) -> results.median(peer, ofNode).getAsDouble());
		MessagePeer best = MessagePeer.RIVALS.stream()
			.filter((peer) -> results.median(peer, ofNode).isPresent())
			.min(atLeast ? byMedian.reversed() : byMedian)
			.orElse(MessagePeer.NODE_ADVANCED);
		return new Target(metric.title() + " × the best of Node (" + best.title() + ")", limit, atLeast,
				results.ratio(MessagePeer.FORKIT, metric, best, ofNode));
	}

}
