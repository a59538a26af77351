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

package io.forkit.cluster.restart;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts what happens within a period that ends now, as a supervisor of OTP does: more
 * than so many within the period are too many, whenever the period began.
 */
final class SlidingWindow {

	private final Deque<Duration> moments = new ArrayDeque<>();

	/**
	 * Count something that happens now.
	 * @param now the present, on a clock that is never set
	 * @param limit how many times it may happen; negative for any
	 * @param period within which time
	 * @return whether it has happened more often
	 */
	boolean add(Duration now, int limit, Duration period) {
		if (limit < 0) {
			return false;
		}
		this.moments.addLast(now);
		// What is exactly as old as the period belongs to it, as in OTP.
		while (this.moments.size() - 1 > limit || now.minus(this.moments.getFirst()).compareTo(period) > 0) {
			this.moments.removeFirst();
		}
		return this.moments.size() > limit;
	}

	void clear() {
		this.moments.clear();
	}

}
