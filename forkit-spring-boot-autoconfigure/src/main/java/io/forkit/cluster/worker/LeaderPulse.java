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
import java.util.function.LongConsumer;

/**
 * Says that the leader is alive. Thread-safe.
 */
final class LeaderPulse {

	private final Heart heart;

	private final LongConsumer alive;

	private long term;

	private Runnable cancel = () -> {
	};

	/**
	 * Create a pulse.
	 * @param heart keeps it going
	 * @param alive told the number of the leadership, again and again
	 */
	LeaderPulse(Heart heart, LongConsumer alive) {
		this.heart = heart;
		this.alive = alive;
	}

	synchronized void begin(long term, long interval) {
		this.cancel.run();
		this.term = term;
		this.cancel = (interval > 0)
				? this.heart.every(0, TimeUnit.MILLISECONDS.toNanos(interval), () -> this.alive.accept(term)) : () -> {
				};
	}

	synchronized void end(long term) {
		if (this.term == term) {
			this.term = 0;
			this.cancel.run();
		}
	}

}
