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

package io.forkit.cluster.scheduling;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many connections the primary has handed over to the workers, and what became of
 * them.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class HandOverStatistics {

	private final AtomicLong sent = new AtomicLong();

	private final AtomicLong acknowledged = new AtomicLong();

	private final AtomicLong returned = new AtomicLong();

	private final AtomicInteger unacknowledged = new AtomicInteger();

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * Return how many connections were sent to workers. One that comes back is sent
	 * again.
	 * @return the number since the start
	 */
	public long sent() {
		return this.sent.get();
	}

	/**
	 * Return how many connections workers have taken.
	 * @return the number since the start
	 */
	public long acknowledged() {
		return this.acknowledged.get();
	}

	/**
	 * Return how many connections have come back because a worker has ended, has closed
	 * its gate, or could not take them. They were, or will be, given to another one.
	 * @return the number since the start
	 */
	public long returned() {
		return this.returned.get();
	}

	/**
	 * Return how many connections are with workers that have not taken them.
	 * @return the number now
	 */
	public int unacknowledged() {
		return this.unacknowledged.get();
	}

	/**
	 * Return how many accepted connections wait in the primary for a worker. Those in the
	 * queue of the system are not among them.
	 * @return the number now
	 */
	public int waiting() {
		return this.waiting.get();
	}

	void countSent() {
		this.sent.incrementAndGet();
		this.unacknowledged.incrementAndGet();
	}

	void countAcknowledged() {
		this.acknowledged.incrementAndGet();
		this.unacknowledged.decrementAndGet();
	}

	void countReturned(int number) {
		this.returned.addAndGet(number);
		this.unacknowledged.addAndGet(-number);
	}

	void countDropped(int number) {
		this.unacknowledged.addAndGet(-number);
	}

	void countWaiting(int change) {
		this.waiting.addAndGet(change);
	}

}
