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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import io.forkit.posix.LoopThreads;
import io.forkit.posix.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProcessTemplate} and programs that end by themselves.
 */
class ProcessTemplateTests extends AbstractProcessTests {

	@Test
	void execFileReturnsOutputAndStatus() {
		ProcessResult result = this.processes.execFile("sh", "-c", "echo out; echo err >&2").run();
		assertThat(result.stdout()).isEqualTo("out\n");
		assertThat(result.stderr()).isEqualTo("err\n");
		assertThat(result.stdoutBytes()).isEqualTo("out\n".getBytes());
		assertThat(result.stderrBytes()).isEqualTo("err\n".getBytes());
		assertThat(result.status().isSuccess()).isTrue();
		assertThat(result.status().code()).hasValue(0);
		assertThat(result.status().signal()).isEmpty();
		assertThat(result.command()).containsExactly("sh", "-c", "echo out; echo err >&2");
		assertThat(result.pid()).isPositive();
		assertThat(result.duration()).isPositive().isLessThan(Duration.ofSeconds(30));
		assertThat(result.outputTruncated()).isFalse();
	}

	@Test
	void execFileHandsArgumentsToTheProgramAsTheyAre() {
		String[] args = ShellCommandTests.NASTY.toArray(String[]::new);
		String[] withFormat = new String[args.length + 1];
		withFormat[0] = "%s\\0";
		System.arraycopy(args, 0, withFormat, 1, args.length);
		assertThat(this.processes.execFile("printf", withFormat).run().stdout())
			.isEqualTo(String.join("\0", args) + "\0");
	}

	@Test
	void execRunsAShell() {
		ProcessResult result = this.processes.exec("printf 'b\\na\\n' | sort | head -n {}", 1).run();
		assertThat(result.stdout()).isEqualTo("a\n");
		assertThat(result.command()).startsWith("/bin/sh", "-c");
	}

	@Test
	void execUsesTheShellOfTheTemplate() {
		try (ProcessTemplate other = ProcessTemplate.builder().shell("bash").build()) {
			assertThat(other.exec("echo ${BASH_VERSION:+bash} {}", "x").run().stdout()).isEqualTo("bash x\n");
		}
	}

