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

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

import io.forkit.benchmarks.Figures;
import io.forkit.benchmarks.Markdown;

/**
 * Renders the results as Markdown.
 */
final class MessageReport {

	private final MessageOptions options;

	private final Figures<MessagePeer, MessageMetric> results;

	private final Markdown text = new Markdown();

	MessageReport(MessageOptions options, Figures<MessagePeer, MessageMetric> results) {
		this.options = options;
		this.results = results;
	}

	String render(String machine, Collection<String> skipped, Collection<String> failed) {
		this.options.scenarios().forEach(this::table);
		targets();
		skipped.forEach((line) -> line("Not measured, %s.  ", line));
		failed.forEach((line) -> line("**Failed**, %s.  ", line));
		line("%s: the median of %d rounds%s, in parentheses the lowest and the highest.", LocalDate.now(),
				this.options.rounds(), this.options.quick() ? " with --quick" : "");
		line("On %s.", machine);
		return this.text.toString();
	}

	private void table(MessageScenario scenario) {
		List<MessagePeer> peers = this.options.peers().stream().filter(scenario::isFor).toList();
		line("**%s**", scenario.title());
		line("");
		StringBuilder head = new StringBuilder("| |");
		StringBuilder rule = new StringBuilder("|---|");
		peers.forEach((peer) -> {
			boolean compared = MessagePeer.RIVALS.contains(peer);
			head.append(' ').append(peer.title()).append(compared ? " | forkit × |" : " |");
			rule.append(compared ? "--:|--:|" : "--:|");
		});
		line("%s", head);
		line("%s", rule);
		scenario.metrics().forEach((metric) -> row(peers, metric));
		line("");
	}

	private void row(List<MessagePeer> peers, MessageMetric metric) {
		StringBuilder row = new StringBuilder("| ").append(metric.title()).append(" |");
		for (MessagePeer peer : peers) {
			row.append(' ').append(Markdown.range(this.results.values(peer, metric), metric::format)).append(" |");
			if (MessagePeer.RIVALS.contains(peer)) {
				OptionalDouble ratio = this.results.ratio(MessagePeer.FORKIT, metric, peer, metric);
				row.append(ratio.isPresent() ? String.format(Locale.ROOT, " %.2f |", ratio.getAsDouble()) : " |");
			}
		}
		line("%s", row);
	}

	private void targets() {
		line("| Target | wanted | measured | |");
		line("|---|--:|--:|---|");
		MessageTargets.of(this.results)
			.forEach((target) -> line("| %s | %s | %s | %s |", target.title(), target.wanted(), target.value(),
					target.verdict()));
		line("");
	}

	private void line(String format, Object... arguments) {
		this.text.line(format, arguments);
	}

}
