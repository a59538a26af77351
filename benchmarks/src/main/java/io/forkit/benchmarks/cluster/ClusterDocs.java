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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

import org.jspecify.annotations.Nullable;

/**
 * Writes the results where users read them: the tables, and a plot of the most important
 * columns.
 */
final class ClusterDocs {

	private static final String NAME = "benchmarks-cluster";

	private static final int LEGEND_HEIGHT = 40;

	private static final int LEGEND_ENTRY = 32;

	private static final int LEGEND_LETTER = 6;

	private static final String PAGE = """
			# Ways to spread connections, measured

			The same small application on each server: without workers, and as a cluster in each way that
			[`forkit.cluster.scheduling`](cluster.md) has, beside Node's cluster with an `http` server of the same size.
			Written by `benchmarks/run-cluster --write-docs`; [the benchmarks](../benchmarks/README.md#what-being-a-cluster-costs)
			tell what is measured, and how to read it.

			![Requests per second, connections per second, and p95 while a worker is pinned](benchmarks-cluster.svg)

			%s""";

	private final ClusterOptions options;

	private final ClusterResults results;

	ClusterDocs(ClusterOptions options, ClusterResults results) {
		this.options = options;
		this.results = results;
	}

	/**
	 * Write the page and the plot.
	 * @param report the tables in Markdown
	 * @param arrangements those that took part
	 * @throws IOException if they cannot be written
	 */
	void write(String report, List<Arrangement> arrangements) throws IOException {
		Path docs = this.options.docs();
		Files.createDirectories(docs);
		Files.writeString(docs.resolve(NAME + ".md"), String.format(Locale.ROOT, PAGE, report));
		Files.writeString(docs.resolve(NAME + ".svg"), plot(arrangements));
	}

	private String plot(List<Arrangement> arrangements) {
		List<BarChart> charts = new ArrayList<>();
		charts.add(chart("Requests per second on connections that stay open", false, arrangements,
				ClusterMetric.REQUESTS_PER_SECOND));
		charts.add(chart("Connections per second, each with a request", false, arrangements,
				ClusterMetric.CONNECTIONS_PER_SECOND));
		charts.add(chart("p95 of new connections in ms while a worker is pinned (logarithmic)", true, arrangements,
				ClusterMetric.PINNED_P95));
		charts.removeIf(BarChart::isEmpty);
		int height = LEGEND_HEIGHT + charts.size() * BarChart.HEIGHT;
		StringBuilder svg = new StringBuilder();
		svg.append(String.format(Locale.ROOT, """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="12">
				<rect width="%1$d" height="%2$d" fill="white"/>
				""", BarChart.WIDTH, height));
		legend(svg, arrangements);
		for (int i = 0; i < charts.size(); i++) {
			svg.append(charts.get(i).render(LEGEND_HEIGHT + i * BarChart.HEIGHT));
		}
		return svg.append("</svg>\n").toString();
	}

	private static void legend(StringBuilder svg, List<Arrangement> arrangements) {
		int x = 15;
		for (Arrangement arrangement : arrangements) {
			svg.append(String.format(Locale.ROOT, """
					<rect x="%d" y="14" width="11" height="11" fill="%s"/><text x="%d" y="24" font-size="11">%s</text>
					""", x, arrangement.color(), x + 15, arrangement.title()));
			x += LEGEND_ENTRY + LEGEND_LETTER * arrangement.title().length();
		}
	}

	private BarChart chart(String title, boolean logarithmic, List<Arrangement> arrangements, ClusterMetric metric) {
		BarChart chart = new BarChart(title, logarithmic);
		for (EmbeddedServer server : this.options.servers()) {
			chart.add(server.title(), bars(server, arrangements, metric));
		}
		chart.add("Node", bars(null, arrangements, metric));
		return chart;
	}

	private List<BarChart.Bar> bars(@Nullable EmbeddedServer server, List<Arrangement> arrangements,
			ClusterMetric metric) {
		List<BarChart.Bar> bars = new ArrayList<>();
		for (Arrangement arrangement : arrangements) {
			OptionalDouble value = this.results.figures().median(new Subject(server, arrangement), metric);
			if (value.isPresent()) {
				bars.add(new BarChart.Bar(arrangement.title(), arrangement.color(), value.getAsDouble()));
			}
		}
		return bars;
	}

}
