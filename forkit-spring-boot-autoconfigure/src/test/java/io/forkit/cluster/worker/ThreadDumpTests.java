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

package io.forkit.cluster.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ThreadDump}.
 */
class ThreadDumpTests {

	@Test
	void namesTheLockThatAThreadWaitsForAndWhoHasIt() throws InterruptedException {
		Object lock = new Object();
		Thread waiting = new Thread(() -> {
			synchronized (lock) {
				assertThat(lock).isNotNull();
			}
		}, "waits-for-it");
		synchronized (lock) {
			waiting.start();
			await().until(() -> waiting.getState() == Thread.State.BLOCKED);
			assertThat(ThreadDump.take()).contains("\"waits-for-it\" #")
				.contains("- waiting for java.lang.Object@" + Integer.toHexString(System.identityHashCode(lock))
						+ ", which \"" + Thread.currentThread().getName() + "\"")
				.contains("- locked java.lang.Object@" + Integer.toHexString(System.identityHashCode(lock)));
		}
		waiting.join();
	}

	@Test
	void findsThreadsThatWaitForEachOther() throws InterruptedException {
		assertThat(ThreadDump.deadlock()).isEmpty();
		ReentrantLock first = new ReentrantLock();
		ReentrantLock second = new ReentrantLock();
		CountDownLatch bothHaveOne = new CountDownLatch(2);
		Thread one = locking("one-of-two", first, second, bothHaveOne);
		Thread other = locking("other-of-two", second, first, bothHaveOne);
		try {
			await().until(() -> !ThreadDump.deadlock().isEmpty());
			assertThat(ThreadDump.deadlock()).contains("\"one-of-two\" waits for ")
				.contains("that \"other-of-two\" has");
		}
		finally {
			one.interrupt();
			other.interrupt();
			one.join();
			other.join();
		}
		assertThat(ThreadDump.deadlock()).isEmpty();
	}

	private static Thread locking(String name, ReentrantLock first, ReentrantLock second, CountDownLatch bothHaveOne) {
		Thread thread = new Thread(() -> {
			first.lock();
			try {
				bothHaveOne.countDown();
				bothHaveOne.await();
				second.lockInterruptibly();
				second.unlock();
			}
			catch (InterruptedException ex) {
				// Ends the deadlock.
			}
			finally {
				first.unlock();
			}
		}, name);
		thread.start();
		return thread;
	}

}
