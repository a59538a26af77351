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

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.forkit.posix.Signal;
import io.forkit.process.CommandNotFoundException;
import io.forkit.process.CommandSpec;
import io.forkit.process.DirectoryNotFoundException;
import io.forkit.process.OutputLimitException;
import io.forkit.process.ProcessExitException;
import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.ProcessTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Node's tests of {@code execSync}, {@code execFileSync} and {@code spawnSync}. All three
 * are {@code run()}, or {@code runToEnd()} where every end is a result, as of
 * {@code spawnSync}.
 */
class NodeSyncTests extends AbstractNodeTests {

	@TempDir
	Path directory;

	@Test
	@DisplayName("test/parallel/test-child-process-execfilesync-maxbuf.js: too much is an exception with the output so far")
	void limitOfExecFile() {
		// The same exception as of the asynchronous form, and exactly the limit is kept.
		assertThatExceptionOfType(OutputLimitException.class)
			.isThrownBy(() -> this.processes.execFile("cat", "/dev/zero").run())
			.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().stdoutBytes()).hasSize(MEBIBYTE));
		CommandSpec more = this.processes.execFile("head", "-c", "" + (MEBIBYTE + 1), "/dev/zero");
		assertThat(more.maxBuffer(DataSize.ofBytes(Long.MAX_VALUE)).run().stdoutBytes()).hasSize(MEBIBYTE + 1);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-maxbuf.js: too much is an exception, also of runToEnd")
	void limitOfSpawn() {
		CommandSpec spec = this.processes.exec("echo abcdef; printf ghi >&2").maxBuffer(DataSize.ofBytes(3));
		assertThatExceptionOfType(OutputLimitException.class).isThrownBy(spec::runToEnd).satisfies((ex) -> {
			assertThat(ex.getStream()).isEqualTo("stdout");
			assertThat(ex.getResult().orElseThrow().stdout()).isEqualTo("abc");
		});
		assertThat(this.processes.execFile("head", "-c", "" + MEBIBYTE, "/dev/zero").runToEnd().stdoutBytes())
			.hasSize(MEBIBYTE);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-env.js: a variable of the environment")
	void environment() {
		assertThat(this.processes.exec("echo $foo").environment(Map.of("foo", "bar")).run().stdout())
			.isEqualTo("bar\n");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-input.js: a text, bytes, a stream, a channel or a file")
	void input() throws Exception {
		byte[] bytes = "hello world \u00e9".getBytes(StandardCharsets.UTF_8);
		Path file = Files.write(this.directory.resolve("input"), bytes);
		CommandSpec spec = this.processes.execFile("cat");
		assertThat(spec.input("hello world \u00e9").run().stdoutBytes()).isEqualTo(bytes);
		assertThat(spec.input(bytes).run().stdout()).isEqualTo("hello world \u00e9");
		assertThat(spec.input(new ByteArrayInputStream(bytes)).run().stdoutBytes()).isEqualTo(bytes);
		assertThat(spec.input(Channels.newChannel(new ByteArrayInputStream(bytes))).run().stdoutBytes())
			.isEqualTo(bytes);
		assertThat(spec.input(file).run().stdoutBytes()).isEqualTo(bytes);
		assertThat(this.processes.exec("cat >&2").input(bytes).run().stderrBytes()).isEqualTo(bytes);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-shell.js: the command that the shell gets")
	void shell() {
		ProcessResult result = this.processes.exec("echo foo").run();
		assertThat(result.stdout()).isEqualTo("foo\n");
		assertThat(result.command()).containsExactly("/bin/sh", "-c", "echo foo");
		assertThat(this.processes.exec("echo bar | cat").run().stdout()).isEqualTo("bar\n");
		assertThat(this.processes.exec("echo $BAZ").environment("BAZ", "buzz").run().stdout()).isEqualTo("buzz\n");
		assertThat(this.processes.exec("does-not-exist").runToEnd().status().code()).hasValue(127);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-shell.js: another shell")
	void anotherShell() {
		try (ProcessTemplate other = template().shell("bash").build()) {
			ProcessResult result = other.exec("echo ${BASH_VERSION:+yes}").run();
			assertThat(result.command()).containsExactly("bash", "-c", "echo ${BASH_VERSION:+yes}");
			assertThat(result.stdout()).isEqualTo("yes\n");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-timeout.js: returns long before the program would end")
	void timeout() {
		for (boolean toEnd : new boolean[] { false, true }) {
			CommandSpec spec = this.processes.execFile("sleep", "100").timeout(Duration.ofMillis(100));
			// Also of runToEnd: the limit is forkit's, not the program's own end.
			assertThatExceptionOfType(ProcessTimeoutException.class)
				.isThrownBy(() -> assertThat(toEnd ? spec.runToEnd() : spec.run()).isNull())
				.satisfies((ex) -> {
					assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(100));
					assertThat(ex.getResult().orElseThrow().status().signal()).contains(Signal.SIGTERM);
					assertThat(ex.getResult().orElseThrow().duration()).isLessThan(LIMIT);
				});
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-validation-errors.js: values that make no sense")
	void wrongValues() {
		CommandSpec spec = this.processes.execFile("does-not-exist");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.timeout(Duration.ofMillis(-1)))
			.withMessageContaining("'timeout'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.timeout(Duration.ZERO))
			.withMessageContaining("'timeout'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.maxBuffer(DataSize.ofBytes(-1)))
			.withMessageContaining("'maxBuffer'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.uid(-1)).withMessageContaining("'uid'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.gid(-1)).withMessageContaining("'gid'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.argv0("a\0b")).withMessageContaining("'argv0'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.directory(Path.of("a\0b")));
		assertThatIllegalArgumentException().isThrownBy(() -> ProcessTemplate.builder().shell(" "))
			.withMessageContaining("'shell'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.exec("true", "a\0b"))
			.withMessageContaining("'args[0]'");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-validation-errors.js: names of signals in any case")
	void namesOfSignals() {
		for (String name : List.of("SIGTERM", "sigterm", "SigTerm", "TERM", "term")) {
			assertThat(Signal.of(name)).isEqualTo(Signal.SIGTERM);
		}
		assertThat(Signal.of(15)).isEqualTo(Signal.SIGTERM);
		for (String name : List.of("foo", "SIGFOO", "", "15")) {
			assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(name)).withMessageContaining(name);
		}
		for (int number : new int[] { 0, -1, 500 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(number)).withMessageContaining("" + number);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync-validation-errors.js: good values get as far as the program")
	void goodValues() {
		CommandSpec spec = this.processes.execFile("does-not-exist")
			.directory(this.directory)
			.timeout(Duration.ofMillis(1))
			.maxBuffer(DataSize.ofBytes(1))
			.killSignal(Signal.of("sigkill"));
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(spec::run);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync.js: exit code 0")
	void success() {
		ProcessResult result = this.processes.execFile("sleep", "0").run();
		assertThat(result.status().code()).hasValue(0);
		assertThat(result.stdoutBytes()).isEmpty();
		assertThat(result.stderrBytes()).isEmpty();
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync.js: a missing program has its name, arguments and PATH")
	void missingProgram() {
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("command_does_not_exist", "bar").runToEnd())
			.satisfies((ex) -> {
				assertThat(ex.getCommand()).containsExactly("command_does_not_exist", "bar");
				assertThat(ex.getPath()).isEqualTo(System.getenv("PATH"));
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawnsync.js: runs in the directory, with texts and bytes")
	void inDirectory() {
		ProcessResult result = this.processes.execFile("pwd").directory(Path.of("/")).run();
		assertThat(result.stdout()).isEqualTo("/\n");
		assertThat(result.stdoutBytes()).containsExactly('/', '\n');
	}

	@Test
	@DisplayName("test/sequential/test-child-process-execsync.js: a shell that does not exist")
	void missingShell() {
		try (ProcessTemplate other = template().shell("bad_shell").build()) {
			assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(() -> other.exec("exit -1").run())
				.withMessageContaining("'bad_shell' was not found");
		}
	}

	@Test
	@DisplayName("test/sequential/test-child-process-execsync.js: a timeout has no result but an exception")
	void timeoutOfExec() {
		for (CommandSpec spec : List.of(this.processes.exec("exec sleep 100"),
				this.processes.execFile("sleep", "100"))) {
			assertThatExceptionOfType(ProcessTimeoutException.class)
				.isThrownBy(() -> spec.timeout(Duration.ofMillis(50)).run())
				.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().status().isSuccess()).isFalse());
		}
	}

	@Test
	@DisplayName("test/sequential/test-child-process-execsync.js: a failure has command, code, pid, both streams and stderr in its message")
	void failure() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.exec("echo out; echo 'file not found' >&2; exit 1").run())
			// Node writes stderr to its own stderr, which is nobody's business here.
			.withMessageContaining("echo out")
			.withMessageEndingWith("stderr: file not found")
			.satisfies((ex) -> {
				assertThat(ex.getResult().status().code()).hasValue(1);
				assertThat(ex.getResult().status().signal()).isEmpty();
				assertThat(ex.getResult().pid()).isPositive();
				assertThat(ex.getResult().stdout()).isEqualTo("out\n");
				assertThat(ex.getResult().stderr()).isEqualTo("file not found\n");
			});
	}

	@Test
	@DisplayName("test/sequential/test-child-process-execsync.js: a directory that does not exist")
	void missingDirectory() {
		// In Node this looks as if the program was missing.
		assertThatExceptionOfType(DirectoryNotFoundException.class)
			.isThrownBy(() -> this.processes.exec("true").directory(this.directory.resolve("missing")).run());
		assertThat(this.processes.exec("pwd -P").directory(Path.of("/")).run().stdout()).isEqualTo("/\n");
	}

}
