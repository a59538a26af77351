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

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Renders the result as Markdown.
 */
final class Report {

	private final Options options;

	private final String machine;

	Report(Options options, String machine) {
		this.options = options;
		this.machine = machine;
	}

	String render(Map<Load, List<Round>> rounds) {
		String other = (this.options.control() ? Mode.CONTROL : Mode.CLUSTER).title();
		StringBuilder text = new StringBuilder();
		line(text, "| | %s | %s | ratio | lowest | highest |", Mode.PLAIN.title(), other);
		line(text, "|---|--:|--:|--:|--:|--:|");
		rounds.forEach((load, ofLoad) -> {
			String title = load.title() + ": ";
			row(text, title + load.unit() + "s/s", 0, ofLoad, Measurement::perSecond);
			row(text, title + "p50 (µs)", 0, ofLoad, Measurement::p50);
			row(text, title + "p99 (µs)", 0, ofLoad, Measurement::p99);
			row(text, title + "CPU per " + load.unit() + " (µs)", 1, ofLoad, Measurement::cpu);
		});
		line(text, "");
		line(text, "%s: %d launches × %d rounds × %d s, %d clients, after %d s of warm-up each.", LocalDate.now(),
				this.options.launches(), this.options.rounds(), this.options.seconds(), this.options.connections(),
				this.options.warmUp());
		line(text, "On %s.", this.machine);
		return text.toString();
	}

	private static void row(StringBuilder text, String title, int digits, List<Round> rounds,
			ToDoubleFunction<Measurement> value) {
		double[] ratios = rounds.stream().mapToDouble((round) -> round.ratio(value)).sorted().toArray();
		line(text, "| %s | %s | %s | %.3f | %.3f | %.3f |", title,
				number(digits, rounds.stream().map(Round::plain).mapToDouble(value).toArray()),
				number(digits, rounds.stream().map(Round::other).mapToDouble(value).toArray()),
				Statistics.median(ratios), ratios[0], Arrays.stream(ratios).max().orElseThrow());
	}

	private static String number(int digits, double[] values) {
		return String.format(Locale.ROOT, "%." + digits + "f", Statistics.median(values));
	}

	private static void line(StringBuilder text, String format, Object... arguments) {
		text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

}
