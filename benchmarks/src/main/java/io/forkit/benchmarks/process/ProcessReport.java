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

import java.time.LocalDate;
import java.util.Collection;
import java.util.Locale;

import io.forkit.benchmarks.Markdown;

/**
 * Renders the results as Markdown.
 */
final class ProcessReport {

	private final ProcessOptions options;

	private final Results results;

	private final Markdown text = new Markdown();

	ProcessReport(ProcessOptions options, Results results) {
		this.options = options;
		this.results = results;
	}

	String render(String machine, Collection<String> skipped, Collection<String> failed) {
		this.results.scenarios().forEach(this::table);
		targets();
		skipped.forEach((line) -> line("Not measured, %s.  ", line));
		failed.forEach((line) -> line("**Failed**, %s.  ", line));
		line("%s: the median of %d rounds%s, in parentheses the lowest and the highest.", LocalDate.now(),
				this.options.rounds(), this.options.quick() ? " with --quick" : "");
		line("On %s.", machine);
		return this.text.toString();
	}

	private void table(Scenario scenario) {
		line("**%s**", scenario.title(this.options.quick()));
		line("");
		StringBuilder head = new StringBuilder("| |");
		StringBuilder rule = new StringBuilder("|---|");
		for (Metric metric : scenario.metrics()) {
			head.append(' ').append(metric.title()).append(" |").append(metric.isCompared() ? " ratio |" : "");
			rule.append(metric.isCompared() ? "--:|--:|" : "--:|");
		}
		line("%s", head);
		line("%s", rule);
		for (PeerType peer : PeerType.values()) {
			if (this.results.values(scenario, peer, scenario.metrics().get(0)).length != 0) {
				row(scenario, peer);
			}
		}
		line("");
	}

	private void row(Scenario scenario, PeerType peer) {
		StringBuilder row = new StringBuilder("| ").append(peer.title()).append(" |");
		for (Metric metric : scenario.metrics()) {
			row.append(' ')
				.append(Markdown.range(this.results.values(scenario, peer, metric), metric::format))
				.append(" |");
			if (metric.isCompared()) {
				double[] ratios = this.results.ratios(scenario, peer, metric, PeerType.PROCESS_BUILDER, metric);
				row.append(' ')
					.append(Markdown.range(ratios, (ratio) -> String.format(Locale.ROOT, "%.2f", ratio)))
					.append(" |");
			}
		}
		line("%s", row);
	}

	private void targets() {
		line("| Target | wanted | measured | |");
		line("|---|--:|--:|---|");
		Targets.of(this.results)
			.forEach((target) -> line("| %s | %s | %s | %s |", target.title(), target.wanted(), target.value(),
					target.verdict()));
		line("");
	}

	private void line(String format, Object... arguments) {
		this.text.line(format, arguments);
	}

}
