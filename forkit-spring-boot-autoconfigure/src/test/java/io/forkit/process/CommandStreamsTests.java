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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.forkit.posix.Children;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for input and output of commands that come from or go to something that is named.
 */
class CommandStreamsTests extends AbstractProcessTests {

	private static final byte[] MEGABYTES = "0123456789abcde\n".repeat(300_000).getBytes();

	@TempDir
	Path directory;

	@Test
	void streamsAreCopied() {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		ProcessResult result = this.processes.execFile("cat")
			.input(new ByteArrayInputStream(MEGABYTES))
			.output(output)
			.run();
		assertThat(output.toByteArray()).isEqualTo(MEGABYTES);
		assertThat(result.stdoutBytes()).isEmpty();
	}

	@Test
	void filesAreReadAndWrittenByTheProgramItself() throws Exception {
		Path in = Files.write(this.directory.resolve("in"), MEGABYTES);
		Path out = Files.writeString(this.directory.resolve("out"), "before");
		Path err = this.directory.resolve("err");
		this.processes.exec("cat; echo problem >&2").input(in).output(out).errorOutput(err).run();
		assertThat(out).hasBinaryContent(MEGABYTES);
		assertThat(err).hasContent("problem\n");
	}

	@Test
	void channelsAreCopied() throws Exception {
		Path in = Files.write(this.directory.resolve("in"), MEGABYTES);
		Path out = this.directory.resolve("out");
		try (FileChannel source = FileChannel.open(in);
				FileChannel target = FileChannel.open(out, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			this.processes.execFile("cat").input(source).output(target).run();
		}
		assertThat(out).hasBinaryContent(MEGABYTES);
	}

	@Test
	void stderrCanBeMergedInTheOrderInWhichItIsWritten() {
		ProcessResult result = this.processes.exec("echo 1; echo 2 >&2; echo 3").mergeErrors().run();
		assertThat(result.stdout()).isEqualTo("1\n2\n3\n");
		assertThat(result.stderr()).isEmpty();
	}

	@Test
	void stderrGoesToAStream() {
		ByteArrayOutputStream errors = new ByteArrayOutputStream();
		ProcessResult result = this.processes.exec("echo 1; echo 2 >&2").errorOutput(errors).run();
		assertThat(result.stdout()).isEqualTo("1\n");
		assertThat(errors).hasToString("2\n");
	}

	@Test
	void programThatDoesNotReadItsInputDoesNotFail() {
		InputStream endless = new InputStream() {

			@Override
			public int read() {
				return 'x';
			}

		};
		assertThat(this.processes.execFile("head", "-c", "10").input(endless).run().stdout()).isEqualTo("xxxxxxxxxx");
	}

	@Test
	void commandIsOverAlthoughItsInputBlocks() throws Exception {
		try (PipedOutputStream writer = new PipedOutputStream();
				PipedInputStream silent = new PipedInputStream(writer)) {
			assertThat(this.processes.execFile("echo", "done").input(silent).run().stdout()).isEqualTo("done\n");
		}
	}

	@Test
	void inputThatFailsEndsTheProgram() {
		InputStream failing = new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("source is broken");
			}

		};
		assertThatExceptionOfType(ProcessStreamException.class)
			.isThrownBy(() -> this.processes.exec("sleep 100").input(failing).run())
			.withMessageContaining("source is broken")
			.satisfies((ex) -> assertThat(ex.getResult()).isPresent());
	}

	@Test
	void outputThatFailsEndsTheProgram() {
		OutputStream failing = new OutputStream() {

			@Override
			public void write(int b) throws IOException {
				throw new IOException("target is broken");
			}

		};
		assertThatExceptionOfType(ProcessStreamException.class)
			.isThrownBy(() -> this.processes.execFile("yes").output(failing).run())
			.withMessageContaining("target is broken");
	}

	@Test
	void slowTargetLosesNothingThoughTheProgramHasEnded() throws Exception {
		ByteArrayOutputStream received = new ByteArrayOutputStream();
		CompletableFuture<Void> release = new CompletableFuture<>();
		OutputStream slow = new OutputStream() {

			@Override
			public void write(int b) {
				throw new UnsupportedOperationException();
			}

			@Override
			public void write(byte[] bytes, int offset, int length) {
				release.join();
				received.write(bytes, offset, length);
			}

		};
		CompletableFuture<ProcessResult> future = this.processes.exec("echo $$ > pid; printf %040000d 7")
			.directory(this.directory)
			.output(slow)
			.start();
		Path pid = this.directory.resolve("pid");
		Awaitility.await().until(() -> Files.exists(pid) && Files.size(pid) > 1);
		// Longer than the drain timeout, which is for writers that hold the pipe only.
		CompletableFuture.delayedExecutor(2 * DRAIN.toMillis(), TimeUnit.MILLISECONDS)
			.execute(() -> release.complete(null));
		assertThat(future.get(20, TimeUnit.SECONDS).outputTruncated()).isFalse();
		assertThat(received.toByteArray()).hasSize(40_000);
	}

	@Test
	void targetOfAFileThatCannotBeWrittenFailsTheStart() {
		assertThatExceptionOfType(ProcessStartException.class)
			.isThrownBy(() -> this.processes.execFile("true").output(this.directory.resolve("no/such")).run())
			.isExactlyInstanceOf(ProcessStartException.class)
			.withMessageContaining("no/such")
			.withMessageContaining("ENOENT");
	}

	@Test
	void linesAreReadWhileTheyAreWritten() throws Exception {
		try (Stream<String> lines = this.processes.exec("echo one; echo two; exec sleep 100").lines()) {
			assertThat(lines.limit(2)).containsExactly("one", "two");
		}
	}

	@Test
	void closingTheLinesEndsTheProgram() throws Exception {
		long pid;
		try (Stream<String> lines = this.processes.exec("echo $$; exec sleep 100").lines()) {
			pid = Long.parseLong(lines.findFirst().orElseThrow());
			assertThat(Children.isRunning(pid)).isTrue();
		}
		assertThat(Children.isRunning(pid)).isFalse();
	}

	@Test
	void failureComesBehindTheLastLine() {
		try (Stream<String> lines = this.processes.exec("seq 1 1000; echo no >&2; exit 3").lines()) {
			List<String> read = new ArrayList<>();
			assertThatExceptionOfType(ProcessExitException.class).isThrownBy(() -> lines.forEach(read::add))
				.withMessageContaining("exit code 3")
				.withMessageContaining("no");
			assertThat(read).hasSize(1000);
		}
	}

	@Test
	void linesNeedStdout() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.processes.execFile("true").output(new ByteArrayOutputStream()).lines())
			.withMessageContaining("'lines'");
	}

	@Test
	void specCanBeRunAgain() throws Exception {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		CommandSpec spec = this.processes.execFile("cat").input("x").output(Channels.newChannel(output));
		spec.run();
		spec.timeout(Duration.ofSeconds(20)).start().get(20, TimeUnit.SECONDS);
		assertThat(output).hasToString("xx");
	}

	@Test
	void missingInputFileIsNamed() {
		Path missing = this.directory.resolve("missing");
		assertThatExceptionOfType(ProcessStartException.class)
			.isThrownBy(() -> this.processes.execFile("cat").input(missing).run())
			.withMessageContaining(missing.toString());
	}

}
