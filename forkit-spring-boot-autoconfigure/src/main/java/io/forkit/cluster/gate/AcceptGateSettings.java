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

package io.forkit.cluster.gate;

import org.jspecify.annotations.Nullable;

/**
 * How a worker decides whether to take connections. Valid by construction.
 *
 * @param limited whether a server that is saturated takes no connections; if not, gates
 * depend on whether the application is ready alone
 * @param threshold the share of its capacity from which on a server is saturated, more
 * than 0 and at most 1
 * @param maxRequests the capacity of servers that no number of threads limits, at least
 * 1; {@code null} if nothing limits them
 * @param shed whether to let connections go while the siblings have room
 * @param shedRatio how many times the connections, or requests per second, of a sibling a
 * worker must have for that, more than 1
 * @param shedMargin how many connections more than a sibling it must have for that, at
 * least 1
 * @since 0.1.0
 */
public record AcceptGateSettings(boolean limited, double threshold, @Nullable Integer maxRequests, boolean shed,
		double shedRatio, int shedMargin) {

	/**
	 * Return these settings for workers of which something else knows whose connection
	 * belongs to whom, so that none is to be let go.
	 * @return the settings
	 */
	public AcceptGateSettings withoutShedding() {
		return new AcceptGateSettings(this.limited, this.threshold, this.maxRequests, false, this.shedRatio,
				this.shedMargin);
	}

	/**
	 * Return how many requests at a time make a server saturated.
	 * @param othersHaveRoom whether a sibling would take connections; if not, all threads
	 * are to be used
	 * @param capacity how many its threads can process, {@link Integer#MAX_VALUE} if no
	 * number of threads limits it
	 * @return the number, at least 1; {@link Integer#MAX_VALUE} if none does
	 */
	int limit(int capacity, boolean othersHaveRoom) {
		if (!this.limited) {
			return Integer.MAX_VALUE;
		}
		int effective = (capacity == Integer.MAX_VALUE && this.maxRequests != null) ? this.maxRequests : capacity;
		if (effective == Integer.MAX_VALUE) {
			return Integer.MAX_VALUE;
		}
		return othersHaveRoom ? (int) Math.max(1, Math.ceil(effective * this.threshold)) : effective;
	}

	/**
	 * Return how many requests a saturated server may still have when it is not saturated
	 * any more: not the first one less, or it would soon be so again; but if nobody else
	 * would take a connection, no thread is to be idle.
	 * @param limit how many make it saturated
	 * @param othersHaveRoom whether a sibling would take connections
	 * @return the number, less than the limit
	 */
	static int reopensAt(int limit, boolean othersHaveRoom) {
		return limit - (othersHaveRoom ? Math.max(1, limit / 10) : 1);
	}

}
