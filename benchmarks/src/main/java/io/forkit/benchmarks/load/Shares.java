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

package io.forkit.benchmarks.load;

import java.util.Arrays;

/**
 * Who has answered how many requests.
 */
public final class Shares {

	private int[] answerers = new int[8];

	private long[] counts = new long[8];

	private int size;

	/**
	 * Count a request.
	 * @param answerer who has answered it
	 */
	public void add(int answerer) {
		int i = 0;
		while (i < this.size && this.answerers[i] != answerer) {
			i++;
		}
		if (i == this.size) {
			if (i == this.counts.length) {
				this.answerers = Arrays.copyOf(this.answerers, 2 * i);
				this.counts = Arrays.copyOf(this.counts, 2 * i);
			}
			this.answerers[i] = answerer;
			this.size++;
		}
		this.counts[i]++;
	}

	/**
	 * Return the shares of so many workers, of which some may have none.
	 * @param workers the number of workers
	 * @return the counts in ascending order
	 */
	public long[] counts(int workers) {
		long[] sorted = Arrays.copyOf(this.counts, Math.max(workers, this.size));
		Arrays.sort(sorted);
		return sorted;
	}

	/**
	 * Return how unequal the shares are.
	 * @param workers the number of workers
	 * @return the largest divided by the smallest; infinite if that is zero
	 */
	public double ratio(int workers) {
		long[] sorted = counts(workers);
		return (double) sorted[sorted.length - 1] / sorted[0];
	}

}
