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

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Whether workers of one slot, or of all, are replaced.
 */
final class Breaker {

	private BreakerState state = BreakerState.CLOSED;

	private @Nullable Opening opening;

	boolean isClosed() {
		return this.state == BreakerState.CLOSED;
	}

	boolean isOpen() {
		return this.state == BreakerState.OPEN;
	}

	boolean isHalfOpen() {
		return this.state == BreakerState.HALF_OPEN;
	}

	boolean isOpenFor(BreakerReason reason) {
		return isOpen() && reason() == reason;
	}

	/** Return why it was opened last. */
	BreakerReason reason() {
		return Objects.requireNonNull(this.opening, "It was never open").reason;
	}

	/**
	 * Open, or open again.
	 * @param reason why
	 * @param text the same for people
	 * @param now the present
	 * @param trialAt when a worker is to be tried
	 * @param failure what the worker has said
	 */
	void open(BreakerReason reason, String text, Instant now, @Nullable Instant trialAt,
			@Nullable StartFailure failure) {
		Instant since = (this.opening != null) ? this.opening.since : now;
		int trials = (this.opening != null) ? this.opening.trials + 1 : 0;
		this.opening = new Opening(reason, text, since, trialAt, trials, failure);
		this.state = BreakerState.OPEN;
	}

	void tryOne() {
		this.state = BreakerState.HALF_OPEN;
	}

	void close() {
		this.state = BreakerState.CLOSED;
	}

	/** Nothing that was before matters. */
	void forget() {
		this.opening = null;
	}

	/**
	 * Return what it is.
	 * @param slot the slot, or {@code null} for the cluster
	 * @return what it is, or {@code null} if it was never open
	 */
	@Nullable BreakerInfo info(@Nullable Integer slot) {
		Opening last = this.opening;
		if (last == null) {
			return null;
		}
		return new BreakerInfo(slot, this.state, last.reason, last.text, last.since, isOpen() ? last.trialAt : null,
				last.trials, last.failure);
	}

	private record Opening(BreakerReason reason, String text, Instant since, @Nullable Instant trialAt, int trials,
			@Nullable StartFailure failure) {

	}

}
