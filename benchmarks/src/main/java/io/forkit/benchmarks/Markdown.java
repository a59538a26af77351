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

import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A text in Markdown that is written line by line.
 */
public final class Markdown {

	private final StringBuilder text = new StringBuilder();

	/**
	 * Write a line.
	 * @param format the format, see {@link String#format(Locale, String, Object...)}
	 * @param arguments the arguments
	 */
	public void line(String format, Object... arguments) {
		this.text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

	/**
	 * Return what a cell of a table says of the values of several rounds.
	 * @param sorted the values in their order
	 * @param format makes a text of one
	 * @return the median, and the lowest and the highest in parentheses where they
	 * differ; nothing if there are no values
	 */
	public static String range(double[] sorted, DoubleFunction<String> format) {
		if (sorted.length == 0) {
			return "";
		}
		String median = format.apply(Statistics.median(sorted));
		String lowest = format.apply(sorted[0]);
		String highest = format.apply(sorted[sorted.length - 1]);
		return lowest.equals(highest) ? median : median + " (" + lowest + "–" + highest + ")";
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
