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

package io.forkit.process.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.Signal;
import io.forkit.process.CommandNotFoundException;
import io.forkit.process.CommandSpec;
import io.forkit.process.OutputLimitException;
import io.forkit.process.ProcessCancelledException;
import io.forkit.process.ProcessExitException;
import io.forkit.process.ProcessResult;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Node's tests of {@code execFile}: a program whose output is wanted, and no shell.
 */
class NodeExecFileTests extends AbstractNodeTests {

	@TempDir
	Path directory;

	@Test
	@DisplayName("test/parallel/test-child-process-execfile.js: another exit code has the command in its message")
	void exitCode() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.execFile("sh", "-c", "exit 42").run())
			.withMessageContaining("sh -c 'exit 42'")
			.satisfies((ex) -> assertThat(ex.getResult().status().code()).hasValue(42));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile.js: an end by a signal is no exit code")
	void signal() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.execFile("sh", "-c", "kill -s KILL $$").run())
			.satisfies((ex) -> {
				assertThat(ex.getResult().status().code()).isEmpty();
				assertThat(ex.getResult().status().signal()).contains(Signal.SIGKILL);
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile.js: there is no shell, as exec is for that")
	void noShell() {
		// Node has an option for a shell, which then gets the arguments without quotes.
		assertThat(this.processes.execFile("echo", "$HOME", "a;b").run().stdout()).isEqualTo("$HOME a;b\n");
		assertThat(this.processes.exec("echo \"$FOO\" {}", "$FOO; b").environment("FOO", "x").run().stdout())
			.isEqualTo("x $FOO; b\n");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile.js: cancelled while it runs")
	void cancelled() throws Exception {
		CompletableFuture<ProcessResult> future = waiting("a").start();
		long pid = awaitPid("a");
		assertThat(future.cancel(true)).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(future::join);
		awaitEnd(pid);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile.js: cancelling after the end has no effect")
	void cancelledAfterTheEnd() throws Exception {
		CompletableFuture<ProcessResult> future = this.processes.execFile("echo", "x").start();
		assertThat(future.get(LIMIT.toSeconds(), TimeUnit.SECONDS).stdout()).isEqualTo("x\n");
		assertThat(future.cancel(true)).isFalse();
		assertThat(future.join().stdout()).isEqualTo("x\n");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile.js: both forms have the same output")
	void bothForms() throws Exception {
		CommandSpec spec = this.processes.execFile("seq", "1000");
		assertThat(spec.start().get(LIMIT.toSeconds(), TimeUnit.SECONDS).stdout()).isEqualTo(spec.run().stdout())
			.endsWith("999\n1000\n");
	}

	// There is no AbortSignal in Java: who waits is interrupted, a future is cancelled.
	@Test
	@DisplayName("test/parallel/test-child-process-execFile-promisified-abortController.js: aborted while it runs")
	void interrupted() throws Exception {
		CompletableFuture<ProcessCancelledException> thrown = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				waiting("a").run();
			}
			catch (ProcessCancelledException ex) {
				thrown.complete(ex);
			}
		});
		thread.start();
		long pid = awaitPid("a");
		thread.interrupt();
		assertThat(thrown.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getResult().orElseThrow().status().signal())
			.contains(Signal.SIGTERM);
		awaitEnd(pid);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execFile-promisified-abortController.js: aborted before it starts")
	void interruptedBefore() {
		// Node starts the program and kills it a moment later.
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(ProcessCancelledException.class).isThrownBy(() -> waiting("a").run());
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.directory.resolve("a")).doesNotExist();
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile-maxbuf.js: the limit is 1 MiB and belongs to what is allowed")
	void limit() {
		ProcessResult result = head(MEBIBYTE, "; head -c " + MEBIBYTE + " /dev/zero >&2").run();
		assertThat(result.stdoutBytes()).hasSize(MEBIBYTE);
		assertThat(result.stderrBytes()).hasSize(MEBIBYTE);
		assertThat(result.outputTruncated()).isFalse();
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile-maxbuf.js: one byte more on stdout")
	void beyondTheLimit() {
		assertThatExceptionOfType(OutputLimitException.class).isThrownBy(() -> head(MEBIBYTE + 1, "").run())
			.satisfies((ex) -> {
				assertThat(ex.getStream()).isEqualTo("stdout");
				assertThat(ex.getLimit()).isEqualTo(DataSize.ofMegabytes(1));
				assertThat(ex.getResult().orElseThrow().stdoutBytes()).hasSize(MEBIBYTE);
				assertThat(ex.getResult().orElseThrow().outputTruncated()).isTrue();
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile-maxbuf.js: more on stderr")
	void beyondTheLimitOfStderr() {
		assertThatExceptionOfType(OutputLimitException.class)
			.isThrownBy(() -> this.processes.execFile("sh", "-c", "echo out; exec cat /dev/zero >&2")
				.maxBuffer(DataSize.ofBytes(100))
				.run())
			.satisfies((ex) -> {
				assertThat(ex.getStream()).isEqualTo("stderr");
				assertThat(ex.getResult().orElseThrow().stdout()).isEqualTo("out\n");
				assertThat(ex.getResult().orElseThrow().stderrBytes()).hasSize(100);
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile-maxbuf.js: the limit counts bytes")
	void limitOfBytes() {
		String text = "\u4e2d\u6587\u6d4b\u8bd5";
		for (String command : new String[] { "cat", "cat >&2" }) {
			assertThatExceptionOfType(OutputLimitException.class)
				.isThrownBy(() -> this.processes.exec(command).input(text).maxBuffer(DataSize.ofBytes(10)).run())
				.satisfies((ex) -> {
					ProcessResult result = ex.getResult().orElseThrow();
					assertThat(result.stdoutBytes().length + result.stderrBytes().length).isEqualTo(10);
					// Node shows the first byte of the fourth character as well.
					assertThat(result.stdout() + result.stderr()).isEqualTo("\u4e2d\u6587\u6d4b");
				});
		}
		assertThat(this.processes.execFile("cat").input(text).maxBuffer(DataSize.ofBytes(12)).run().stdout())
			.isEqualTo(text);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-execfile-maxbuf.js: no limit")
	void noLimit() {
		assertThat(head(3 * MEBIBYTE, "").maxBuffer(DataSize.ofBytes(Long.MAX_VALUE)).run().stdoutBytes())
			.hasSize(3 * MEBIBYTE);
		assertThat(this.processes.execFile("true").maxBuffer(DataSize.ofBytes(0)).run().stdoutBytes()).isEmpty();
	}

	@Test
	@DisplayName("test/parallel/test-child-process-promisified.js: a future of both streams")
	void future() throws Exception {
		ProcessResult result = this.processes.exec("echo out; echo err >&2")
			.start()
			.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		assertThat(result.stdout()).isEqualTo("out\n");
		assertThat(result.stderr()).isEqualTo("err\n");
		// In place of the promise's child: the program itself belongs to spawn.
		assertThat(result.pid()).isPositive();
	}

	@Test
	@DisplayName("test/parallel/test-child-process-promisified.js: a failure has code and both streams")
	void futureOfFailure() {
		CompletableFuture<ProcessResult> future = this.processes.exec("echo out; echo err >&2; exit 1").start();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> future.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOfSatisfying(ProcessExitException.class, (ex) -> {
				assertThat(ex.getResult().status().code()).hasValue(1);
				assertThat(ex.getResult().stdout()).isEqualTo("out\n");
				assertThat(ex.getResult().stderr()).isEqualTo("err\n");
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-promisified.js: a missing program fails the future, by its name")
	void futureOfMissingProgram() {
		CompletableFuture<ProcessResult> future = this.processes.execFile("does-not-exist").start();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> future.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(CommandNotFoundException.class)
			.withMessageContaining("does-not-exist");
	}

	private CommandSpec head(int size, String more) {
		return this.processes.execFile("sh", "-c", "head -c " + size + " /dev/zero" + more);
	}

	private CommandSpec waiting(String file) {
		return this.processes.execFile("sh", "-c", "echo $$ > x; mv x " + file + "; exec sleep 100")
			.directory(this.directory);
	}

	private long awaitPid(String file) throws Exception {
		Path path = this.directory.resolve(file);
		await().until(() -> Files.exists(path));
		return Long.parseLong(Files.readString(path).strip());
	}

}
