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

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a run ended.
 *
 * @param figures what it measured, empty if it has not
 * @param problem why it has not, or an empty text
 */
record MessageRunLine(Map<MessageMetric, Double> figures, String problem) {

	/** How the line of a run begins that came to its end. */
	static final String RESULT = "result ";

	static MessageRunLine failed(String problem) {
		return new MessageRunLine(Map.of(), problem);
	}

	/**
	 * Read what a run has printed.
	 * @param output its standard output
	 * @return how it ended
	 */
	static MessageRunLine parse(String output) {
		for (String line : output.lines().toList()) {
			if (line.startsWith(RESULT)) {
				Map<MessageMetric, Double> figures = new EnumMap<>(MessageMetric.class);
				for (String pair : line.substring(RESULT.length()).split(" ")) {
					String[] parts = pair.split("=");
					figures.put(MessageMetric.valueOf(parts[0]), Double.valueOf(parts[1]));
				}
				return new MessageRunLine(figures, "");
			}
		}
		return failed("no result");
	}

	String describe() {
		return this.figures.isEmpty() ? this.problem
				: this.figures.entrySet()
					.stream()
					.map((figure) -> figure.getKey().title() + " " + figure.getKey().format(figure.getValue()))
					.collect(Collectors.joining(", "));
	}

}
