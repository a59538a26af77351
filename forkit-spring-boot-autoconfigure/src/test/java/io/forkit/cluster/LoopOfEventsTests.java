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

package io.forkit.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoopOfEvents}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopOfEventsTests {

	private LoopOfEvents loop;

	private EventLoop events;

	@BeforeEach
	void open() throws Exception {
		this.events = new EventLoop("test-loop");
		this.loop = new LoopOfEvents(this.events);
	}

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void whatHasNotRunAtTheEndIsRunInItsOrder() throws Exception {
		ConcurrentLinkedQueue<Integer> run = new ConcurrentLinkedQueue<>();
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		this.loop.execute(() -> {
			busy.countDown();
			await(closing);
			// What comes after that the event loop drops.
			this.events.close();
		});
		await(busy);
		for (int i = 0; i < 100; i++) {
			int number = i;
			this.loop.execute(() -> run.add(number));
		}
		closing.countDown();
		this.loop.close();
		assertThat(new ArrayList<>(run)).hasSize(100).isSorted();
	}

	@Test
	void whatComesAfterTheEndRunsOnTheThreadOfTheCaller() {
		this.loop.close();
		List<String> run = new ArrayList<>();
		this.loop.execute(() -> {
			this.loop.execute(() -> run.add("second"));
			run.add("first");
			throw new AssertionError("is logged");
		});
		assertThat(run).containsExactly("first", "second");
		this.loop.close();
	}

	@Test
	void nothingGetsLostAndNothingRunsTwiceWhoeverCallsDuringTheEnd() throws Exception {
		for (int round = 0; round < 20; round++) {
			LoopOfEvents ending = new LoopOfEvents(new EventLoop("test-loop"));
			AtomicInteger count = new AtomicInteger();
			AtomicInteger together = new AtomicInteger();
			List<Thread> threads = new ArrayList<>();
			CountDownLatch begun = new CountDownLatch(4);
			for (int i = 0; i < 4; i++) {
				Thread thread = new Thread(() -> {
					for (int task = 0; task < 500; task++) {
						ending.execute(() -> {
							assertThat(together.incrementAndGet()).isOne();
							count.incrementAndGet();
							together.decrementAndGet();
						});
						begun.countDown();
					}
				});
				threads.add(thread);
				thread.start();
			}
			await(begun);
			ending.close();
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(count).hasValue(2000);
		}
	}

	@Test
	void timersEndWithTheLoop() {
		List<String> run = new ArrayList<>();
		CountDownLatch over = new CountDownLatch(1);
		this.loop.execute(() -> {
			this.loop.schedule(Duration.ZERO, () -> run.add("late"));
			this.loop.close();
			// The event loop looks at its timers once more.
			over.countDown();
		});
		await(over);
		this.loop.schedule(Duration.ZERO, () -> run.add("later")).run();
		assertThat(run).isEmpty();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
