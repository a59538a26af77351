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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLoop} and {@link TaskLoop} with user code that keeps the thread.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class EventLoopUserCodeTests {

	private static final byte[] ONE = { 1 };

	private EventLoop loop;

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeEach
	void open() throws Exception {
		this.loop = new EventLoop("user-code-loop");
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.loop.close();
		Awaitility.await().until(() -> threads().isEmpty());
	}

	@Test
	void handlersTasksAndTimersRunWhileUserCodeBlocks() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			CompletableFuture<Thread> handled = new CompletableFuture<>();
			this.loop.register(pipe.readEnd(), EventLoop.READ, (registration, events) -> {
				registration.close();
				handled.complete(Thread.currentThread());
			});
			Thread blocked = blockInUserCode();
			new NativeBuffer(8).writeTo(pipe.writeEnd(), ONE, 0, 1);
			CompletableFuture<Thread> task = new CompletableFuture<>();
			this.loop.execute(() -> task.complete(Thread.currentThread()));
			CompletableFuture<Thread> timer = new CompletableFuture<>();
			this.loop.schedule(Duration.ofMillis(1), () -> timer.complete(Thread.currentThread()));
			assertThat(List.of(get(handled), get(task), get(timer))).containsOnly(handled.join())
				.doesNotContain(blocked);
		}
	}

	@Test
	void eventsThatCameTogetherWithTheOneThatBlocksAreNotLost() throws Exception {
		List<Pipe> pipes = new ArrayList<>();
		try {
			AtomicInteger handled = new AtomicInteger();
			AtomicInteger entered = new AtomicInteger();
			CompletableFuture<Boolean> ledAfterwards = new CompletableFuture<>();
			// The pipes are made ready while the loop is busy, so that epoll reports all
			// at once; and only once, so that it does not report them again.
			CountDownLatch ready = new CountDownLatch(1);
			this.loop.execute(() -> await(ready));
			for (int i = 0; i < 5; i++) {
				Pipe pipe = Pipe.open();
				pipes.add(pipe);
				this.loop.register(pipe.readEnd(), EventLoop.READ | EventLoop.ONCE, (registration, events) -> {
					if (entered.incrementAndGet() == 1) {
						this.loop.runUserCode(() -> await(this.release));
						ledAfterwards.complete(this.loop.isLoopThread());
					}
					handled.incrementAndGet();
				});
				new NativeBuffer(8).writeTo(pipe.writeEnd(), ONE, 0, 1);
			}
			ready.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(handled).hasValue(4));
			this.release.countDown();
			assertThat(get(ledAfterwards)).isFalse();
			Awaitility.await().untilAsserted(() -> assertThat(handled).hasValue(5));
		}
		finally {
			pipes.forEach(Pipe::close);
		}
	}

	@Test
	void tasksAndTimersKeepTheirOrderWhenTheThreadChangesInBetween() throws Exception {
		List<Integer> order = new CopyOnWriteArrayList<>();
		List<Integer> expected = new ArrayList<>();
		CountDownLatch ready = new CountDownLatch(1);
		this.loop.execute(() -> await(ready));
		for (int i = 0; i < 200; i++) {
			int number = i;
			expected.add(number);
			this.loop.execute(() -> {
				order.add(number);
				if (number % 20 == 0) {
					this.loop.runUserCode(this.loop::beforeWaiting);
				}
			});
		}
		for (int i = 200; i < 400; i++) {
			int number = i;
			expected.add(number);
			this.loop.schedule(Duration.ofNanos(i), () -> {
				order.add(number);
				if (number % 20 == 0) {
					this.loop.runUserCode(this.loop::beforeWaiting);
				}
			});
		}
		ready.countDown();
		Awaitility.await().until(() -> order.size() == 400);
		assertThat(order).isEqualTo(expected);
	}

	@Test
	void userCodeCanScheduleAndCancelWhileItIsReplaced() throws Exception {
		AtomicInteger ran = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(1);
		this.loop.execute(() -> this.loop.runUserCode(() -> {
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
			while (System.nanoTime() < end) {
				this.loop.schedule(Duration.ofHours(1), ran::incrementAndGet).cancel();
			}
			this.loop.schedule(Duration.ZERO, ran::incrementAndGet);
			done.countDown();
		}));
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(ran).hasValue(1));
		CompletableFuture<Integer> waiting = new CompletableFuture<>();
		this.loop.execute(() -> waiting.complete(this.loop.timerCount()));
		assertThat(get(waiting)).isZero();
	}

	@Test
	void thereIsNeverMoreThanOneLoopThoughUserCodeEndsJustWhenItIsReplaced() throws Exception {
		AtomicBoolean busy = new AtomicBoolean();
		AtomicInteger clashes = new AtomicInteger();
		AtomicInteger replaced = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		int rounds = 600;
		for (int i = 0; i < rounds; i++) {
			this.loop.execute(() -> {
				enter(busy, clashes);
				busy.set(false);
				long nanos = ThreadLocalRandom.current().nextLong(900_000, 2_400_000);
				this.loop.runUserCode(() -> LockSupport.parkNanos(nanos));
				if (this.loop.isLoopThread()) {
					enter(busy, clashes);
					busy.set(false);
				}
				else {
					replaced.incrementAndGet();
				}
				done.incrementAndGet();
			});
			this.loop.execute(() -> {
				enter(busy, clashes);
				LockSupport.parkNanos(1_000);
				busy.set(false);
			});
		}
		Awaitility.await().until(() -> done.get() == rounds);
		assertThat(clashes).hasValue(0);
		assertThat(replaced).hasValueGreaterThan(0);
	}

	@Test
	void closesWhileUserCodeBlocks() throws Exception {
		int before = OpenFiles.count();
		EventLoop closing = new EventLoop("user-code-loop");
		CountDownLatch begun = new CountDownLatch(1);
		closing.execute(() -> closing.runUserCode(() -> {
			begun.countDown();
			await(this.release);
		}));
		await(begun);
		closing.close();
		Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(before));
	}

	@Test
	void closesFromUserCodeAndFromATask() throws Exception {
		int before = OpenFiles.count();
		EventLoop first = new EventLoop("user-code-loop");
		first.execute(() -> first.runUserCode(first::close));
		EventLoop second = new EventLoop("user-code-loop");
		second.execute(second::close);
		EventLoop third = new EventLoop("user-code-loop");
		third.execute(() -> third.runUserCode(() -> {
			third.close();
			third.beforeWaiting();
			await(this.release);
		}));
		Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(before));
	}

	@Test
	void threadThatWasReplacedMayStillCloseTheLoop() throws Exception {
		int before = OpenFiles.count();
		EventLoop closing = new EventLoop("user-code-loop");
		closing.execute(() -> closing.runUserCode(() -> {
			closing.beforeWaiting();
			closing.close();
		}));
		Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(before));
	}

	private static void enter(AtomicBoolean busy, AtomicInteger clashes) {
		if (!busy.compareAndSet(false, true)) {
			clashes.incrementAndGet();
		}
	}

	private Thread blockInUserCode() throws Exception {
		CompletableFuture<Thread> blocked = new CompletableFuture<>();
		this.loop.execute(() -> this.loop.runUserCode(() -> {
			blocked.complete(Thread.currentThread());
			await(this.release);
		}));
		return get(blocked);
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("user-code-loop"))
			.toList();
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(10, TimeUnit.SECONDS);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
