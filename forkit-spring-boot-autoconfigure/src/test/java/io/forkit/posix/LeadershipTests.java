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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Leadership} and {@link Watchdog}.
 */
@Timeout(30)
class LeadershipTests {

	private final Work work = new Work();

	private final TestStarter starter = new TestStarter();

	private final Leadership leadership = new Leadership("leader-test", this.work, this.starter);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void end() {
		this.release.countDown();
		this.work.give(this.leadership::end);
		this.starter.started.forEach((thread) -> {
			try {
				thread.join(5_000);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			assertThat(thread.isAlive()).as(thread.getName()).isFalse();
		});
	}

	@Test
	void quickUserCodeRunsOnTheLeaderWhichStays() throws Exception {
		this.leadership.start();
		AtomicReference<@Nullable Thread> leader = new AtomicReference<>();
		AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
		AtomicBoolean stays = new AtomicBoolean();
		// On a busy machine even this may take longer than a moment.
		Awaitility.await().until(() -> {
			this.work.giveAndWait(() -> {
				leader.set(Thread.currentThread());
				this.leadership.runUserCode(() -> runner.set(Thread.currentThread()));
				stays.set(this.leadership.isLeader() && this.leadership.isLeaderAtDuty());
			});
			assertThat(leader.get()).isNotNull().isSameAs(runner.get());
			return stays.get();
		});
	}

	@Test
	void anotherThreadLeadsWhileUserCodeBlocksAndTheFirstStandsByAfterwards() throws Exception {
		this.leadership.start();
		Blocked blocked = block();
		AtomicReference<@Nullable Thread> second = new AtomicReference<>();
		this.work.giveAndWait(() -> second.set(Thread.currentThread()));
		assertThat(second.get()).isNotNull().isNotSameAs(blocked.thread());
		assertThat(blocked.leads()).isFalse();
		this.release.countDown();
		Awaitility.await().until(() -> this.leadership.idleCount() == 1);
		assertThat(blocked.ledAfterwards()).isFalse();
		AtomicReference<@Nullable Thread> third = new AtomicReference<>();
		this.work.giveAndWait(() -> this.leadership.runUserCode(this.leadership::beforeWaiting));
		this.work.giveAndWait(() -> third.set(Thread.currentThread()));
		assertThat(third.get()).isSameAs(blocked.thread());
	}

	@Test
	void threadsThatStandByEndWhenTheyAreNotNeeded() throws Exception {
		this.starter.idleNanos = 1_000_000;
		this.leadership.start();
		Blocked blocked = block();
		this.work.giveAndWait(() -> {
		});
		this.release.countDown();
		blocked.thread().join(5_000);
		assertThat(blocked.thread().isAlive()).isFalse();
		assertThat(this.leadership.idleCount()).isZero();
		this.work.giveAndWait(() -> {
		});
	}

	@Test
	void leaderStaysWhenNoThreadCanBeStartedAndIsReplacedWhenOneCan() throws Exception {
		this.leadership.start();
		// The watchdog is started by this.
		this.work.giveAndWait(() -> this.leadership.runUserCode(() -> {
		}));
		this.starter.refuse = true;
		Blocked blocked = block();
		Awaitility.await().until(() -> this.starter.refusals.get() >= 3);
		assertThat(blocked.leads()).isTrue();
		this.starter.refuse = false;
		this.work.giveAndWait(() -> assertThat(Thread.currentThread()).isNotSameAs(blocked.thread()));
		assertThat(blocked.leads()).isFalse();
	}

	@Test
	void leaderGoesOnWhenUserCodeEndsBeforeAnyThreadCouldBeStarted() throws Exception {
		this.leadership.start();
		this.starter.refuse = true;
		// Not even a watchdog.
		this.work.giveAndWait(() -> {
			this.leadership.runUserCode(this.leadership::beforeWaiting);
			assertThat(this.leadership.isLeaderAtDuty()).isTrue();
		});
		this.work.giveAndWait(() -> {
		});
		assertThat(this.starter.refusals).hasValue(2);
	}

	@Test
	void nothingWatchesBeforeUserCodeRuns() throws Exception {
		this.leadership.start();
		this.work.giveAndWait(() -> {
		});
		assertThat(this.starter.started).hasSize(1);
	}

	@Test
	void watchdogSleepsWithoutALimitWhileNoUserCodeRunsAndWakesUpAgain() throws Exception {
		this.leadership.start();
		this.work.giveAndWait(() -> this.leadership.runUserCode(() -> {
		}));
		Thread watchdog = this.starter.started.get(1);
		assertThat(watchdog).isInstanceOf(Watchdog.class);
		// Not TIMED_WAITING, in which it would wake up by itself.
		Awaitility.await().until(() -> watchdog.getState() == Thread.State.WAITING);
		Blocked blocked = block();
		this.work.giveAndWait(() -> {
		});
		assertThat(blocked.leads()).isFalse();
		this.release.countDown();
		Awaitility.await().until(() -> watchdog.getState() == Thread.State.WAITING);
	}

	@Test
	void watchdogSleepsWhileReplacedThreadIsStillBlocked() throws Exception {
		this.leadership.start();
		block();
		this.work.giveAndWait(() -> {
		});
		Thread watchdog = this.starter.started.get(1);
		Awaitility.await().until(() -> watchdog.getState() == Thread.State.WAITING);
	}

	@Test
	void userCodeInUserCodeIsWatchedUntilTheOuterOneEnds() throws Exception {
		this.leadership.start();
		CountDownLatch inOuter = new CountDownLatch(1);
		AtomicInteger inner = new AtomicInteger();
		this.work.give(() -> this.leadership.runUserCode(() -> {
			this.leadership.runUserCode(inner::incrementAndGet);
			inOuter.countDown();
			await(this.release);
			// By now another thread leads.
			this.leadership.runUserCode(inner::incrementAndGet);
		}));
		assertThat(inOuter.await(5, TimeUnit.SECONDS)).isTrue();
		this.work.giveAndWait(() -> {
		});
		this.release.countDown();
		Awaitility.await().until(() -> inner.get() == 2);
	}

	@Test
	void userCodeDoesNotOwnWhatBelongsToTheLoop() throws Exception {
		this.leadership.start();
		AtomicBoolean atDuty = new AtomicBoolean(true);
		this.work.giveAndWait(() -> this.leadership.runUserCode(() -> atDuty.set(this.leadership.isLeaderAtDuty())));
		assertThat(atDuty).isFalse();
	}

	@Test
	void userCodeOnAnotherThreadJustRuns() {
		this.leadership.start();
		AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
		this.leadership.runUserCode(() -> {
			this.leadership.beforeWaiting();
			runner.set(Thread.currentThread());
		});
		this.leadership.runUserCode(() -> {
			throw new IllegalStateException("expected by the test");
		});
		assertThat(runner.get()).isSameAs(Thread.currentThread());
		assertThat(this.starter.started).hasSize(1);
	}

	@Test
	void whatUserCodeThrowsAndItsInterruptDoNotHarmTheLeader() throws Exception {
		this.leadership.start();
		AtomicReference<@Nullable Thread> before = new AtomicReference<>();
		AtomicBoolean interrupted = new AtomicBoolean(true);
		this.work.giveAndWait(() -> {
			before.set(Thread.currentThread());
			this.leadership.runUserCode(() -> {
				Thread.currentThread().interrupt();
				throw new StackOverflowError("expected by the test");
			});
			interrupted.set(Thread.currentThread().isInterrupted());
		});
		assertThat(interrupted).isFalse();
		this.work.giveAndWait(() -> {
		});
		assertThat(before.get()).isNotNull();
	}

	@Test
	void beforeWaitingInUserCodeAndInAPlainTaskHandsOverAtOnce() throws Exception {
		this.leadership.start();
		List<Boolean> leads = new ArrayList<>();
		this.work.giveAndWait(() -> this.leadership.runUserCode(() -> {
			this.leadership.beforeWaiting();
			leads.add(this.leadership.isLeader());
			this.leadership.beforeWaiting();
		}));
		this.work.giveAndWait(() -> {
			leads.add(this.leadership.isLeader());
			this.leadership.beforeWaiting();
			leads.add(this.leadership.isLeader());
		});
		assertThat(leads).containsExactly(false, true, false);
	}

	@Test
	void endsWhileUserCodeBlocks() throws Exception {
		this.leadership.start();
		Blocked blocked = block();
		this.work.giveAndWait(this.leadership::end);
		assertThat(blocked.thread().isAlive()).isTrue();
		this.starter.started.stream()
			.filter((thread) -> thread != blocked.thread())
			.forEach((thread) -> Awaitility.await().until(() -> !thread.isAlive()));
		this.release.countDown();
		Awaitility.await().until(() -> !blocked.thread().isAlive());
	}

	private Blocked block() throws InterruptedException {
		AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
		AtomicBoolean ledAfterwards = new AtomicBoolean(true);
		CountDownLatch begun = new CountDownLatch(1);
		this.work.give(() -> {
			thread.set(Thread.currentThread());
			this.leadership.runUserCode(() -> {
				begun.countDown();
				await(this.release);
			});
			ledAfterwards.set(this.leadership.isLeader());
		});
		assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
		return new Blocked(thread, ledAfterwards);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class Blocked {

		private final AtomicReference<@Nullable Thread> thread;

		private final AtomicBoolean ledAfterwards;

		Blocked(AtomicReference<@Nullable Thread> thread, AtomicBoolean ledAfterwards) {
			this.thread = thread;
			this.ledAfterwards = ledAfterwards;
		}

		Thread thread() {
			Thread thread = this.thread.get();
			assertThat(thread).isNotNull();
			return thread;
		}

		boolean leads() {
			return LeadershipTests.this.leadership.leader() == thread();
		}

		boolean ledAfterwards() {
			return this.ledAfterwards.get();
		}

	}

	/**
	 * A loop that only runs tasks.
	 */
	private final class Work implements Runnable {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		private final Semaphore given = new Semaphore(0);

		void give(Runnable task) {
			this.tasks.add(task);
			this.given.release();
		}

		void giveAndWait(Runnable task) throws InterruptedException {
			CountDownLatch done = new CountDownLatch(1);
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			give(() -> {
				try {
					task.run();
				}
				catch (Throwable ex) {
					failure.set(ex);
				}
				done.countDown();
			});
			assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(failure.get()).isNull();
		}

		@Override
		public void run() {
			while (LeadershipTests.this.leadership.isLeader()) {
				this.given.acquireUninterruptibly();
				Runnable task = this.tasks.poll();
				if (task != null) {
					task.run();
				}
			}
		}

	}

	private static final class TestStarter extends Leadership.Starter {

		private final List<Thread> started = new ArrayList<>();

		private final AtomicInteger refusals = new AtomicInteger();

		private volatile boolean refuse;

		private volatile long idleNanos = TimeUnit.MINUTES.toNanos(1);

		@Override
		synchronized void start(Thread thread) {
			if (this.refuse) {
				this.refusals.incrementAndGet();
				throw new OutOfMemoryError("expected by the test: unable to create native thread");
			}
			this.started.add(thread);
			super.start(thread);
		}

		@Override
		long idleNanos() {
			return this.idleNanos;
		}

	}

}
