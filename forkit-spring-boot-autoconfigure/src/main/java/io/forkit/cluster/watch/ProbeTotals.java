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

package io.forkit.cluster.watch;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * What has come of the requests to the servers of all workers, those that have ended
 * included. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ProbeTotals {

	private final LongAdder good = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder nanos = new LongAdder();

	void add(Duration duration, boolean successful) {
		this.nanos.add(duration.toNanos());
		(successful ? this.good : this.failed).increment();
	}

	boolean isAnyGood() {
		return this.good.sum() > 0;
	}

	/**
	 * Return how many requests there were.
	 * @return the number
	 */
	public long count() {
		return this.good.sum() + this.failed.sum();
	}

	/**
	 * Return how many of them were not answered well.
	 * @return the number
	 */
	public long failures() {
		return this.failed.sum();
	}

	/**
	 * Return how long they have taken together.
	 * @return the time
	 */
	public Duration time() {
		return Duration.ofNanos(this.nanos.sum());
	}

}
