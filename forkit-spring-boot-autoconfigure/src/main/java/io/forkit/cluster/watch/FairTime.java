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

package io.forkit.cluster.watch;

import java.util.concurrent.TimeUnit;

/**
 * The time that has passed for the one who watches as well. Where the watcher has stood
 * still, because it was stopped or the whole machine had no time for it, the watched are
 * not to blame for that time.
 * <p>
 * Not thread-safe.
 */
final class FairTime {

	// The clocks of a machine that was suspended differ by more than what a correction of
	// the time makes them differ.
	private static final long JUMP = TimeUnit.SECONDS.toMillis(3);

	private final long period;

	private long before;

	private long wallBefore;

	/**
	 * Create a time that passes in turns.
	 * @param period the length of a turn, in nanoseconds
	 * @param now the time now, in nanoseconds
	 * @param wall the time of the clock on the wall now, in milliseconds
	 */
	FairTime(long period, long now, long wall) {
		this.period = period;
		this.before = now;
		this.wallBefore = wall;
	}

	/**
	 * A turn begins.
	 * @param now the time now, in nanoseconds
	 * @param wall the time of the clock on the wall now, in milliseconds
	 * @return how the turn before it was
	 */
	Turn turn(long now, long wall) {
		long elapsed = now - this.before;
		long wallElapsed = wall - this.wallBefore;
		this.before = now;
		this.wallBefore = wall;
		boolean jumped = wallElapsed - TimeUnit.NANOSECONDS.toMillis(elapsed) > JUMP;
		return new Turn(elapsed, jumped || elapsed > 2 * this.period);
	}

	/**
	 * A turn.
	 *
	 * @param nanos how long it was
	 * @param disturbed whether the watcher has not had its time, so that this turn says
	 * nothing about the watched
	 */
	record Turn(long nanos, boolean disturbed) {

	}

}
