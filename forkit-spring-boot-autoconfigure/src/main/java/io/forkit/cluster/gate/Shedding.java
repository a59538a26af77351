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

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.forkit.cluster.GateState;
import io.forkit.cluster.WorkerLoad;

/**
 * Decides how many connections this worker lets go for the sake of its siblings: so many
 * in each round, until it is level with them.
 * <p>
 * {@link #take()} may be called by any thread, the rest is the keeper's.
 */
final class Shedding {

	/** So many requests per second more than a sibling are no reason. */
	private static final int RATE_MARGIN = 50;

	/** A rate changes from one second to the next. */
	private static final int RATE_ROUNDS = 3;

	/** In each round at most this part of the connections is let go. */
	private static final int PART = 4;

	/** What is left above the level is no reason to go on. */
	private static final double LEVEL = 1.05;

	private final AcceptGateSettings settings;

	private final AtomicInteger budget = new AtomicInteger();

	private final LongAdder count = new LongAdder();

	private final SheddingProgress connections = new SheddingProgress();

	private final SheddingProgress rates = new SheddingProgress();

	private boolean above;

	private int roundsOfHighRate;

	Shedding(AcceptGateSettings settings) {
		this.settings = settings;
	}

	/** Return whether there are connections to let go. */
	boolean isDue() {
		return this.budget.get() > 0;
	}

	/**
	 * Take the right to let one connection go.
	 * @return whether there is one
	 */
	boolean take() {
		if (this.budget.get() <= 0 || this.budget.getAndDecrement() <= 0) {
			return false;
		}
		this.count.increment();
		return true;
	}

	/** Return how many connections have been let go. */
	long count() {
		return this.count.sum();
	}

	/**
	 * Compare with the siblings.
	 * @param own the load of this worker
	 * @param siblings those that have room
	 */
	void round(WorkerLoad own, Siblings siblings) {
		if (!this.settings.shed() || siblings.isEmpty()) {
			this.above = false;
			this.roundsOfHighRate = 0;
			this.budget.set(0);
			return;
		}
		this.above = isAbove(own.connections(), siblings);
		if (!this.above) {
			this.connections.level(count());
		}
		this.budget.set(budget(own, siblings));
	}

	private boolean isAbove(int own, Siblings siblings) {
		int least = siblings.leastConnections();
		if (this.above) {
			return own > siblings.levelConnections(own) * LEVEL + 1 && own > least + 1;
		}
		return own - least >= this.settings.shedMargin() && own > least * this.settings.shedRatio()
				&& own > siblings.levelConnections(own);
	}

	private int budget(WorkerLoad own, Siblings siblings) {
		int part = Math.max(1, own.connections() / PART);
		boolean highRate = hasHighRate(own, siblings);
		if (own.gate() == GateState.NOT_READY) {
			return own.connections();
		}
		if (this.above && this.connections.isLikely(own.connections() - siblings.leastConnections(), count())) {
			int excess = (int) Math.ceil(own.connections() - siblings.levelConnections(own.connections()));
			return Math.min(excess, part);
		}
		if (own.gate() == GateState.SATURATED && own.activeRequests() >= 2 * siblings.leastActive()) {
			return Math.max(1, part / 2);
		}
		if (highRate && this.rates.isLikely(own.requestsPerSecond() - siblings.leastRequestsPerSecond(), count())) {
			double excess = 1 - siblings.levelRequestsPerSecond(own.requestsPerSecond()) / own.requestsPerSecond();
			return Math.max(1, Math.min(part, (int) (own.connections() * excess / 2)));
		}
		return 0;
	}

	/** For some rounds, and so that one connection less would not turn it round. */
	private boolean hasHighRate(WorkerLoad own, Siblings siblings) {
		int rate = own.requestsPerSecond();
		int least = siblings.leastRequestsPerSecond();
		boolean high = own.connections() > 1 && rate >= least + RATE_MARGIN && rate > least * this.settings.shedRatio()
				&& rate - least >= 2.0 * rate / own.connections();
		if (!high) {
			this.rates.level(count());
		}
		this.roundsOfHighRate = high ? this.roundsOfHighRate + 1 : 0;
		if (this.roundsOfHighRate >= RATE_ROUNDS) {
			this.roundsOfHighRate = 0;
			return true;
		}
		return false;
	}

}
