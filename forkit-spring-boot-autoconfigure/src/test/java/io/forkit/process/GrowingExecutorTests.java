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

package io.forkit.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.forkit.process.engine.Loop;
import io.forkit.process.engine.NativeEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GrowingExecutor}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class GrowingExecutorTests {

	@Test
	void shortTasksNeedTwoThreadsHoweverManyThereAre() throws Exception {
		GrowingExecutor executor = new GrowingExecutor("growing-short");
		try (NativeEngine engine = new NativeEngine(Runnable::run)) {
			executor.watchedBy(engine.loop());
			CountDownLatch done = new CountDownLatch(20_000);
			for (int i = 0; i < 20_000; i++) {
				executor.execute(done::countDown);
			}
			assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(threads("growing-short")).isBetween(1L, 2L);
		}
		finally {
			executor.shutdown();
		}
	}

	@Test
	void taskThatWaitsForALaterOneIsNotStuck() throws Exception {
		GrowingExecutor executor = new GrowingExecutor("growing-stuck");
		try (NativeEngine engine = new NativeEngine(Runnable::run)) {
			Loop loop = engine.loop();
			executor.watchedBy(loop);
			CountDownLatch last = new CountDownLatch(1);
			CountDownLatch done = new CountDownLatch(10);
			for (int i = 0; i < 10; i++) {
				executor.execute(() -> {
					try {
						last.await();
						done.countDown();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
			}
			executor.execute(last::countDown);
			assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			executor.shutdown();
		}
	}

	@Test
	void laterTaskIsNotForgottenWhileAThreadTakesAnother() throws Exception {
		GrowingExecutor executor = new GrowingExecutor("growing-pairs");
		try (NativeEngine engine = new NativeEngine(Runnable::run)) {
			executor.watchedBy(engine.loop());
			for (int i = 0; i < 2_000; i++) {
				CountDownLatch second = new CountDownLatch(1);
				CountDownLatch first = new CountDownLatch(1);
				executor.execute(() -> {
					try {
						second.await();
						first.countDown();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
				executor.execute(second::countDown);
				assertThat(first.await(10, TimeUnit.SECONDS)).as("pair " + i).isTrue();
			}
		}
		finally {
			executor.shutdown();
		}
	}

	@Test
	void tasksOfAnExecutorThatWasShutDownAreRun() throws Exception {
		GrowingExecutor executor = new GrowingExecutor("growing-shutdown");
		CountDownLatch done = new CountDownLatch(100);
		for (int i = 0; i < 100; i++) {
			executor.execute(done::countDown);
		}
		executor.shutdown();
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(() -> {
		}));
		Awaitility.await().until(executor::isTerminated);
	}

	@Test
	void idleThreadsEndAsSoonAsTheExecutorIsShutDown() {
		for (int i = 0; i < 100; i++) {
			GrowingExecutor executor = new GrowingExecutor("growing-idle");
			executor.execute(() -> {
			});
			executor.execute(() -> {
			});
			executor.shutdown();
		}
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> threads("growing-idle") == 0);
	}

	@Test
	void taskThatFailsOrIsInterruptedHarmsNoOther() throws Exception {
		GrowingExecutor executor = new GrowingExecutor("growing-failing");
		CountDownLatch done = new CountDownLatch(1);
		for (int i = 0; i < 10; i++) {
			executor.execute(() -> {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("expected");
			});
		}
		executor.execute(done::countDown);
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		executor.shutdown();
	}

	private static long threads(String name) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(name))
			.count();
	}

}
