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
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Opens and closes breakers, and tells of it. Belongs to the thread of the supervisor.
 */
final class BreakerSwitch {

	private final Duration coolDown;

	private final CrashPolicy.Time time;

	private final Consumer<BreakerInfo> listener;

	/**
	 * Create a switch.
	 * @param coolDown how long after a breaker has opened a worker is tried; zero for
	 * never
	 * @param time the clocks
	 * @param listener told when a breaker is in another state
	 */
	BreakerSwitch(Duration coolDown, CrashPolicy.Time time, Consumer<BreakerInfo> listener) {
		this.coolDown = coolDown;
		this.time = time;
		this.listener = listener;
	}

	/**
	 * Open a breaker.
	 * @param breaker the breaker
	 * @param slot its slot, {@code null} for that of the cluster
	 * @param reason why
	 * @param text the same for people
	 * @param end how the last worker has ended
	 */
	void open(Breaker breaker, @Nullable Integer slot, BreakerReason reason, String text, WorkerEnd end) {
		breaker.open(reason, text, this.time.now(), trialAt(reason), end.failure());
		changed(breaker, slot);
	}

	/**
	 * Open a breaker again that was open before, for the same reason.
	 * @param breaker the breaker
	 * @param slot its slot, {@code null} for that of the cluster
	 * @param text what has happened since
	 */
	void reopen(Breaker breaker, @Nullable Integer slot, String text) {
		BreakerInfo last = Objects.requireNonNull(breaker.info(slot));
		breaker.open(last.reason(), text, this.time.now(), trialAt(last.reason()), last.failure());
		changed(breaker, slot);
	}

	private @Nullable Instant trialAt(BreakerReason reason) {
		boolean never = this.coolDown.isZero() || reason == BreakerReason.STAY_DOWN;
		return never ? null : this.time.now().plus(this.coolDown);
	}

	/**
	 * Let one worker through.
	 * @param breaker the breaker
	 * @param slot its slot, {@code null} for that of the cluster
	 */
	void tryOne(Breaker breaker, @Nullable Integer slot) {
		breaker.tryOne();
		changed(breaker, slot);
	}

	/**
	 * Close a breaker, and forget that it was open.
	 * @param breaker the breaker
	 * @param slot its slot, {@code null} for that of the cluster
	 */
	void close(Breaker breaker, @Nullable Integer slot) {
		if (!breaker.isClosed()) {
			breaker.close();
			changed(breaker, slot);
		}
		breaker.forget();
	}

	private void changed(Breaker breaker, @Nullable Integer slot) {
		BreakerInfo info = breaker.info(slot);
		if (info != null) {
			this.listener.accept(info);
		}
	}

}
