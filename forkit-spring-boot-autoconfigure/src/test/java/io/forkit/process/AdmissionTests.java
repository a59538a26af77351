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

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.process.observation.ProcessObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the limit of concurrent commands.
 */
@Timeout(60)
class AdmissionTests {

	@TempDir
	Path directory;

	@Test
	void noMoreThanAllowedRunAtTheSameTime() throws Exception {
		try (ProcessTemplate processes = ProcessTemplate.builder().maxConcurrent(3).build()) {
			List<CompletableFuture<ProcessResult>> futures = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				futures.add(processes.exec("touch run.$$; ls run.* | wc -l; sleep 0.05; rm run.$$")
					.directory(this.directory)
					.start());
			}
			for (CompletableFuture<ProcessResult> future : futures) {
				assertThat(Integer.parseInt(future.get(30, TimeUnit.SECONDS).stdout().strip())).isBetween(1, 3);
			}
			assertThat(processes.queuedCount()).isZero();
		}
	}

	@Test
	void commandThatIsTooManyForTheQueueFails() throws Exception {
		try (ProcessTemplate processes = ProcessTemplate.builder().maxConcurrent(1).queueCapacity(1).build()) {
			CompletableFuture<ProcessResult> running = processes.execFile("sleep", "100").start();
			CompletableFuture<ProcessResult> waiting = processes.execFile("echo", "x").start();
			assertThatExceptionOfType(ProcessQueueException.class).isThrownBy(() -> processes.execFile("true").run())
				.withMessageContaining("'maxConcurrent'");
			assertThat(processes.execFile("true").start()).isCompletedExceptionally();
			assertThat(processes.queuedCount()).isOne();
			running.cancel(true);
			assertThat(waiting.get(30, TimeUnit.SECONDS).stdout()).isEqualTo("x\n");
		}
	}

	@Test
	void turnThatDoesNotComeInTimeIsAFailure() {
		try (ProcessTemplate processes = ProcessTemplate.builder()
			.maxConcurrent(1)
			.queueTimeout(Duration.ofMillis(100))
			.build()) {
			processes.execFile("sleep", "100").start();
			assertThatExceptionOfType(ProcessQueueException.class).isThrownBy(() -> processes.execFile("true").run())
				.withMessageContaining("PT0.1S");
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> processes.execFile("true").start().get(30, TimeUnit.SECONDS))
				.withCauseInstanceOf(ProcessQueueException.class);
		}
	}

	@Test
	void cancelledCommandIsNotStartedWhenItsTurnComes() throws Exception {
		try (ProcessTemplate processes = ProcessTemplate.builder().maxConcurrent(1).build()) {
			CompletableFuture<ProcessResult> running = processes.execFile("sleep", "100").start();
			CompletableFuture<ProcessResult> waiting = processes.execFile("touch", "started")
				.directory(this.directory)
				.start();
			waiting.cancel(true);
			running.cancel(true);
			processes.execFile("true").run();
			assertThat(Files.exists(this.directory.resolve("started"))).isFalse();
		}
	}

	@Test
	void cancelledCommandLeavesItsPlaceInTheQueueAtOnce() throws Exception {
		List<String> ended = new CopyOnWriteArrayList<>();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new ObservationHandler<ProcessObservationContext>() {

			@Override
			public void onStop(ProcessObservationContext context) {
				ended.add(context.getOutcome().name());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ProcessObservationContext;
			}

		});
		try (ProcessTemplate processes = ProcessTemplate.builder()
			.maxConcurrent(1)
			.queueCapacity(2)
			.observationRegistry(observations)
			.build()) {
			CompletableFuture<ProcessResult> running = processes.execFile("sleep", "100").start();
			CompletableFuture<ProcessResult> cancelled = processes.execFile("true").name("cancelled").start();
			CompletableFuture<ProcessResult> waiting = processes.execFile("echo", "x").start();
			assertThat(processes.queuedCount()).isEqualTo(2);
			cancelled.cancel(true);
			assertThat(processes.queuedCount()).isOne();
			assertThat(ended).containsExactly("CANCELLED");
			CompletableFuture<ProcessResult> completed = processes.execFile("true").start();
			completed.complete(null);
			assertThat(processes.queuedCount()).isOne();
			running.cancel(true);
			assertThat(waiting.get(30, TimeUnit.SECONDS).stdout()).isEqualTo("x\n");
			processes.execFile("true").run();
		}
	}

	@Test
	void turnThatWasWithdrawnWhileItCameIsGivenBack() {
		Admission admission = new Admission(1, 10, null);
		CompletableFuture<Void> first = admission.enter(null);
		CompletableFuture<Void> second = admission.enter(null);
		CompletableFuture<Void> third = admission.enter(null);
		assertThat(first).isCompleted();
		assertThat(admission.withdraw(first)).isFalse();
		assertThat(admission.withdraw(second)).isTrue();
		assertThat(second).isCancelled();
		admission.leave();
		assertThat(third).isCompleted();
		CompletableFuture<Void> last = admission.enter(null);
		admission.close(new IllegalStateException("closed"));
		assertThat(admission.withdraw(last)).isTrue();
		assertThat(admission.waiting()).isZero();
	}

	@Test
	void interruptedThreadWaitsNoLonger() throws Exception {
		try (ProcessTemplate processes = ProcessTemplate.builder().maxConcurrent(1).build()) {
			CompletableFuture<ProcessResult> running = processes.execFile("sleep", "100").start();
			AtomicReference<Throwable> failure = new AtomicReference<>();
			Thread waiting = new Thread(() -> {
				try {
					processes.execFile("true").run();
				}
				catch (Throwable ex) {
					failure.set(ex);
				}
			});
			waiting.start();
			Awaitility.await().until(() -> processes.queuedCount() == 1);
			waiting.interrupt();
			waiting.join();
			assertThat(failure.get()).isInstanceOf(ProcessCancelledException.class);
			running.cancel(true);
			processes.execFile("true").run();
		}
	}

	@Test
	void programThatCannotBeStartedKeepsNoPlace() {
		try (ProcessTemplate processes = ProcessTemplate.builder().maxConcurrent(1).build()) {
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(CommandNotFoundException.class)
					.isThrownBy(() -> processes.execFile("no-such-program").run());
			}
			processes.execFile("true").run();
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> processes.spawn("true").stdout(Stdio.ignore()).onStdoutLine((line) -> {
				}).start());
			processes.execFile("true").run();
		}
	}

	@Test
	void nobodyWaitsForATemplateThatWasClosed() throws Exception {
		ProcessTemplate processes = ProcessTemplate.builder().maxConcurrent(1).build();
		try (Closeable detached = endOf(processes.spawn("cat").detached().start())) {
			CompletableFuture<ProcessResult> waiting = processes.execFile("true").start();
			processes.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(IllegalStateException.class);
			assertThat(processes.queuedCount()).isZero();
		}
	}

	@Test
	void dependentsOfATurnThatDoesNotComeRunOnTheExecutor() throws Exception {
		try (ProcessTemplate processes = ProcessTemplate.builder()
			.executor((task) -> new Thread(task, "named-executor").start())
			.maxConcurrent(1)
			.queueTimeout(Duration.ofMillis(200))
			.build()) {
			processes.execFile("sleep", "100").start();
			String thread = processes.execFile("true")
				.start()
				.handle((result, ex) -> Thread.currentThread().getName())
				.get(20, TimeUnit.SECONDS);
			assertThat(thread).isEqualTo("named-executor");
		}
	}

	private static Closeable endOf(ChildProcess child) {
		return () -> {
			child.stdin().close();
			child.onClose().join();
		};
	}

}
