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

package io.forkit.demo;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long requests took: counts in steps of less than 2 %, so that a million of them
 * need no more room than one. Safe for use by many threads.
 */
public final class Latencies {

	private static final int STEP_BITS = 6;

	private static final int STEPS = 1 << STEP_BITS;

	private final AtomicLongArray counts = new AtomicLongArray(Long.SIZE * STEPS);

	void record(long nanos) {
		this.counts.incrementAndGet(index(Math.max(STEPS, nanos / 1000)));
	}

	private static int index(long micros) {
		int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
		return octave * STEPS + (int) (micros >>> (octave - STEP_BITS)) - STEPS;
	}

	private static long micros(int index) {
		return ((long) (index % STEPS) + STEPS) << (index / STEPS - STEP_BITS);
	}

	public long count() {
		long count = 0;
		for (int i = 0; i < this.counts.length(); i++) {
			count += this.counts.get(i);
		}
		return count;
	}

	/**
	 * The time within which a share of the requests was answered.
	 * @param share the share, 0.99 for instance
	 * @return microseconds, 0 if there was no request
	 */
	public long percentile(double share) {
		long rank = (long) Math.ceil(count() * share);
		long seen = 0;
		for (int i = 0; i < this.counts.length(); i++) {
			seen += this.counts.get(i);
			if (seen >= rank && seen > 0) {
				return micros(i);
			}
		}
		return 0;
	}

	@Override
	public String toString() {
		return "%d requests, p50 %.1f ms, p99 %.1f ms".formatted(count(), percentile(0.5) / 1000.0,
				percentile(0.99) / 1000.0);
	}

}
