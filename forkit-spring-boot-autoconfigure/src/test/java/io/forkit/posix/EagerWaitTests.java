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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link EagerWait}.
 */
class EagerWaitTests {

	private final AtomicBoolean awake = new AtomicBoolean();

	private final Polls polls = new Polls();

	private final EagerWait wait = new EagerWait(this.polls, this.awake) {

		@Override
		long nanoTime() {
			return EagerWaitTests.this.polls.now++;
		}

	};

	EagerWaitTests() {
		assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
	}

	@Test
	void looksBeforeItSleepsOnlyAfterAnEventThatCameSoon() throws Exception {
		this.polls.sleepNanos = 100_000;
		this.wait.await(-1);
		assertThat(this.polls.timeouts).containsExactly(-1);
		this.polls.sleepNanos = 0;
		this.wait.await(1000);
		this.polls.timeouts.clear();
		this.polls.event = true;
		this.wait.await(-1);
		assertThat(this.polls.timeouts).containsExactly(0);
	}

	@Test
	void looksLessAndLessOftenInVain() throws Exception {
		for (int i = 0; i < 10_000; i++) {
			this.wait.await(-1);
		}
		// The sleep after the look, those that it rests, and the one that looks again.
		List<Integer> gaps = this.polls.waitsBetweenLooks();
		assertThat(gaps).startsWith(3, 5, 9, 17).contains(1025).allMatch((gap) -> gap <= 1025);
	}

	@Test
	void stopsLookingWhenItIsWoken() throws Exception {
		this.wait.await(-1);
		this.polls.timeouts.clear();
		this.awake.set(true);
		this.wait.await(-1);
		assertThat(this.polls.timeouts).containsExactly(0);
	}

	@Test
	void doesNotLookIfItIsNotToWait() throws Exception {
		this.wait.await(0);
		this.wait.await(0);
		assertThat(this.polls.timeouts).containsExactly(0, 0);
	}

	/**
	 * Remembers how it was asked.
	 */
	private static final class Polls implements TaskLoop.Poller {

		private final List<Integer> timeouts = new ArrayList<>();

		private boolean event;

		private long sleepNanos;

		private long now;

		@Override
		public boolean await(int timeout) {
			this.timeouts.add(timeout);
			this.now += (timeout != 0) ? this.sleepNanos : 1000;
			return this.event;
		}

		List<Integer> waitsBetweenLooks() {
			// The sleep after the look, those that it rests, and the one that looks
			// again.
			List<Integer> gaps = new ArrayList<>();
			int waits = -1;
			boolean looking = false;
			for (int timeout : this.timeouts) {
				if (timeout == 0 && !looking) {
					if (waits >= 0) {
						gaps.add(waits);
					}
					waits = 0;
				}
				looking = timeout == 0;
				if (timeout != 0 && waits >= 0) {
					waits++;
				}
			}
			return gaps;
		}

		@Override
		public boolean dispatchNext() {
			return false;
		}

		@Override
		public void wakeUp() {
		}

		@Override
		public void close() {
		}

	}

}
