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

import java.util.Arrays;

/**
 * The few statistics that are needed.
 */
public final class Statistics {

	private Statistics() {
	}

	/**
	 * Return the median: of an even number of values, the mean of the two in the middle.
	 * @param values the values, in any order
	 * @return the median
	 */
	public static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/**
	 * Return a percentile: the smallest value that at least that part of all are not
	 * above.
	 * @param sorted the values in ascending order
	 * @param percent the percentile
	 * @return the value
	 */
	public static double percentile(double[] sorted, int percent) {
		return sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
	}

}
