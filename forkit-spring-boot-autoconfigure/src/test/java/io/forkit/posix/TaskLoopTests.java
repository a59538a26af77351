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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaskLoop}.
 */
@Timeout(30)
class TaskLoopTests {

	@Test
	void aLoopOutlivesAMomentWithoutMemory() throws Exception {
		CountDownLatch ran = new CountDownLatch(1);
		PoorPoller poller = new PoorPoller();
		try (TaskLoop loop = new TaskLoop("test-loop", poller)) {
			loop.start();
			Awaitility.await().until(() -> !poller.poor.get());
			loop.execute(ran::countDown);
			assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	/**
	 * Has no memory at first.
	 */
	private static final class PoorPoller implements TaskLoop.Poller {

		private final AtomicBoolean poor = new AtomicBoolean(true);

		private final Semaphore wakeUps = new Semaphore(0);

		@Override
		public boolean await(int timeout) {
			if (this.poor.getAndSet(false)) {
				throw new OutOfMemoryError("test");
			}
			if (timeout != 0) {
				this.wakeUps.acquireUninterruptibly();
			}
			return false;
		}

		@Override
		public boolean dispatchNext() {
			return false;
		}

		@Override
		public void wakeUp() {
			this.wakeUps.release();
		}

		@Override
		public void close() {
		}

	}

}
