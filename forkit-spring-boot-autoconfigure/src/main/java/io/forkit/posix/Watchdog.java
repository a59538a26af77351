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

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices user code that keeps the thread of a loop for longer than a moment. It looks
 * once in a millisecond while user code comes now and then, because to wake it each time
 * would cost a system call, and sleeps when none has come for a while.
 */
final class Watchdog extends Thread {

	private static final long TICK_NANOS = 1_000_000;

	private static final int QUIET_TICKS = 50;

	private final Leadership leadership;

	// Odd during user code; another number each time.
	private final AtomicLong stint;

	private volatile boolean asleep;

	Watchdog(Leadership leadership, AtomicLong stint, String name) {
		super(null, null, name, 0, false);
		this.leadership = leadership;
		this.stint = stint;
		setDaemon(true);
		setContextClassLoader(null);
	}

	/** To be called after the stint was made odd. */
	void userCodeBegins() {
		if (this.asleep) {
			this.asleep = false;
			LockSupport.unpark(this);
		}
	}

	@Override
	public void run() {
		long seen = this.stint.get();
		long since = System.nanoTime();
		int quiet = 0;
		while (!this.leadership.hasEnded()) {
			LockSupport.parkNanos(this, TICK_NANOS);
			long current = this.stint.get();
			if (current != seen) {
				seen = current;
				since = System.nanoTime();
				quiet = 0;
			}
			else if ((current & 1) == 0) {
				quiet++;
				if (quiet > QUIET_TICKS) {
					sleepWhile(seen);
					quiet = 0;
				}
			}
			else if (System.nanoTime() - since >= TICK_NANOS) {
				this.leadership.replace(current);
			}
		}
	}

	private void sleepWhile(long seen) {
		this.asleep = true;
		// User code that began before this was said does not wake anybody.
		while (this.asleep && this.stint.get() == seen && !this.leadership.hasEnded()) {
			LockSupport.park(this);
		}
		this.asleep = false;
	}

}
