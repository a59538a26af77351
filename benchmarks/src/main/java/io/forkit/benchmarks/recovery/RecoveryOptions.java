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

package io.forkit.benchmarks.recovery;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.forkit.benchmarks.Arguments;

/**
 * What to measure, from the command line.
 *
 * @param jar the jar of the demo
 * @param logs where the output of the applications goes
 * @param kills how many workers are killed for each row
 * @param standbys how many standbys there are, for each row
 * @param scheduling how connections get to the workers
 * @param warmUp the path that a standby is asked for before it serves, {@link #OWN}, or
 * nothing
 */
record RecoveryOptions(Path jar, Path logs, int kills, List<Integer> standbys, String scheduling, String warmUp) {

	/** What forkit asks where no path is set. */
	static final String OWN = "own";

	static final String USAGE = """
			Usage: benchmarks/run-recovery [options]
			  --kills=20            how many workers are killed for each row
			  --standbys=0,1        how many standbys there are, a row for each
			  --scheduling=shared   or round-robin, sticky, reuse-port
			  --warm-up=own         what a standby is asked before it serves: what forkit has for that,
			                        or a path, such as /; --warm-up= for nothing
			  --jar=FILE            measure this build of the demo instead of making one
			  --logs=DIR            where the output of the applications goes
			""";

	private static final Set<String> NAMES = Set.of("jar", "logs", "kills", "standbys", "scheduling", "warm-up");

	/**
	 * Read options; the last of several of one name wins.
	 * @param arguments the arguments of the command line
	 * @return the options
	 * @throws IllegalArgumentException if an argument makes no sense
	 */
	static RecoveryOptions parse(String... arguments) {
		Arguments values = Arguments.parse(NAMES, arguments);
		String standbys = values.text("standbys", "0,1");
		if (!standbys.matches("\\d(,\\d)*")) {
			throw new IllegalArgumentException("'standbys' must be numbers such as '0,1' and not '" + standbys + "'");
		}
		return new RecoveryOptions(values.path("jar", "demo-app/target/demo-app.jar"),
				values.path("logs", "benchmarks/target/logs/recovery"), values.positive("kills", 20),
				Stream.of(standbys.split(",")).map(Integer::valueOf).toList(), values.text("scheduling", "shared"),
				values.text("warm-up", OWN));
	}

}
