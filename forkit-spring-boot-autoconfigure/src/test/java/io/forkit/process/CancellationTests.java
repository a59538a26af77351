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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.posix.Children;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for commands that nobody waits for any longer.
 */
class CancellationTests extends AbstractProcessTests {

	// What a busy machine may need on top of a limit.
	private static final Duration SLACK = Duration.ofSeconds(5);

	@TempDir
	Path directory;

	@Test
	void cancelEndsTheProgram() throws Exception {
		CompletableFuture<ProcessResult> future = start("echo $$ > b; mv b a; exec sleep 100");
		long pid = awaitPid("a");
		assertThat(future.cancel(false)).isTrue();
		awaitEnd(pid);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(future::join);
	}

	@Test
	void everyEarlyCompletionEndsTheProgram() throws Exception {
		CompletableFuture<ProcessResult> future = start("echo $$ > b; mv b a; exec sleep 100");
		long pid = awaitPid("a");
		future.orTimeout(1, TimeUnit.MILLISECONDS);
		awaitEnd(pid);
	}

	@Test
	void futureFailsAsRunDoes() {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.processes.exec("exit 4").start().get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(ProcessExitException.class);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.processes.exec("sleep 100")
				.timeout(Duration.ofMillis(100))
				.start()
				.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(ProcessTimeoutException.class);
	}

	@Test
	void dependentsDoNotRunOnTheEventLoop() throws Exception {
		AtomicReference<String> thread = new AtomicReference<>("");
		String other = this.processes.exec("sleep 0.1; echo a").start().thenApply((result) -> {
			thread.set(Thread.currentThread().getName());
			// Would wait for itself for ever on the loop.
			return this.processes.execFile("echo", "b").run().stdout();
		}).get(20, TimeUnit.SECONDS);
		assertThat(other).isEqualTo("b\n");
		assertThat(thread.get()).isNotEqualTo("forkit-process");
	}

	@Test
	void interruptEndsTheProgram() throws Exception {
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> flag = new AtomicReference<>();
		Thread thread = new Thread(() -> {
			try {
				this.processes.exec("echo $$ > b; mv b a; exec sleep 100").directory(this.directory).run();
			}
			catch (ProcessException ex) {
				thrown.set(ex);
				flag.set(Thread.currentThread().isInterrupted());
			}
		});
		thread.start();
		long pid = awaitPid("a");
		thread.interrupt();
		thread.join(20_000);
		assertThat(thrown.get()).isInstanceOf(ProcessCancelledException.class)
			.hasMessageContaining("the waiting thread was interrupted")
			.hasCauseInstanceOf(InterruptedException.class);
		assertThat(flag.get()).isTrue();
		assertThat(Children.isRunning(pid)).isFalse();
	}

	@Test
	void interruptedThreadStartsNothing() {
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(ProcessCancelledException.class)
				.isThrownBy(() -> this.processes.exec("touch a").directory(this.directory).run())
				.satisfies((ex) -> assertThat(ex.getResult()).isEmpty());
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.directory.resolve("a")).doesNotExist();
	}

	@Test
	void closeEndsWhatIsRunning() throws Exception {
		ProcessTemplate closing = ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).build();
		CompletableFuture<ProcessResult> obedient = closing.exec("echo $$ > b; mv b a; exec sleep 100")
			.directory(this.directory)
			.start();
		CompletableFuture<ProcessResult> stubborn = closing
			.exec("trap '' TERM; echo $$ > d; mv d c; while :; do sleep 0.05; done")
			.directory(this.directory)
			.start();
		long first = awaitPid("a");
		long second = awaitPid("c");
		long start = System.nanoTime();
		closing.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GRACE.plus(DRAIN).plus(SLACK));
		assertThat(Children.isRunning(first)).isFalse();
		awaitEnd(second);
		for (CompletableFuture<ProcessResult> future : List.of(obedient, stubborn)) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(ProcessCancelledException.class)
				.withMessageContaining("the template was closed");
		}
		assertThatIllegalStateException().isThrownBy(() -> closing.execFile("true").run())
			.withMessage("The process template has been closed");
		closing.close();
		ProcessTemplate.create().close();
	}

	@Test
	void closeWhileCommandsAreStartedLeavesNoneBehind() throws Exception {
		for (int round = 0; round < 5; round++) {
			ProcessTemplate closing = ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).build();
			String mark = "7" + System.nanoTime();
			Semaphore places = new Semaphore(50);
			Thread starter = new Thread(() -> {
				try {
					while (true) {
						places.acquireUninterruptibly();
						closing.execFile("sleep", mark).start().whenComplete((result, ex) -> places.release());
					}
				}
				catch (IllegalStateException ex) {
					// Closed: that is the end of this test.
				}
			});
			starter.start();
			try (closing) {
				Awaitility.await().until(() -> count(mark) > 3);
			}
			starter.join();
			Awaitility.await().untilAsserted(() -> assertThat(count(mark)).isZero());
		}
	}

	@Test
	void cancelDuringTheDrainEndsTheBackgroundProgram() throws Exception {
		try (ProcessTemplate patient = ProcessTemplate.builder().drainTimeout(Duration.ofSeconds(60)).build()) {
			CompletableFuture<ProcessResult> future = patient.exec("sleep 100 & echo $! > b; mv b a")
				.directory(this.directory)
				.start();
			long pid = awaitPid("a");
			future.cancel(true);
			awaitEnd(pid);
		}
	}

	private static long count(String argument) {
		return ProcessHandle.current()
			.children()
			.filter((child) -> child.info().arguments().map((args) -> args[0].equals(argument)).orElse(false))
			.count();
	}

	private CompletableFuture<ProcessResult> start(String command) {
		return this.processes.exec(command).directory(this.directory).start();
	}

	private long awaitPid(String name) throws Exception {
		Awaitility.await().until(() -> Files.exists(this.directory.resolve(name)));
		return pid(name);
	}

	private long pid(String name) throws Exception {
		return Long.parseLong(Files.readString(this.directory.resolve(name)).strip());
	}

}
