package io.forkit.benchmarks;

import java.util.Arrays;

/**
 * The few statistics that are needed.
 */
final class Statistics {

	private Statistics() {
	}

	/**
	 * Return the median: of an even number of values, the mean of the two in the middle.
	 * @param values the values, in any order
	 * @return the median
	 */
	static double median(double[] values) {
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
	static double percentile(double[] sorted, int percent) {
		return sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
	}

}
