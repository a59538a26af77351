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

package io.forkit.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hangs in the ways in which applications do.
 */
@RestController
public class HangController {

	private static final int BLOCK = 64 * 1024;

	private final TheLock lock = new TheLock();

	private final List<byte[]> hoard = new ArrayList<>();

	private volatile long computed;

	/** The first request has the lock for ever. */
	@GetMapping("/hang/lock")
	void lock() throws InterruptedException {
		synchronized (this.lock) {
			new CountDownLatch(1).await();
		}
	}

	@GetMapping("/hang/deadlock")
	void deadlock() {
		Object first = new Object();
		Object second = new Object();
		CountDownLatch bothHaveOne = new CountDownLatch(2);
		start("deadlock-one", () -> both(first, second, bothHaveOne));
		start("deadlock-two", () -> both(second, first, bothHaveOne));
	}

	private static void both(Object first, Object second, CountDownLatch bothHaveOne) {
		synchronized (first) {
			bothHaveOne.countDown();
			try {
				bothHaveOne.await();
			}
			catch (InterruptedException ex) {
				return;
			}
			synchronized (second) {
				throw new IllegalStateException("There should be a deadlock");
			}
		}
	}

	/** Keeps nearly all there is, and needs a little more again and again. */
	@GetMapping("/hang/heap")
	void heap() {
		start("hoarder", () -> {
			while (true) {
				try {
					this.hoard.add(new byte[BLOCK]);
				}
				catch (OutOfMemoryError ex) {
					this.hoard.remove(this.hoard.size() - 1);
				}
			}
		});
	}

	/**
	 * Computes without a look to the left or right: whoever wants all threads to pause
	 * for a moment, as to collect garbage, waits for that, and all others with them.
	 */
	@GetMapping("/hang/safepoint")
	void safepoint() {
		start("computer", () -> {
			while (this.computed != 1) {
				this.computed = compute(this.computed);
			}
		});
		start("collector", () -> {
			while (this.computed != 1) {
				System.gc();
			}
		});
	}

	/** Divisions, so that it takes long enough. */
	private static long compute(long value) {
		long computed = value;
		for (int i = 0; i < Integer.MAX_VALUE; i++) {
			computed = (computed ^ 0x5DEECE66DL) / (i | 1) + Long.MAX_VALUE - i;
		}
		return computed;
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	static final class TheLock {

	}

}
