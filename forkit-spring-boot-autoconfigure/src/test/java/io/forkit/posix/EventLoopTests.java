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

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link EventLoop}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class EventLoopTests {

	private static final byte[] ONE = { 1 };

	private EventLoop loop;

	@BeforeEach
	void open() throws Exception {
		this.loop = new EventLoop("test-loop");
	}

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void tasksRunInOrderOnTheLoopThread() throws Exception {
		List<Integer> order = new CopyOnWriteArrayList<>();
		List<Integer> expected = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			int number = i;
			expected.add(number);
			this.loop.execute(() -> order.add(number));
		}
		CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
		this.loop.execute(() -> onLoop.complete(this.loop.isLoopThread()));
		assertThat(onLoop.get(5, TimeUnit.SECONDS)).isTrue();
		assertThat(order).isEqualTo(expected);
		assertThat(this.loop.isLoopThread()).isFalse();
	}

	@Test
	void noTaskIsLostWhenManyThreadsWakeTheLoop() throws Exception {
		int threads = 4;
		int each = 25_000;
		AtomicInteger count = new AtomicInteger();
		List<Thread> started = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			Thread thread = new Thread(() -> {
				for (int i = 0; i < each; i++) {
					this.loop.execute(count::incrementAndGet);
				}
			});
			thread.start();
			started.add(thread);
		}
		for (Thread thread : started) {
			thread.join();
		}
		Awaitility.await().untilAsserted(() -> assertThat(count).hasValue(threads * each));
	}

	@Test
	void everySingleTaskWakesTheLoopThoughItIsJustAboutToSleep() {
		AtomicInteger done = new AtomicInteger();
		for (int i = 1; i <= 50_000; i++) {
			this.loop.execute(done::incrementAndGet);
			long giveUp = System.nanoTime() + Duration.ofSeconds(5).toNanos();
			// Not a latch: the next task must come before the loop has gone to sleep.
			while (done.get() < i) {
				if (System.nanoTime() > giveUp) {
					fail("task " + i + " was not run");
				}
				Thread.onSpinWait();
			}
		}
	}

	@Test
	void timersRunWhenDueInTheOrderOfTheirDeadlines() {
		List<String> order = new CopyOnWriteArrayList<>();
		long start = System.nanoTime();
		this.loop.schedule(Duration.ofMillis(60), () -> order.add("late"));
		this.loop.schedule(Duration.ofMillis(20), () -> order.add("early"));
		this.loop.schedule(Duration.ZERO, () -> order.add("now"));
		this.loop.schedule(Duration.ofMillis(30), () -> order.add("cancelled")).cancel();
		Awaitility.await().untilAsserted(() -> assertThat(order).containsExactly("now", "early", "late"));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
	}

	@Test
	void timersWithTheSameDeadlineAllRun() {
		AtomicInteger count = new AtomicInteger();
		this.loop.execute(() -> {
			for (int i = 0; i < 1_000; i++) {
				this.loop.schedule(Duration.ZERO, count::incrementAndGet);
			}
		});
		Awaitility.await().untilAsserted(() -> assertThat(count).hasValue(1_000));
	}

	@Test
	void cancelledTimersAreForgotten() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.loop.schedule(Duration.ofHours(1), () -> {
			}).cancel();
		}
		CompletableFuture<Integer> waiting = new CompletableFuture<>();
		this.loop.execute(() -> waiting.complete(this.loop.timerCount()));
		assertThat(waiting.get(5, TimeUnit.SECONDS)).isZero();
	}

	@Test
	void handlerIsToldUntilTheDescriptorIsNoLongerReady() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			AtomicInteger reads = new AtomicInteger();
			NativeBuffer in = new NativeBuffer(1);
			try (var registration = this.loop.register(pipe.readEnd(), EventLoop.READ, (reg, events) -> {
				try {
					in.readFrom(pipe.readEnd());
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				reads.incrementAndGet();
			})) {
				new NativeBuffer(8).writeTo(pipe.writeEnd(), new byte[5], 0, 5);
				Awaitility.await().untilAsserted(() -> assertThat(reads).hasValue(5));
				assertThat(registration).isNotNull();
			}
		}
	}

	@Test
	void interestCanBeChanged() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			AtomicInteger calls = new AtomicInteger();
			try (var registration = this.loop.register(pipe.writeEnd(), 0, (reg, events) -> {
				assertThat(events).isEqualTo(EventLoop.WRITE);
				calls.incrementAndGet();
				try {
					reg.setInterest(0);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			})) {
				flush();
				assertThat(calls).hasValue(0);
				registration.setInterest(EventLoop.WRITE);
				Awaitility.await().untilAsserted(() -> assertThat(calls).hasValue(1));
				flush();
				assertThat(calls).hasValue(1);
			}
		}
	}

	@Test
	void handlerAndTaskThatThrowDoNotEndTheLoop() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			this.loop.register(pipe.readEnd(), EventLoop.READ, (registration, events) -> {
				registration.close();
				throw new IllegalStateException("expected by the test");
			});
			new NativeBuffer(8).writeTo(pipe.writeEnd(), ONE, 0, 1);
			this.loop.execute(() -> {
				throw new OutOfMemoryError("expected by the test");
			});
			flush();
		}
	}

	@Test
	void closedRegistrationIsNotToldAnyMore() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			AtomicInteger calls = new AtomicInteger();
			EventLoop.Registration registration = this.loop.register(pipe.readEnd(), EventLoop.READ,
					(reg, events) -> calls.incrementAndGet());
			registration.close();
			registration.close();
			new NativeBuffer(8).writeTo(pipe.writeEnd(), ONE, 0, 1);
			flush();
			assertThat(calls).hasValue(0);
			assertNotInUse(pipe.readEnd());
		}
	}

	@Test
	void descriptorClosedBeforeItsRegistrationIsNotReportedThoughItIsOpenElsewhere() throws Exception {
		Pipe pipe = Pipe.open();
		try (Fd duplicate = pipe.readEnd().duplicate()) {
			EventLoop.Registration registration = this.loop.register(pipe.readEnd(), EventLoop.READ, (reg, events) -> {
			});
			pipe.readEnd().close();
			registration.close();
			new NativeBuffer(8).writeTo(pipe.writeEnd(), ONE, 0, 1);
			Duration before = LoopThreads.cpuTime("test-loop");
			Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
			assertThat(LoopThreads.cpuTime("test-loop").minus(before)).isLessThan(Duration.ofMillis(100));
			assertThat(duplicate.isOpen()).isTrue();
		}
		finally {
			pipe.close();
		}
	}

	@Test
	void registeringTwiceFailsAndKeepsTheFirst() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			AtomicInteger calls = new AtomicInteger();
			EventLoop.Registration first = this.loop.register(pipe.readEnd(), EventLoop.READ, (reg, events) -> {
				reg.close();
				calls.incrementAndGet();
			});
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> this.loop.register(pipe.readEnd(), EventLoop.READ, (reg, events) -> {
				}))
				.withMessageContaining("EEXIST");
			new NativeBuffer(8).writeTo(pipe.writeEnd(), ONE, 0, 1);
			Awaitility.await().untilAsserted(() -> assertThat(calls).hasValue(1));
			first.close();
		}
	}

	@Test
	void closeEndsTheThreadAndReleasesDescriptors() throws Exception {
		int before = OpenFiles.count();
		EventLoop closing = new EventLoop("closing-loop");
		Pipe pipe = Pipe.open();
		closing.register(pipe.readEnd(), EventLoop.READ, (registration, events) -> {
		});
		pipe.close();
		closing.close();
		closing.close();
		Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(before));
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((t) -> t.getName().equals("closing-loop")));
		closing.execute(() -> {
			throw new AssertionError("must not run");
		});
		try (Pipe other = Pipe.open()) {
			assertThatExceptionOfType(ClosedChannelException.class)
				.isThrownBy(() -> closing.register(other.readEnd(), EventLoop.READ, (registration, events) -> {
				}));
			assertNotInUse(other.readEnd());
		}
	}

	private static void assertNotInUse(Fd fd) throws ClosedChannelException {
		// Fails if a call were still using it.
		Fd.adopt(fd.surrender()).close();
	}

	private void flush() throws Exception {
		CountDownLatch done = new CountDownLatch(2);
		this.loop.execute(done::countDown);
		this.loop.execute(() -> this.loop.schedule(Duration.ofMillis(20), done::countDown));
		assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
	}

}
