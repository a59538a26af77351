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

package io.forkit.posix;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for events. To wake a thread that sleeps takes longer than many an answer does,
 * so as long as events come that soon, the next one is looked for before sleeping. Of the
 * loop only.
 */
class EagerWait {

	// A wait that is over by then was not worth the sleep.
	private static final long SOON_NANOS = 30_000;

	// Looking in vain takes the processor from whoever is to send the event, if there is
	// no other one. It is then tried again after so many waits at the most.
	private static final int LONGEST_REST = 1023;

	private static final boolean SPARE_PROCESSOR = Runtime.getRuntime().availableProcessors() > 1;

	private final TaskLoop.Poller poller;

	private final AtomicBoolean awake;

	private boolean soon;

	// After how many waits to look again, and how many of them are left.
	private int rest;

	private int left;

	/**
	 * Create a wait.
	 * @param poller what waits
	 * @param awake set when somebody is about to wake the poller
	 */
	EagerWait(TaskLoop.Poller poller, AtomicBoolean awake) {
		this.poller = poller;
		this.awake = awake;
	}

	/**
	 * Wait for events.
	 * @param timeout how long, as for the poller
	 * @throws IOException if that is not possible any more
	 */
	void await(int timeout) throws IOException {
		if (timeout == 0 || !SPARE_PROCESSOR) {
			this.poller.await(timeout);
			return;
		}
		long begin = nanoTime();
		if (!this.soon || !look(begin)) {
			this.poller.await(timeout);
		}
		this.soon = nanoTime() - begin < SOON_NANOS;
	}

	private boolean look(long begin) throws IOException {
		if (this.left > 0) {
			this.left--;
			return false;
		}
		boolean found = spin(begin);
		this.rest = found ? 0 : Math.min(2 * this.rest + 1, LONGEST_REST);
		this.left = this.rest;
		return found;
	}

	private boolean spin(long begin) throws IOException {
		do {
			// In this order: whoever wakes the poller says so first.
			if (this.poller.await(0) || this.awake.get()) {
				return true;
			}
			Thread.onSpinWait();
		}
		while (nanoTime() - begin < SOON_NANOS);
		return false;
	}

	// VisibleForTesting
	long nanoTime() {
		return System.nanoTime();
	}

}
