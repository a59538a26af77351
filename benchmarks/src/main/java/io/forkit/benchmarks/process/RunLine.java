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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a run ended.
 *
 * @param figures what it measured, empty if it has not
 * @param problem why it has not, or an empty text
 * @param skipped whether it was not to
 */
record RunLine(Map<Metric, Double> figures, String problem, boolean skipped) {

	/** How the line of a run begins that came to its end. */
	static final String RESULT = "result ";

	/** How the line of a run begins that cannot be done; the reason follows. */
	static final String SKIPPED = "skipped ";

	static RunLine failed(String problem) {
		return new RunLine(Map.of(), problem, false);
	}

	/**
	 * Read what a run has printed.
	 * @param output its standard output
	 * @return how it ended
	 */
	static RunLine parse(String output) {
		for (String line : output.lines().toList()) {
			if (line.startsWith(SKIPPED)) {
				return new RunLine(Map.of(), line.substring(SKIPPED.length()), true);
			}
			if (line.startsWith(RESULT)) {
				Map<Metric, Double> figures = new EnumMap<>(Metric.class);
				for (String pair : line.substring(RESULT.length()).split(" ")) {
					String[] parts = pair.split("=");
					figures.put(Metric.valueOf(parts[0]), Double.valueOf(parts[1]));
				}
				return new RunLine(figures, "", false);
			}
		}
		return failed("no result");
	}

	String describe(List<Metric> metrics) {
		if (this.figures.isEmpty()) {
			return this.problem;
		}
		return metrics.stream()
			.map((metric) -> metric.title() + " " + metric.format(this.figures.get(metric)))
			.collect(Collectors.joining(", "));
	}

}
