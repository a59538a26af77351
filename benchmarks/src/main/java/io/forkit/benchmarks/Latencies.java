package io.forkit.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * The times of the requests of one thread, all of them and exactly: their number is small
 * enough that nothing needs to be rounded into buckets.
 */
final class Latencies {

	private int[] nanos = new int[1 << 18];

	private int size;

	void add(long duration) {
		if (this.size == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.nanos.length * 2);
		}
		this.nanos[this.size++] = (int) Math.min(duration, Integer.MAX_VALUE);
	}

	/**
	 * Merge the times of all threads.
	 * @param all the times of each thread
	 * @return all times in microseconds, in ascending order
	 */
	static double[] sortedMicros(List<Latencies> all) {
		return all.stream()
			.flatMapToInt((latencies) -> Arrays.stream(latencies.nanos, 0, latencies.size))
			.sorted()
			.mapToDouble((duration) -> duration / 1000.0)
			.toArray();
	}

}
