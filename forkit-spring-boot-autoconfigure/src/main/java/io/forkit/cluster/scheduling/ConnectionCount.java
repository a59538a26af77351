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

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How many connections a worker has open, and what of that the primary knows. The methods
 * are for one thread at a time, unless they say more.
 */
final class ConnectionCount {

	// Some servers count a connection only after a while.
	private static final long COUNT_LIMIT = TimeUnit.SECONDS.toNanos(1);

	private volatile IntSupplier connections = () -> 0;

	private int told;

	private long lastTaken;

	private boolean hasTaken;

	/**
	 * Set what tells how many there are. May be called by any thread.
	 * @param connections tells it
	 */
	void source(IntSupplier connections) {
		this.connections = connections;
	}

	int current() {
		return this.connections.getAsInt();
	}

	void told(int number) {
		this.told = number;
	}

	boolean isNews(int number) {
		return number != this.told;
	}

	/** One was taken, and may not be counted yet. */
	void taken() {
		this.hasTaken = true;
		this.lastTaken = System.nanoTime();
	}

	/** Return whether there may be news with no connection coming. */
	boolean mayChange(int number) {
		return number != 0 || isNews(number) || (this.hasTaken && System.nanoTime() - this.lastTaken < COUNT_LIMIT);
	}

}
