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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What {@link CrashPolicy} remembers of a slot. Belongs to the thread of the supervisor.
 */
public final class SlotCrashes {

	private final int slot;

	private final SlidingWindow window = new SlidingWindow();

	private final Breaker breaker = new Breaker();

	private int attempts;

	private int inARow;

	private int same;

	private @Nullable String signature;

	private boolean down;

	private int stayDownCode;

	/**
	 * Create what is remembered of a new slot.
	 * @param slot its index
	 */
	public SlotCrashes(int slot) {
		this.slot = slot;
	}

	int slot() {
		return this.slot;
	}

	SlidingWindow window() {
		return this.window;
	}

	Breaker breaker() {
		return this.breaker;
	}

	/**
	 * Return whether this slot has no worker and waits for a breaker.
	 * @return whether it does
	 */
	public boolean isDown() {
		return this.down;
	}

	void down(boolean down) {
		this.down = down;
	}

	int stayDownCode() {
		return this.stayDownCode;
	}

	void stayDownCode(int stayDownCode) {
		this.stayDownCode = stayDownCode;
	}

	/** A worker has been healthy: what was before it does not count. */
	void wasHealthy() {
		this.attempts = 0;
		this.inARow = 0;
		noFailure();
	}

	void noFailure() {
		this.same = 0;
		this.signature = null;
	}

	/** Another worker is needed. Return how many were in a row. */
	int attempt() {
		return ++this.attempts;
	}

	/** A worker has crashed. Return how many have in a row. */
	int crash() {
		return ++this.inARow;
	}

	/**
	 * A worker has failed before it was ready.
	 * @param failure the signature of its failure; {@code null} if it has none
	 * @return how many have failed like this in a row
	 */
	int failure(@Nullable String failure) {
		this.same = (failure != null && Objects.equals(failure, this.signature)) ? this.same + 1 : 1;
		this.signature = failure;
		return (failure != null) ? this.same : 0;
	}

	void clear() {
		wasHealthy();
		this.window.clear();
		this.down = false;
	}

}
