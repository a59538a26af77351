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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.posix.Signal;
import io.forkit.process.ChildProcess;
import io.forkit.process.CommandNotFoundException;
import io.forkit.process.CommandSpec;
import io.forkit.process.EngineChoice;
import io.forkit.process.ProcessExitException;
import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.ProcessTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Node's tests of {@code exec}: a shell command whose output is wanted.
 */
class NodeExecTests extends AbstractNodeTests {

	@TempDir
	Path directory;

	@Test
	@DisplayName("test/parallel/test-child-process-bad-stdio.js: a command without streams of its own succeeds")
	void withoutStreamsSucceeds() throws Exception {
		ProcessResult result = withoutStreams("echo out; echo err >&2").run();
		assertThat(result.stdout()).isEmpty();
		assertThat(result.stderr()).isEmpty();
		assertThat(this.directory.resolve("out")).hasContent("out");
		assertThat(this.directory.resolve("err")).hasContent("err");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-bad-stdio.js: a command without streams of its own fails")
	void withoutStreamsFails() {
		assertThatExceptionOfType(ProcessExitException.class).isThrownBy(() -> withoutStreams("exit 3").run())
			.satisfies((ex) -> {
				assertThat(ex.getResult().status().code()).hasValue(3);
				assertThat(ex.getResult().stderr()).isEmpty();
			});
		// Other than in Node, where it exits with the code of the shell, no shell is
		// found here.
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("does-not-exist")
				.output(this.directory.resolve("out"))
				.errorOutput(this.directory.resolve("err"))
				.run());
	}

