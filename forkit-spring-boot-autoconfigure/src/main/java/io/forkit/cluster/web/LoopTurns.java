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

package io.forkit.cluster.web;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.EventLoop;

/**
 * Whose turn it is among the event loops of a server. While connections end as fast as
 * they come, each loop has some in a row: it is awake then, and need not be woken for
 * each. Connections that stay are given to one loop after the other.
 * <p>
 * Turns are asked for by the one thread that accepts; any thread may tell of connections.
 */
final class LoopTurns {

	private static final int IN_A_ROW = 8;

	// More than the loop that has the fewest.
	private static final int AHEAD = 4;

	private final List<EventLoop> loops;

	private final Map<EventLoop, AtomicInteger> open = new IdentityHashMap<>();

	private final AtomicLong closed = new AtomicLong();

	// From here on of the thread that accepts.
	private int current = -1;

	private int given;

	private long closedBefore;

	LoopTurns(List<EventLoop> loops) {
		this.loops = List.copyOf(loops);
		this.loops.forEach((loop) -> this.open.put(loop, new AtomicInteger()));
	}

	/**
	 * Return who is to have the next connection.
	 * @return the loop
	 */
	EventLoop loop() {
		if (this.current < 0 || !mayGoOn()) {
			return next();
		}
		this.given++;
		return this.loops.get(this.current);
	}

	private boolean mayGoOn() {
		return this.given < IN_A_ROW && this.closed.get() - this.closedBefore >= this.given
				&& open(this.loops.get(this.current)) < fewest() + AHEAD;
	}

	private int fewest() {
		int fewest = Integer.MAX_VALUE;
		for (EventLoop loop : this.loops) {
			fewest = Math.min(fewest, open(loop));
		}
		return fewest;
	}

	private int open(EventLoop loop) {
		return this.open.get(loop).get();
	}

	/**
	 * Begin the turn of the next loop.
	 * @return the loop
	 */
	EventLoop next() {
		this.current = (this.current + 1) % this.loops.size();
		this.given = 1;
		this.closedBefore = this.closed.get();
		return this.loops.get(this.current);
	}

	/**
	 * A loop has a connection.
	 * @param loop one of the loops
	 */
	void opened(EventLoop loop) {
		this.open.get(loop).incrementAndGet();
	}

	/**
	 * A connection of a loop has ended.
	 * @param loop one of the loops
	 */
	void closed(EventLoop loop) {
		this.open.get(loop).decrementAndGet();
		this.closed.incrementAndGet();
	}

}
