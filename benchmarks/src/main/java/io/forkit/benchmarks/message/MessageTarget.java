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
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Something that forkit is to reach.
 *
 * @param title what it is
 * @param limit the least or the most it may be
 * @param atLeast whether the limit is the least
 * @param measured the median of all rounds, if there was one
 */
record MessageTarget(String title, double limit, boolean atLeast, OptionalDouble measured) {

	/**
	 * Compare the results with all targets.
	 * @param results the results
	 * @return the targets
	 */
	static List<MessageTarget> of(MessageResults results) {
		List<MessageTarget> targets = new ArrayList<>();
		targets.add(roundTrip(results, MessageMetric.ROUND_TRIP_P50, MessageMetric.ROUND_TRIP_P50));
		targets.add(roundTrip(results, MessageMetric.ROUND_TRIP_MEAN, MessageMetric.ROUND_TRIP_MEAN));
		targets.add(rate(results, MessageMetric.TINY_PER_SECOND, MessageMetric.TINY_PER_SECOND, 3));
		targets.add(rate(results, MessageMetric.SMALL_PER_SECOND, MessageMetric.SMALL_PER_SECOND, 3));
		targets.add(new MessageTarget("large: MiB/s × that of Node, advanced", 2, true, results
			.ratio(MessagePeer.FORKIT, MessageMetric.LARGE_RATE, MessagePeer.NODE_ADVANCED, MessageMetric.LARGE_RATE)));
		targets.add(rate(results, MessageMetric.CONNECTIONS_ONE, MessageMetric.CONNECTIONS_ONE, 1));
		targets.add(rate(results, MessageMetric.CONNECTIONS_MANY, MessageMetric.CONNECTIONS_MANY, 1));
		targets.add(rate(results, MessageMetric.DESCRIPTORS_ONE, MessageMetric.CONNECTIONS_ONE, 1));
		targets.add(rate(results, MessageMetric.DESCRIPTORS_MANY, MessageMetric.CONNECTIONS_MANY, 1));
		targets.add(new MessageTarget("fork to first message (ms)", 80, false,
				results.median(MessagePeer.FORKIT, MessageMetric.FORK_P50)));
		targets.add(new MessageTarget("fork to first message, from a spare JVM (ms)", 5, false,
				results.median(MessagePeer.FORKIT, MessageMetric.FORK_SPARE_P50)));
		return targets;
	}

	private static MessageTarget roundTrip(MessageResults results, MessageMetric metric, MessageMetric ofNode) {
		return compared(results, metric, ofNode, 0.5, false);
	}

	private static MessageTarget rate(MessageResults results, MessageMetric metric, MessageMetric ofNode,
			double limit) {
		return compared(results, metric, ofNode, limit, true);
	}

	private static MessageTarget compared(MessageResults results, MessageMetric metric, MessageMetric ofNode,
			double limit, boolean atLeast) {
		Comparator<MessagePeer> byMedian = Comparator
			.comparingDouble((peer) -> results.median(peer, ofNode).getAsDouble());
		MessagePeer best = MessagePeer.RIVALS.stream()
			.filter((peer) -> results.median(peer, ofNode).isPresent())
			.min(atLeast ? byMedian.reversed() : byMedian)
			.orElse(MessagePeer.NODE_ADVANCED);
		return new MessageTarget(metric.title() + " × the best of Node (" + best.title() + ")", limit, atLeast,
				results.ratio(MessagePeer.FORKIT, metric, best, ofNode));
	}

	/**
	 * Say whether it is reached.
	 * @return one or two words
	 */
	String verdict() {
		if (this.measured.isEmpty()) {
			return "not measured";
		}
		double value = this.measured.getAsDouble();
		return (this.atLeast ? value >= this.limit : value <= this.limit) ? "met" : "**missed**";
	}

	String wanted() {
		return String.format(Locale.ROOT, "%s %.2f", this.atLeast ? "≥" : "≤", this.limit);
	}

	String value() {
		return this.measured.isPresent() ? String.format(Locale.ROOT, "%.2f", this.measured.getAsDouble()) : "";
	}

}
