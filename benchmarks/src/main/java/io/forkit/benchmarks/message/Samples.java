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

import java.util.Arrays;
import java.util.stream.LongStream;

import io.forkit.benchmarks.Statistics;

/**
 * Times, all of them and exactly.
 */
final class Samples {

	private long[] nanos = new long[1 << 16];

	private int count;

	void add(long duration) {
		if (this.count == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.nanos.length * 2);
		}
		this.nanos[this.count++] = duration;
	}

	double medianMicros() {
		double[] sorted = times().sorted().mapToDouble((time) -> time / 1000.0).toArray();
		return Statistics.percentile(sorted, 50);
	}

	double meanMicros() {
		return times().average().orElseThrow() / 1000;
	}

	private LongStream times() {
		return Arrays.stream(this.nanos, 0, this.count);
	}

}
