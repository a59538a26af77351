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
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The breaker of all slots together, and the worker that is tried for all of them.
 * Belongs to the thread of the supervisor.
 */
final class ClusterBreaker {

	private final BreakerSwitch breakers;

	private final SlidingWindow window = new SlidingWindow();

	private final Breaker breaker = new Breaker();

	private @Nullable SlotCrashes trial;

	// Those whose workers were tried, and had not been healthy when their time was over.
	private final Set<SlotCrashes> late = new HashSet<>();

	ClusterBreaker(BreakerSwitch breakers) {
		this.breakers = breakers;
	}

	boolean isClosed() {
		return this.breaker.isClosed();
	}

	boolean isOpen() {
		return this.breaker.isOpen();
	}

	/**
	 * Return whether the worker of a slot is tried for all slots at this moment.
	 * @param slot the slot
	 * @return whether it is
	 */
	boolean isTrial(SlotCrashes slot) {
		return this.trial == slot;
	}

	/**
	 * Return whether the worker of a slot is tried, or is one that was.
	 * @param slot the slot
	 * @return whether all slots get workers again if it is healthy
	 */
	boolean isTried(SlotCrashes slot) {
		return this.trial == slot || this.late.contains(slot);
	}

	/**
	 * Count a crash.
	 * @param now the present
	 * @param limit how many there may be
	 * @param period within which time
	 * @return whether there are too many
	 */
	boolean crashed(Duration now, int limit, Duration period) {
		return this.window.add(now, limit, period);
	}

	/**
	 * Open: too many have crashed, or the one that was tried.
	 * @param text why
	 * @param end how the last worker has ended
	 */
	void open(String text, WorkerEnd end) {
		this.trial = null;
		this.breakers.open(this.breaker, null, BreakerReason.TOO_MANY, text, end);
	}

	/**
	 * Let the worker of a slot through.
	 * @param chosen the slot
	 */
	void tryOne(SlotCrashes chosen) {
		this.trial = chosen;
		this.breakers.tryOne(this.breaker, null);
	}

	/**
	 * If it is the worker of this slot that is tried, that has failed.
	 * @param slot the slot
	 * @param text why
	 */
	void endTrial(SlotCrashes slot, String text) {
		if (this.trial == slot) {
			this.trial = null;
			this.breakers.reopen(this.breaker, null, text);
		}
	}

	/**
	 * If it is the worker of this slot that is tried, it has had its time.
	 * @param slot the slot
	 * @param text what it was not in that time
	 */
	void overdue(SlotCrashes slot, String text) {
		if (this.trial == slot) {
			this.late.add(slot);
			endTrial(slot, text);
		}
	}

	/**
	 * The worker of a slot is gone, or waits: if it was tried, that counts no more.
	 * @param slot the slot
	 */
	void forget(SlotCrashes slot) {
		this.late.remove(slot);
	}

	/** Close, and forget everything. */
	void close() {
		this.trial = null;
		this.late.clear();
		this.window.clear();
		this.breakers.close(this.breaker, null);
	}

	/**
	 * Return what it is.
	 * @return what it is, or {@code null} if it is closed
	 */
	@Nullable BreakerInfo info() {
		return isClosed() ? null : this.breaker.info(null);
	}

}
