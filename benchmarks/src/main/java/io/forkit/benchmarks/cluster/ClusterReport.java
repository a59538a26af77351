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

package io.forkit.benchmarks.cluster;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

import io.forkit.benchmarks.Markdown;

/**
 * Renders the results as Markdown.
 */
final class ClusterReport {

	private final ClusterOptions options;

	private final ClusterResults results;

	private final List<Arrangement> arrangements;

	private final String machine;

	private Markdown text = new Markdown();

	/**
	 * Create a report.
	 * @param options what was to be measured
	 * @param results what was measured
	 * @param arrangements those that took part
	 * @param machine where
	 */
	ClusterReport(ClusterOptions options, ClusterResults results, List<Arrangement> arrangements, String machine) {
		this.options = options;
		this.results = results;
		this.arrangements = arrangements;
		this.machine = machine;
	}

	String render() {
		this.text = new Markdown();
		this.options.scenarios().forEach(this::table);
		targets();
		this.results.skipped().forEach((reason) -> line("Not measured, %s.  ", reason));
		this.results.failed().forEach((reason) -> line("**Failed**, %s.  ", reason));
		line("%s: %d workers, the median of %d rounds of %d s%s, in parentheses the lowest and the highest, after %d s of"
				+ " warm-up for each worker.%s", LocalDate.now(), this.options.workers(), this.options.rounds(),
				this.options.seconds(), this.options.quick() ? " with --quick" : "", this.options.warmUp(),
				this.results.failed().isEmpty() ? " No request failed." : "");
		line("On %s.", this.machine);
		return this.text.toString();
	}

	private void table(ClusterScenario scenario) {
		ClusterMetric first = scenario.metrics().get(0);
		boolean compared = scenario == ClusterScenario.REQUESTS || scenario == ClusterScenario.CONNECTIONS;
		line("**%s**", scenario.title(this.options));
		line("");
		StringBuilder head = new StringBuilder("| |");
		StringBuilder rule = new StringBuilder("|---|");
		scenario.metrics().forEach((metric) -> {
			head.append(' ').append(metric.title()).append(" |");
			rule.append("--:|");
			if (compared && metric == first) {
				head.append(" × plain | × Node's SCHED_RR |");
				rule.append("--:|--:|");
			}
		});
		line("%s", head);
		line("%s", rule);
		List<Arrangement> rows = this.arrangements.stream().filter(scenario::isFor).toList();
		for (EmbeddedServer server : this.options.servers()) {
			rows.stream()
				.filter((arrangement) -> !arrangement.isNode())
				.forEach((arrangement) -> row(new Subject(server, arrangement), scenario, compared));
		}
		rows.stream()
			.filter(Arrangement::isNode)
			.forEach((arrangement) -> row(new Subject(null, arrangement), scenario, compared));
		line("");
	}

	private void row(Subject subject, ClusterScenario scenario, boolean compared) {
		StringBuilder row = new StringBuilder("| ").append(subject).append(" |");
		for (ClusterMetric metric : scenario.metrics()) {
			row.append(' ')
				.append(Markdown.range(this.results.figures().values(subject, metric), metric::format))
				.append(" |");
			if (compared && metric == scenario.metrics().get(0)) {
				row.append(ratio(subject, metric, new Subject(subject.server(), Arrangement.PLAIN)));
				row.append(ratio(subject, metric, new Subject(null, Arrangement.NODE_ROUND_ROBIN)));
			}
		}
		line("%s", row);
	}

	private String ratio(Subject subject, ClusterMetric metric, Subject base) {
		OptionalDouble ratio = subject.equals(base) ? OptionalDouble.empty()
				: this.results.figures().ratio(subject, metric, base, metric);
		return ratio.isPresent() ? String.format(Locale.ROOT, " %.2f |", ratio.getAsDouble()) : " |";
	}

	private void targets() {
		line("| Target | wanted | measured | |");
		line("|---|--:|--:|---|");
		ClusterTargets.of(this.options, this.results.figures())
			.forEach((target) -> line("| %s | %s | %s | %s |", target.title(), target.wanted(), target.value(),
					target.verdict()));
		line("");
	}

	private void line(String format, Object... arguments) {
		this.text.line(format, arguments);
	}

}
