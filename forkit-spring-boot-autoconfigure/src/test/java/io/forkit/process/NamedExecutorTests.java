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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for executors that users name, and that let forkit down.
 */
class NamedExecutorTests extends AbstractProcessTests {

	private final ExecutorService single = Executors.newSingleThreadExecutor();

	@Test
	void programIsNotLeftAloneIfItsCallbacksAreRefused() {
		this.single.shutdown();
		try (ProcessTemplate template = template(this.single)) {
			long before = ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> template.spawn("sleep", "100").start());
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive).count())
							.isEqualTo(before));
			assertThat(template.liveCount()).isZero();
		}
	}

	@Test
	void programIsReapedThoughItsExecutorWasShutDown() throws Exception {
		try (ProcessTemplate template = template(this.single)) {
			ChildProcess child = template.spawn("cat").start();
			this.single.shutdown();
			child.stdin().close();
			assertThat(child.waitFor(Duration.ofSeconds(20)).orElseThrow().isSuccess()).isTrue();
			assertThat(child.onExit().get(20, TimeUnit.SECONDS).isSuccess()).isTrue();
			assertThat(child.onClose().get(20, TimeUnit.SECONDS).status().isSuccess()).isTrue();
			Awaitility.await().until(() -> template.liveCount() == 0);
		}
	}

	@Test
	void commandThatIsRefusedKeepsNoPlace() throws Exception {
		AtomicBoolean refuse = new AtomicBoolean(true);
		Executor moody = (task) -> {
			if (refuse.get()) {
				throw new RejectedExecutionException("not now");
			}
			this.single.execute(task);
		};
		try (ProcessTemplate template = ProcessTemplate.builder().executor(moody).maxConcurrent(1).build()) {
			CompletableFuture<ProcessResult> refused = template.execFile("true").start();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(RejectedExecutionException.class);
			refuse.set(false);
			template.execFile("true").start().get(20, TimeUnit.SECONDS);
		}
		finally {
			this.single.shutdown();
		}
	}

	@Test
	void commandEndsThoughAllThreadsOfTheExecutorAreHeldUp() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.single.execute(() -> {
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		try (ProcessTemplate template = template(this.single)) {
			CompletableFuture<ProcessResult> result = CompletableFuture
				.supplyAsync(() -> template.exec("sleep 100 >/dev/null 2>&1 & echo $!").run());
			ProcessResult last = result.get(20, TimeUnit.SECONDS);
			assertThat(last.leftAlive()).hasSize(1);
			ProcessHandle.of(last.leftAlive().get(0).pid()).ifPresent(ProcessHandle::destroyForcibly);
		}
		finally {
			release.countDown();
			this.single.shutdown();
		}
	}

	private static ProcessTemplate template(Executor executor) {
		return ProcessTemplate.builder().executor(executor).killGrace(GRACE).drainTimeout(DRAIN).build();
	}

}
