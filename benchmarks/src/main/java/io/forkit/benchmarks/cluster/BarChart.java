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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Grouped bars as a part of an SVG image.
 */
final class BarChart {

	static final int WIDTH = 800;

	static final int HEIGHT = 230;

	private static final int LEFT = 70;

	private static final int TOP = 34;

	private static final int PLOT_HEIGHT = 160;

	private static final int PLOT_WIDTH = WIDTH - LEFT - 15;

	/** The space between two groups, in bars. */
	private static final double GAP = 1.5;

	private final String title;

	private final boolean logarithmic;

	private final List<Group> groups = new ArrayList<>();

	/**
	 * Create a chart without bars.
	 * @param title what it shows
	 * @param logarithmic whether the scale is logarithmic, from 1 on, or linear from 0
	 */
	BarChart(String title, boolean logarithmic) {
		this.title = title;
		this.logarithmic = logarithmic;
	}

	/**
	 * Add bars that stand together.
	 * @param name their name
	 * @param bars the bars
	 */
	void add(String name, List<Bar> bars) {
		if (!bars.isEmpty()) {
			this.groups.add(new Group(name, List.copyOf(bars)));
		}
	}

	boolean isEmpty() {
		return this.groups.isEmpty();
	}

	/**
	 * Render the chart.
	 * @param y where it begins in the image
	 * @return SVG elements
	 */
	String render(int y) {
		StringBuilder svg = new StringBuilder();
		append(svg, "<g transform=\"translate(0 %d)\">", y);
		append(svg, "<text x=\"%d\" y=\"20\" font-weight=\"bold\">%s</text>", LEFT, escape(this.title));
		double top = top();
		for (double tick = this.logarithmic ? 1 : 0; tick <= top * 1.0001; tick = next(tick, top)) {
			double height = y(tick, top);
			append(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>", LEFT,
					LEFT + PLOT_WIDTH, height, height);
			append(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, height + 4,
					String.format(Locale.ROOT, "%,.0f", tick));
		}
		bars(svg, top);
		append(svg, "</g>");
		return svg.toString();
	}

	private void bars(StringBuilder svg, double top) {
		int count = this.groups.stream().mapToInt((group) -> group.bars().size()).sum();
		double width = PLOT_WIDTH / (count + GAP * this.groups.size());
		double x = LEFT + width * GAP / 2;
		for (Group group : this.groups) {
			append(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
					x + width * group.bars().size() / 2, TOP + PLOT_HEIGHT + 17, escape(group.name()));
			for (Bar bar : group.bars()) {
				double height = y(bar.value(), top);
				append(svg,
						"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>%s: %s</title></rect>",
						x, height, width * 0.9, TOP + PLOT_HEIGHT - height, bar.color(),
						escape(group.name() + ", " + bar.name()), String.format(Locale.ROOT, "%,.1f", bar.value()));
				x += width;
			}
			x += width * GAP;
		}
	}

	private double y(double value, double top) {
		double part = this.logarithmic ? Math.log10(Math.max(1, value)) / Math.log10(top) : value / top;
		return TOP + PLOT_HEIGHT * (1 - part);
	}

	/**
	 * Return the value at the top: a power of ten, or 1, 2 or 5 of them.
	 */
	private double top() {
		double highest = this.groups.stream()
			.flatMap((group) -> group.bars().stream())
			.mapToDouble(Bar::value)
			.max()
			.orElse(1);
		double power = Math.pow(10, Math.floor(Math.log10(Math.max(1, highest))));
		if (this.logarithmic) {
			return power * 10;
		}
		for (double factor : new double[] { 1, 2, 5 }) {
			if (highest <= factor * power) {
				return factor * power;
			}
		}
		return 10 * power;
	}

	private double next(double tick, double top) {
		return this.logarithmic ? tick * 10 : tick + top / 4;
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	private static void append(StringBuilder svg, String format, Object... arguments) {
		svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

	/**
	 * A bar.
	 *
	 * @param name what it stands for
	 * @param color its color as in CSS
	 * @param value its height
	 */
	record Bar(String name, String color, double value) {

	}

	/**
	 * Bars that stand together.
	 *
	 * @param name their name
	 * @param bars the bars
	 */
	private record Group(String name, List<Bar> bars) {

	}

}
