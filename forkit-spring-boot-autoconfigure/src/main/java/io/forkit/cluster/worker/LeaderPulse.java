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

package io.forkit.cluster.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Says that the leader is alive, on a thread of its own, which no code of the application
 * can hold up.
 */
final class LeaderPulse {

	private final LongConsumer alive;

	private volatile long term;

	/**
	 * Create a pulse.
	 * @param alive told the number of the leadership, again and again
	 */
	LeaderPulse(LongConsumer alive) {
		this.alive = alive;
	}

	void begin(long term, long interval) {
		this.term = term;
		if (interval > 0) {
			Thread thread = new Thread(() -> beat(term, TimeUnit.MILLISECONDS.toNanos(interval)), "forkit-pulse");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void beat(long term, long interval) {
		while (this.term == term) {
			this.alive.accept(term);
			LockSupport.parkNanos(interval);
		}
	}

	void end(long term) {
		if (this.term == term) {
			this.term = 0;
		}
	}

}
