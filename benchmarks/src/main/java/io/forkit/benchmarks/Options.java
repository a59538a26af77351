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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What to run and for how long, from the command line.
 *
 * @param jar the jar of the demo
 * @param logs where the output of the applications goes
 * @param launches how often both applications are started anew
 * @param rounds how many rounds are measured after each launch
 * @param seconds how long one application is measured with one kind of load in a round
 * @param warmUp for how many seconds each kind of load warms up each application
 * @param connections how many clients are at work at the same time, a thread each
 * @param control whether the second application is run plainly as well
 */
record Options(Path jar, Path logs, int launches, int rounds, int seconds, int warmUp, int connections,
		boolean control) {

	static final String USAGE = """
			Usage: benchmarks/run [options]
			  --launches=2     how often both applications are started anew
			  --rounds=5       measured rounds after each launch
			  --seconds=5      length of one measurement; a round has four
			  --warm-up=7      seconds of warm-up per application and kind of load
			  --connections=4  clients at work at the same time
			  --control        measure the plain application against itself: how far is 1.00 from 1.00 here?
			  --jar=FILE       measure this build of the demo instead of making one
			  --logs=DIR       where the output of the applications goes
			""";

	private static final Set<String> NAMES = Set.of("jar", "logs", "launches", "rounds", "seconds", "warm-up",
			"connections", "control");

	private static final int STARTS_SECONDS = 20;

	/**
	 * Read options; the last of several of one name wins.
	 * @param arguments the arguments of the command line
	 * @return the options
	 * @throws IllegalArgumentException if an argument makes no sense
	 */
	static Options parse(String... arguments) {
		Arguments values = Arguments.parse(NAMES, arguments);
		return new Options(values.path("jar", "demo-app/target/demo-app.jar"),
				values.path("logs", "benchmarks/target/logs"), values.positive("launches", 2),
				values.positive("rounds", 5), values.positive("seconds", 5), values.positive("warm-up", 7),
				values.positive("connections", 4), values.flag("control"));
	}

	/**
	 * Return about how long the run takes.
	 * @return an estimate
	 */
	Duration estimate() {
		int loads = 2 * Load.values().length;
		Duration round = Duration.ofSeconds(this.seconds).plus(LoadGenerator.LEAD_IN).multipliedBy(loads);
		return round.multipliedBy(this.rounds)
			.plusSeconds((long) loads * this.warmUp + STARTS_SECONDS)
			.multipliedBy(this.launches);
	}

}