	@Test
	@DisplayName("test/parallel/test-child-process-bad-stdio.js: a command without streams of its own is timed out")
	void withoutStreamsTimesOut() {
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> withoutStreams("exec sleep 100").timeout(Duration.ofMillis(50)).run())
			.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().status().isSuccess()).isFalse());
	}

	private CommandSpec withoutStreams(String command) {
		return this.processes.exec(command)
			.output(this.directory.resolve("out"))
			.errorOutput(this.directory.resolve("err"));
	}

	// Windows is not tested; what holds for its shells holds for others as well.
	@Test
	@DisplayName("test/parallel/test-child-process-exec-any-shells-windows.js: a shell at a path with blanks")
	void shellAtAPathWithBlanks() throws Exception {
		Path shell = Files.createDirectory(this.directory.resolve("my shells")).resolve("a shell");
		Files.createSymbolicLink(shell, Path.of("/bin/sh"));
		try (ProcessTemplate other = template().shell(shell.toString()).build()) {
			assertThat(other.exec("echo foo bar").run().stdout()).isEqualTo("foo bar\n");
			assertThat(other.exec("{} -c 'echo foo bar'", shell).run().stdout()).isEqualTo("foo bar\n");
			assertThat(other.exec("echo 'a  b' | cat").run().command()).startsWith(shell.toString(), "-c");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-cwd.js: runs in the directory")
	void directory() {
		assertThat(this.processes.exec("pwd").directory(Path.of("/dev")).run().stdout()).isEqualTo("/dev\n");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-encoding.js: texts and bytes of both streams")
	void encoding() {
		ProcessResult result = this.processes.exec("printf 'caf\\303\\251'; printf '\\303\\251' >&2").run();
		// Both are there, where Node has one or the other by its option.
		assertThat(result.stdout()).isEqualTo("caf\u00e9");
		assertThat(result.stderr()).isEqualTo("\u00e9");
		assertThat(result.stdoutBytes()).containsExactly('c', 'a', 'f', 0xc3, 0xa9);
		assertThat(result.stderrBytes()).containsExactly(0xc3, 0xa9);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-encoding.js: an encoding that does not exist is an error")
	void unknownEncoding() {
		// Node returns bytes without a word.
		assertThatExceptionOfType(UnsupportedCharsetException.class)
			.isThrownBy(() -> this.processes.exec("true").charset(Charset.forName("bogus")));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-std-encoding.js: another encoding holds for both streams")
	void anotherEncoding() {
		ProcessResult result = this.processes.exec("printf '\\351'; printf '\\374' >&2")
			.charset(StandardCharsets.ISO_8859_1)
			.run();
		assertThat(result.stdout()).isEqualTo("\u00e9");
		assertThat(result.stderr()).isEqualTo("\u00fc");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-stdout-stderr-data-string.js: what comes while it runs is text")
	void textWhileItRuns() throws Exception {
		List<String> out = new CopyOnWriteArrayList<>();
		List<String> err = new CopyOnWriteArrayList<>();
		try (ChildProcess child = this.processes.spawnShell("printf '\\303\\251\\nb'; does-not-exist")
			.onStdoutLine(out::add)
			.onStderrLine(err::add)
			.start()) {
			assertThat(closed(child).status().code()).hasValue(127);
		}
		assertThat(out).containsExactly("\u00e9", "b");
		assertThat(err).singleElement().asString().contains("does-not-exist");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-env.js: another environment, also seen while it runs")
	void environment() throws Exception {
		List<String> live = new CopyOnWriteArrayList<>();
		Map<String, String> environment = Map.of("HELLO", "WORLD");
		String output = this.processes.exec("env").environment(environment).run().stdout();
		assertThat(output.lines()).contains("HELLO=WORLD").noneMatch((line) -> line.startsWith("HOME="));
		try (ChildProcess child = this.processes.spawnShell("env")
			.environment(environment)
			.onStdoutLine(live::add)
			.start()) {
			closed(child);
		}
		assertThat(live).containsExactlyElementsOf(output.lines().toList());
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-error.js: a missing command is exit code 127 of the shell")
	void missingCommandInTheShell() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.exec("does-not-exist").run())
			.withMessageContaining("does-not-exist")
			.satisfies((ex) -> {
				assertThat(ex.getResult().status().code()).hasValue(127);
				assertThat(ex.getResult().pid()).isPositive();
				assertThat(ex.getCommand()).endsWith("does-not-exist");
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-error.js: a missing program is an exception of its own")
	void missingProgram() {
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("does-not-exist").run())
			.withMessageContaining("does-not-exist")
			.satisfies((ex) -> assertThat(ex.getCommand()).containsExactly("does-not-exist"));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-timeout-expire.js: ended by SIGTERM")
	void timeout() {
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.processes.exec("exec sleep 100").timeout(Duration.ofMillis(50)).run())
			.withMessageContaining("exec sleep 100")
			.satisfies((ex) -> {
				ProcessResult result = ex.getResult().orElseThrow();
				assertThat(result.status().code()).isEmpty();
				assertThat(result.status().signal()).contains(Signal.SIGTERM);
				assertThat(result.stdout()).isEmpty();
				assertThat(result.stderr()).isEmpty();
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-timeout-expire.js: ended by SIGKILL if SIGTERM is ignored")
	void timeoutThatIsIgnored() {
		// Node would wait for such a program for ever.
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.processes.exec("trap '' TERM; while :; do sleep 0.05; done")
				.timeout(Duration.ofMillis(200))
				.run())
			.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().status().signal()).contains(Signal.SIGKILL));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-timeout-kill.js: ended by the signal that was chosen")
	void timeoutWithAnotherSignal() {
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.processes.exec("exec sleep 100")
				.timeout(Duration.ofMillis(50))
				.killSignal(Signal.SIGKILL)
				.run())
			.satisfies((ex) -> {
				assertThat(ex.getResult().orElseThrow().status().code()).isEmpty();
				assertThat(ex.getResult().orElseThrow().status().signal()).contains(Signal.SIGKILL);
			});
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-timeout-not-expired.js: a limit that is not reached")
	void timeoutThatIsNotReached() {
		ProcessResult result = this.processes.exec("echo stdout; echo stderr >&2")
			.timeout(Duration.ofMillis(1 << 30))
			.run();
		assertThat(result.status().isSuccess()).isTrue();
		assertThat(result.stdout()).isEqualTo("stdout\n");
		assertThat(result.stderr()).isEqualTo("stderr\n");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-exec-timeout-not-expired.js: no limit keeps the JVM alive")
	void timeoutDoesNotKeepTheJvmAlive() {
		assertThat(this.processes.execFile(java(), javaArguments(Main.class)).timeout(LIMIT).run().stdout())
			.isEqualTo("done\n");
	}

	/** Ends with a limit that runs on, and without closing the template. */
	static class Main {

		public static void main(String[] args) {
			ProcessTemplate processes = ProcessTemplate.builder().engine(EngineChoice.valueOf(args[0])).build();
			processes.exec("true").timeout(Duration.ofMillis(1 << 30)).run();
			processes.exec("sleep 1").timeout(Duration.ofMillis(1 << 30)).start();
			System.out.println("done");
		}

	}

}
