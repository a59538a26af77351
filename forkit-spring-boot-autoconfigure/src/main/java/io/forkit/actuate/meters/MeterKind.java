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

package io.forkit.actuate.meters;

/**
 * What a meter measures. Times are in seconds.
 */
enum MeterKind {

	/** The count. */
	COUNTER(1, 0),

	/** The count and the total time. */
	FUNCTION_TIMER(2, 0),

	/** The count, the total time, and the longest one of late. */
	TIMER(2, 1),

	/** The count, the total, and the greatest one of late. */
	SUMMARY(2, 1),

	/** The value. */
	GAUGE(0, 1),

	/** The value, which is a time. */
	TIME_GAUGE(0, 1),

	/** The number of tasks that run, and how long they have all together. */
	LONG_TASK_TIMER(0, 2);

	private final int sums;

	private final int states;

	MeterKind(int sums, int states) {
		this.sums = sums;
		this.states = states;
	}

	/**
	 * Return how many values are sums, which are the first ones.
	 * @return the number of values that only grow while the worker runs
	 */
	int sums() {
		return this.sums;
	}

	/**
	 * Return how many values are states, which follow the sums.
	 * @return the number of values that mean nothing once the worker has ended
	 */
	int states() {
		return this.states;
	}

	int size() {
		return this.sums + this.states;
	}

}
