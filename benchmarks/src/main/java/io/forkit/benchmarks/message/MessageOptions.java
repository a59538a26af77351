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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

import io.forkit.benchmarks.Arguments;

/**
 * What to run, from the command line.
 *
 * @param rounds how often each peer is measured
 * @param scenarios what is measured
 * @param peers who is measured
 * @param quick whether to do little, to see that everything works
 * @param logs where the output of the runs goes
 */
record MessageOptions(int rounds, Set<MessageScenario> scenarios, Set<MessagePeer> peers, boolean quick, Path logs) {

	static final String USAGE = """
			Usage: benchmarks/run-messages [options]
			  --rounds=5       how often each peer is measured, in an order that changes; 2 with --quick
			  --scenario=LIST  some of round-trip,one-way,large,sizes,handles,fork; all by default
			  --peers=LIST     some of forkit,forkit-opens,node-advanced,node-json; all by default
			  --quick          do less in each run: to see that everything works, not to measure
			  --logs=DIR       where the output of the runs goes
			""";

	private static final Set<String> NAMES = Set.of("rounds", "scenario", "peers", "quick", "logs");

	/**
	 * Read options; the last of several of one name wins.
	 * @param arguments the arguments of the command line
	 * @return the options
	 * @throws IllegalArgumentException if an argument makes no sense
	 */
	static MessageOptions parse(String... arguments) {
		Arguments values = Arguments.parse(NAMES, arguments);
		boolean quick = values.flag("quick");
		return new MessageOptions(values.positive("rounds", quick ? 2 : 5),
				some(MessageScenario.class, values.text("scenario", ""), MessageScenario::ofOption),
				some(MessagePeer.class, values.text("peers", ""), MessagePeer::ofOption), quick,
				values.path("logs", "benchmarks/target/logs/messages"));
	}

	private static <E extends Enum<E>> Set<E> some(Class<E> type, String names, Function<String, E> ofOption) {
		if (names.isEmpty()) {
			return EnumSet.allOf(type);
		}
		EnumSet<E> chosen = EnumSet.noneOf(type);
		Arrays.stream(names.split(",", -1)).map(ofOption).forEach(chosen::add);
		return chosen;
	}

}
