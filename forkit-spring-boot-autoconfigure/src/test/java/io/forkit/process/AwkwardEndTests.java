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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for ends of programs at awkward moments.
 */
class AwkwardEndTests extends AbstractProcessTests {

	@TempDir
	Path directory;

	@Test
	void closeOfAProgramThatHasEndedLeavesAloneWhatItHasLeft() throws Exception {
		for (int i = 0; i < 20; i++) {
			AtomicInteger closes = new AtomicInteger();
			ChildProcess child = this.processes.spawn("sh", "-c", "sleep 100 & echo $! > pid; mv pid left")
				.directory(this.directory)
				.stdio(Stdio.ignore())
				.onExit((ended, status) -> ended.close())
				.onClose((ended, result) -> closes.incrementAndGet())
				.start();
			ProcessResult result = child.onClose().get(20, TimeUnit.SECONDS);
			Path file = this.directory.resolve("left");
			long left = Long.parseLong(Files.readString(file).strip());
			Files.delete(file);
			assertThat(result.leftAlive()).extracting(LeftProcess::pid).containsExactly(left);
			assertThat(child.signalSent()).isEmpty();
			assertThat(Children.isRunning(left)).isTrue();
			ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
			awaitEnd(left);
			assertThat(closes).hasValueLessThanOrEqualTo(1);
		}
	}

	@Test
	void timeoutHoldsAlsoForATargetThatTakesNothing() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		OutputStream stuck = new OutputStream() {

			@Override
			public void write(int b) throws IOException {
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}

		};
		try {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> this.processes.execFile("echo", "x")
					.output(stuck)
					.timeout(Duration.ofMillis(500))
					.start()
					.get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(ProcessTimeoutException.class);
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void nothingIsLostWithoutADrainTimeout() {
		for (int i = 0; i < 20; i++) {
			ProcessResult result = this.processes.exec("head -c 3000000 /dev/zero; echo end >&2")
				.drainTimeout(Duration.ZERO)
				.maxBuffer(DataSize.ofMegabytes(10))
				.run();
			assertThat(result.stdoutBytes()).hasSize(3_000_000);
			assertThat(result.stderr()).isEqualTo("end\n");
			assertThat(result.outputTruncated()).isFalse();
		}
	}

	@Test
	void statusIsKnownThoughNothingIsAwaited() {
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(ProcessTimeoutException.class)
				.isThrownBy(() -> this.processes.exec("echo before; exec sleep 100")
					.drainTimeout(Duration.ZERO)
					.killGrace(Duration.ZERO)
					.timeout(Duration.ofMillis(200))
					.run())
				.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().stdout()).isEqualTo("before\n"));
		}
	}

	@Test
	void shortestTimeoutIsATimeout() {
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(ProcessTimeoutException.class)
				.isThrownBy(() -> this.processes.execFile("sleep", "100")
					.drainTimeout(Duration.ZERO)
					.killGrace(Duration.ZERO)
					.timeout(Duration.ofNanos(1))
					.run())
				.satisfies((ex) -> assertThat(ex.getResult()).isPresent());
		}
	}

	@Test
	void callbackThatThrowsAnErrorLosesNoLine() throws Exception {
		List<String> lines = Collections.synchronizedList(new ArrayList<>());
		AtomicInteger chunks = new AtomicInteger();
		try (ChildProcess child = this.processes.spawn("sh", "-c", "seq 1 3; echo x >&2").onStdoutLine((line) -> {
			lines.add(line);
			throw new AssertionError("expected");
		}).onStderr((bytes) -> {
			chunks.incrementAndGet();
			throw new AssertionError("expected");
		}).start()) {
			assertThat(child.onClose().get(20, TimeUnit.SECONDS).outputTruncated()).isFalse();
			assertThat(lines).containsExactly("1", "2", "3");
			assertThat(chunks).hasValue(1);
		}
	}

	@Test
	void targetThatThrowsAnErrorEndsTheProgram() {
		OutputStream failing = new OutputStream() {

			@Override
			public void write(int b) {
				throw new AssertionError("target is broken");
			}

		};
		assertThatExceptionOfType(ProcessStreamException.class)
			.isThrownBy(() -> this.processes.execFile("yes").output(failing).timeout(Duration.ofSeconds(20)).run())
			.withMessageContaining("target is broken");
	}

	@Test
	void inputThatFailsIsNoEndOfTheInput() {
		for (Throwable failure : List.of(new IOException("source is broken"), new AssertionError("source is broken"))) {
			assertThatExceptionOfType(ProcessStreamException.class)
				.isThrownBy(() -> this.processes.exec("cat > /dev/null; touch end")
					.directory(this.directory)
					.input(new FailingInput(failure))
					.run())
				.withMessageContaining("source is broken");
			assertThat(this.directory.resolve("end")).doesNotExist();
		}
	}

	@Test
	void stoppedProgramIsEndedByItsTimeout() {
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.processes.exec("kill -STOP $$").timeout(Duration.ofMillis(300)).run())
			.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().status().signal()).contains(Signal.SIGKILL));
	}

	@Test
	void endOfADetachedProgramIsLearntThoughItsTemplateWasClosed() throws Exception {
		ChildProcess child;
		try (ProcessTemplate template = ProcessTemplate.create()) {
			child = template.spawn("cat").detached().start();
		}
		assertThat(Children.isRunning(child.pid())).isTrue();
		child.stdin().close();
		assertThat(child.waitFor(Duration.ofSeconds(20)).orElseThrow().isSuccess()).isTrue();
		assertThat(child.onClose().get(20, TimeUnit.SECONDS).status().isSuccess()).isTrue();
	}

	@Test
	void detachedProgramKeepsItsDescendants() throws Exception {
		try (ProcessTemplate template = ProcessTemplate.builder().killDescendants(true).build()) {
			ChildProcess child = template.spawn("sh", "-c", "sleep 100 & echo $! > left")
				.directory(this.directory)
				.stdio(Stdio.ignore())
				.detached()
				.start();
			child.onClose().get(20, TimeUnit.SECONDS);
			long left = Long.parseLong(Files.readString(this.directory.resolve("left")).strip());
			Awaitility.await().during(Duration.ofMillis(200)).until(() -> Children.isRunning(left));
			ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
			awaitEnd(left);
		}
	}

	/** Fails at the first read. */
	private static final class FailingInput extends InputStream {

		private final Throwable failure;

		FailingInput(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public int read() throws IOException {
			if (this.failure instanceof IOException ex) {
				throw ex;
			}
			throw (Error) this.failure;
		}

	}

}
