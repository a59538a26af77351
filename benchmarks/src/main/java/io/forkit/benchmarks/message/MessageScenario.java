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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * All that is done with each pair of processes.
 */
enum MessageScenario {

	ROUND_TRIP("a string of 16 characters, there and back", new RoundTrips(), Peers.DEFAULT,
			MessageMetric.ROUND_TRIP_P50, MessageMetric.ROUND_TRIP_MEAN, MessageMetric.REQUEST_P50,
			MessageMetric.REQUEST_MEAN),

	ONE_WAY("strings in one direction", new SmallMessages(), Peers.DEFAULT, MessageMetric.TINY_PER_SECOND,
			MessageMetric.SMALL_PER_SECOND),

	LARGE("1 MiB in one direction: bytes, with json a string", new LargeMessages(), Peers.DEFAULT,
			MessageMetric.LARGE_RATE),

	SIZES("bytes in one direction, in MiB/s", new Sizes(), Peers.FORKIT_ONLY, MessageMetric.RATE_16_B,
			MessageMetric.RATE_1_KIB, MessageMetric.RATE_64_KIB, MessageMetric.RATE_1_MIB, MessageMetric.RATE_16_MIB,
			MessageMetric.RATE_256_MIB),

	HANDLES("accepted TCP connections handed over, until they are acknowledged", new HandleTransfers(), Peers.ALL,
			MessageMetric.CONNECTIONS_ONE, MessageMetric.CONNECTIONS_WAITING, MessageMetric.CONNECTIONS_MANY,
			MessageMetric.DESCRIPTORS_ONE, MessageMetric.DESCRIPTORS_WAITING, MessageMetric.DESCRIPTORS_MANY),

	FORK("from fork to the first message", new Forks(), Peers.DEFAULT, MessageMetric.FORK_P50,
			MessageMetric.FORK_SPARE_P50);

	private final String title;

	private final MessageWorkload workload;

	private final Set<MessagePeer> peers;

	private final List<MessageMetric> metrics;

	MessageScenario(String title, MessageWorkload workload, Set<MessagePeer> peers, MessageMetric... metrics) {
		this.title = title;
		this.workload = workload;
		this.peers = peers;
		this.metrics = List.of(metrics);
	}

	String title() {
		return option() + ": " + this.title;
	}

	/**
	 * Return what forkit does; what Node does is in {@code messages.js}.
	 * @return the workload
	 */
	MessageWorkload workload() {
		return this.workload;
	}

	boolean isFor(MessagePeer peer) {
		return this.peers.contains(peer);
	}

	/**
	 * Return the columns of the table.
	 * @return the metrics, of which a peer may lack some
	 */
	List<MessageMetric> metrics() {
		return this.metrics;
	}

	/**
	 * Return the name on the command line.
	 * @return the name
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static MessageScenario ofOption(String option) {
		return Arrays.stream(values())
			.filter((scenario) -> scenario.option().equals(option))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'scenario' must be of "
					+ Arrays.stream(values()).map(MessageScenario::option).toList() + " and not '" + option + "'"));
	}

	/**
	 * Who takes part.
	 */
	private static final class Peers {

		static final Set<MessagePeer> ALL = Set.of(MessagePeer.values());

		static final Set<MessagePeer> FORKIT_ONLY = Set.of(MessagePeer.FORKIT);

		static final Set<MessagePeer> DEFAULT = Set.of(MessagePeer.FORKIT, MessagePeer.NODE_ADVANCED,
				MessagePeer.NODE_JSON);

	}

}
