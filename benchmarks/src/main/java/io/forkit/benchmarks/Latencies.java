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
import java.util.List;

/**
 * The times of the requests of one thread, all of them and exactly: their number is small
 * enough that nothing needs to be rounded into buckets.
 */
public final class Latencies {

	private long[] nanos = new long[1 << 18];

	private int size;

	/**
	 * Add a time.
	 * @param duration the time in nanoseconds
	 */
	public void add(long duration) {
		if (this.size == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.nanos.length * 2);
		}
		this.nanos[this.size++] = duration;
	}

	/**
	 * Merge the times of all threads.
	 * @param all the times of each thread
	 * @return all times in microseconds, in ascending order
	 */
	public static double[] sortedMicros(List<Latencies> all) {
		return all.stream()
			.flatMapToLong((latencies) -> Arrays.stream(latencies.nanos, 0, latencies.size))
			.sorted()
			.mapToDouble((duration) -> duration / 1000.0)
			.toArray();
	}

}