	@Test
	void exitCodeOtherThanZeroIsAnExceptionWithTheResult() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.exec("echo out; echo 'what was wrong' >&2; exit 3").run())
			.satisfies((ex) -> {
				assertThat(ex).hasMessageContaining("echo out")
					.hasMessageContaining("exit code 3")
					.hasMessageContaining(" ms")
					.hasMessageEndingWith("stderr: what was wrong");
				assertThat(ex.getCommand()).hasSize(3);
				assertThat(ex.getResult().status().code()).hasValue(3);
				assertThat(ex.getResult().stdout()).isEqualTo("out\n");
				assertThat(ex.getStackTrace()).anyMatch((frame) -> frame.getClassName().equals(getClass().getName()));
			});
	}

	@Test
	void messageHasTheEndOfALongStderr() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.exec("yes x | head -n 5000 >&2; echo reason >&2; exit 1").run())
			.satisfies((ex) -> assertThat(ex.getMessage()).endsWith("reason").hasSizeLessThan(1_500));
	}

	@Test
	void exitCodeIsToldApartFromSignal() {
		assertThat(statusOf("exit 137").code()).hasValue(137);
		assertThat(statusOf("exit 137").signal()).isEmpty();
		assertThat(statusOf("kill -KILL $$").code()).isEmpty();
		assertThat(statusOf("kill -KILL $$").signal()).contains(Signal.SIGKILL);
		assertThat(statusOf("kill -TERM $$").signal()).contains(Signal.SIGTERM);
		assertThat(statusOf("kill -35 $$").signal()).isEmpty();
		assertThat(statusOf("kill -35 $$").signalNumber()).hasValue(35);
		assertThat(statusOf("kill -35 $$").isSuccess()).isFalse();
	}

	private ExitStatus statusOf(String command) {
		try {
			return this.processes.exec(command).run().status();
		}
		catch (ProcessExitException ex) {
			return ex.getResult().status();
		}
	}

	@Test
	void stdinIsEmptyWithoutInput() {
		assertThat(this.processes.execFile("cat").run().stdout()).isEmpty();
		assertThat(this.processes.execFile("readlink", "/proc/self/fd/0").run().stdout()).isEqualTo("/dev/null\n");
	}

	@Test
	void inputIsWrittenToStdin() {
		assertThat(this.processes.execFile("cat").input("h\u00e9llo").run().stdout()).isEqualTo("h\u00e9llo");
		assertThat(this.processes.execFile("cat").input("").run().stdout()).isEmpty();
		assertThat(this.processes.execFile("od", "-An", "-tx1")
			.input("\u00e9")
			.charset(StandardCharsets.ISO_8859_1)
			.run()
			.stdout()
			.strip()).isEqualTo("e9");
	}

	@Test
	void largeInputAndOutputFlowAtTheSameTime() {
		byte[] input = new byte[20 * 1024 * 1024];
		new Random(1).nextBytes(input);
		ProcessResult result = this.processes.execFile("cat").input(input).maxBuffer(DataSize.ofMegabytes(20)).run();
		assertThat(Arrays.equals(result.stdoutBytes(), input)).isTrue();
	}

	@Test
	void inputThatIsNotReadIsNoFailure() {
		byte[] input = new byte[1024 * 1024];
		assertThat(this.processes.execFile("true").input(input).run().status().isSuccess()).isTrue();
		assertThat(this.processes.exec("exec <&-; sleep 0.1; echo done").input(input).run().stdout())
			.isEqualTo("done\n");
	}

	@Test
	void inputThatIsNotReadKeepsNobodyBusy() {
		Duration before = LoopThreads.cpuTime("forkit-process");
		this.processes.exec("exec <&-; sleep 1").input(new byte[1024 * 1024]).run();
		this.processes.exec("sleep 1").input(new byte[1024 * 1024]).run();
		assertThat(LoopThreads.cpuTime("forkit-process").minus(before)).isLessThan(Duration.ofMillis(500));
	}

	@Test
	void charactersThatAreSplitBetweenReadsAreDecoded() {
		String text = "\u20ac\ud83d\ude00\u00e9".repeat(50_000);
		assertThat(this.processes.execFile("cat").input(text).run().stdout()).isEqualTo(text);
	}

	@Test
	void outputThatIsNotInTheCharsetIsTolerated() {
		ProcessResult result = this.processes.execFile("printf", "a\\377b").run();
		assertThat(result.stdout()).isEqualTo("a\ufffdb");
		assertThat(result.stdoutBytes()).isEqualTo(new byte[] { 'a', (byte) 0xff, 'b' });
		assertThat(this.processes.execFile("printf", "\\351").charset(StandardCharsets.ISO_8859_1).run().stdout())
			.isEqualTo("\u00e9");
	}

	@Test
	void runsInTheDirectory(@TempDir Path directory) throws Exception {
		assertThat(this.processes.execFile("pwd", "-P").directory(directory).run().stdout().strip())
			.isEqualTo(directory.toRealPath().toString());
	}

	@Test
	void environmentIsAddedToTheInheritedOne() {
		String output = this.processes.execFile("env")
			.environment("FIRST", "1")
			.environment("PATH", "/bin")
			.run()
			.stdout();
		assertThat(output.lines()).contains("FIRST=1", "PATH=/bin")
			.anyMatch((line) -> !line.startsWith("FIRST=") && !line.startsWith("PATH="));
	}

	@Test
	void environmentCanBeReplaced() {
		assertThat(this.processes.execFile("env").environment(Map.of("ONLY", "a b\nc=d")).run().stdout())
			.isEqualTo("ONLY=a b\nc=d\n");
		assertThat(this.processes.execFile("env").environment(Map.of()).environment("X", "1").run().stdout())
			.isEqualTo("X=1\n");
	}

	@Test
	void specCanBeRunAgainAndDoesNotChangeTheTemplate() {
		CommandSpec spec = this.processes.execFile("sh", "-c", "echo $X").environment("X", "1");
		assertThat(spec.run().stdout()).isEqualTo("1\n");
		assertThat(spec.run().stdout()).isEqualTo("1\n");
		assertThat(this.processes.execFile("sh", "-c", "echo $X").run().stdout()).isEqualTo("\n");
	}

	@Test
	void outputIsCompleteAlthoughTheProgramEndsAtOnce() {
		int size = 300_000;
		for (int i = 0; i < 20; i++) {
			assertThat(this.processes.execFile("head", "-c", String.valueOf(size), "/dev/zero").run().stdoutBytes())
				.hasSize(size);
		}
	}

	@Test
	void childHasOnlyItsThreeStreams() {
		ByteArrayOutputStream expected = new ByteArrayOutputStream();
		expected.writeBytes("0\n1\n2\n3\n".getBytes());
		assertThat(this.processes.execFile("ls", "/proc/self/fd").input("x").run().stdoutBytes())
			.isEqualTo(expected.toByteArray());
	}

	@Test
	void nulIsRejectedWhereverItIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.execFile("a\0b"))
			.withMessage("'file' must not contain a NUL character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.execFile("echo", "x", "a\0b"))
			.withMessage("'args[1]' must not contain a NUL character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.exec("a\0b"))
			.withMessage("'command' must not contain a NUL character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.exec("echo {}", "a\0b"))
			.withMessage("'args[0]' must not contain a NUL character");
		CommandSpec spec = this.processes.execFile("true");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.environment("A\0", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.environment(Map.of("A", "\0")))
			.withMessageContaining("'A'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.directory(Path.of("a\0b")));
	}

	@Test
	void argumentsThatMakeNoSenseAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.execFile(""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.exec(""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.exec("echo {}", (Object) null))
			.withMessage("'args[0]' must not be null");
		CommandSpec spec = this.processes.execFile("true");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.timeout(Duration.ZERO))
			.withMessage("'timeout' must be greater than zero but is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.killGrace(Duration.ofMillis(-1)))
			.withMessageContaining("'killGrace'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.maxBuffer(DataSize.ofBytes(-1)))
			.withMessageContaining("'maxBuffer'");
	}

	@Test
	void endlessDurationsAreAllowed() {
		assertThat(this.processes.execFile("true")
			.timeout(Duration.ofSeconds(Long.MAX_VALUE))
			.killGrace(Duration.ofSeconds(Long.MAX_VALUE))
			.run()
			.status()
			.isSuccess()).isTrue();
	}

	@Test
	void workerVariablesAreNotPassedOn() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		String output = this.processes
			.execFile(java, "-cp", System.getProperty("java.class.path"), PrintsEnvironment.class.getName())
			.environment("FORKIT_WORKER_ID", "1")
			.environment("NODE_CHANNEL_FD", "3")
			.environment("KEPT", "yes")
			.run()
			.stdout();
		assertThat(output.lines()).contains("KEPT=yes")
			.noneMatch((line) -> line.matches("(FORKIT_WORKER|NODE_CHANNEL).*"));
	}

	/** Runs env with a template of its own. */
	static class PrintsEnvironment {

		public static void main(String[] args) {
			try (ProcessTemplate processes = ProcessTemplate.create()) {
				System.out.print(processes.execFile("env").run().stdout());
			}
		}

	}

	@Test
	void scriptWithoutShellIsRunByItsInterpreter(@TempDir Path directory) throws Exception {
		Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\necho \"$0 $1\"\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		assertThat(this.processes.execFile("./script", "a").directory(directory).run().stdout())
			.isEqualTo("./script a\n");
		assertThat(this.processes.execFile("script", "a").environment("PATH", directory.toString()).run().stdout())
			.isEqualTo(script + " a\n");
	}

}
