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

package io.forkit.process.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.forkit.posix.Credentials;
import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static io.forkit.process.engine.LaunchBuilder.of;
import static io.forkit.process.engine.LaunchBuilder.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.contentOf;

/**
 * Tests for {@link JdkEngine}: its limits.
 */
class JdkEngineTests extends AbstractProcessEngineTests {

	private static final String REASON = "the operating system is Plan 9 and not Linux";

	@Override
	ProcessEngine createEngine(ExecutorService background) {
		return new JdkEngine(REASON, background);
	}

	@Test
	void isNamedAndTellsItsLimits() {
		assertThat(engine().name()).isEqualTo("jdk");
		assertThat(JdkEngine.limits()).isNotEmpty().allMatch((limit) -> limit.endsWith("."));
	}

	@Test
	void otherDescriptorsAreRefused() {
		assertRefused("connect descriptor 3 of a program", of("/bin/true").redirect(3, Redirect.PIPE));
		assertRefused("connect descriptor 7 of a program", of("/bin/true").redirect(7, Redirect.IGNORE));
	}

	@Test
	void openFilesAreRefused() throws Exception {
		try (Fd fd = Fd.read(Path.of("/dev/null"))) {
			assertRefused("give an open file of this process to a program, as its descriptor 0",
					of("/bin/true").redirect(0, new Redirect.Descriptor(fd)));
		}
	}

	@Test
	void pipesOfOtherProgramsAreRefused() throws Exception {
		EngineProcess other = start(of("/bin/cat").redirect(0, Redirect.PIPE));
		assertRefused("connect descriptor 1 of a program to the pipe of another one",
				of("/bin/true").redirect(1, new Redirect.SharedPipe(other.input(0))));
	}

	@Test
	void detachedProgramsAreRefused() {
		assertRefused("start a detached program", of("/bin/true").group(Launch.Group.SESSION));
	}

	@Test
	void credentialsAreRefused() {
		assertRefused("start a program with other credentials",
				of("/bin/true").credentials(Credentials.SAME.withUid(1)));
		assertRefused("start a program with other credentials",
				of("/bin/true").credentials(Credentials.SAME.withNoNewPrivileges(true)));
	}

	@Test
	void anotherNameIsRefused() {
		assertRefused("show '-sh' as its own name (argv[0]) to the program /bin/sh",
				LaunchBuilder.of("/bin/sh", List.of("-sh")));
		assertRefused("show 'other/cat'", LaunchBuilder.of("/bin/cat", List.of("other/cat")));
		assertRefused("show ''", LaunchBuilder.of("/bin/cat", List.of("")));
		assertRefused("show '\0'", LaunchBuilder.of("/bin/cat", List.of("\0")));
	}

	@Test
	void nameOfExecutableIsAccepted() throws Exception {
		Path program = Files.copy(Path.of("/bin/true"), this.directory.resolve("program"));
		for (String name : List.of("program", "./program", program.toString(),
				Path.of("").toAbsolutePath().relativize(program).toString())) {
			assertThat(awaitEnd(start(LaunchBuilder.of(program.toString(), List.of(name)))))
				.isEqualTo(WaitStatus.exited(0));
		}
	}

	@Test
	void nothingIsStartedIfOneOfPipelineIsRefused() {
		Path file = this.directory.resolve("file");
		assertRefused("connect descriptor 3", sh("touch \"$1\"", file.toString()),
				of("/bin/cat").redirect(0, Redirect.PIPE).redirect(3, Redirect.PIPE));
		assertThat(file).doesNotExist();
	}

	private void assertRefused(String what, LaunchBuilder... launches) {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> start(launches))
			.withMessageStartingWith("The jdk engine cannot " + what)
			.withMessageContaining(". It is used in place of the native engine because " + REASON + ". ")
			.withMessageEndingWith(".");
	}

	@Test
	void programThatFailsToStartForReasonThatWasNotForeseenIsNamed() {
		LaunchBuilder cat = of("/bin/cat").redirect(0, Redirect.PIPE);
		LaunchBuilder tooLong = of("/bin/cat", "x".repeat(1024 * 1024)).redirect(0, Redirect.PIPE);
		assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> start(cat, tooLong, tooLong))
			.withMessageContaining("Argument list too long")
			.satisfies((ex) -> assertThat(ex.getIndex()).isEqualTo(1));
	}

	@Test
	void redirectsThatMakeNoSenseAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> start(of("/bin/true").redirect(1, Redirect.STDOUT)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> start(of("/bin/true").redirect(1, new Redirect.FromFile(Path.of("/dev/null")))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> start(of("/bin/true").redirect(0, new Redirect.ToFile(Path.of("/dev/null"), false))));
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "SIGTERM", "SIGKILL" })
	void otherSignalsCannotBeSent(Signal signal) throws Exception {
		EngineProcess process = start(sh("sleep 600 & echo $!; wait"));
		PipeEnds.readLine(process.output(1));
		String message = "The jdk engine can only send SIGTERM and SIGKILL but not " + signal + ": send one of these";
		assertThatIOException().isThrownBy(() -> process.signal(signal)).withMessage(message);
		assertThatIOException().isThrownBy(() -> process.signalGroup(signal)).withMessage(message);
		EngineProcess.Descendant descendant = findDescendants(process).get(0);
		assertThatIOException().isThrownBy(() -> descendant.signal(signal)).withMessage(message);
	}

	@Test
	void signalOfOthersIsTakenForCode() throws Exception {
		assertThat(awaitEnd(start(sh("kill -KILL $$")))).isEqualTo(WaitStatus.exited(137));
		EngineProcess process = start(sh("trap 'exit 137' TERM; echo ready; while true; do sleep 0.01; done"));
		PipeEnds.readLine(process.output(1));
		process.signal(Signal.SIGTERM);
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(137));
	}

	@Test
	void whatIsLeftCannotBeTold() throws Exception {
		EngineProcess process = start(sh("sleep 600 >/dev/null & echo $!"));
		long left = Long.parseLong(PipeEnds.readLine(process.output(1)));
		awaitEnd(process);
		assertThat(process.hasLeftProcesses()).isFalse();
		ProcessHandle.of(left).orElseThrow().destroyForcibly();
	}

	@Test
	void pipeThatIsNotUsedHasNoThread() throws Exception {
		EngineProcess process = start(of("/bin/cat").redirect(0, Redirect.PIPE).redirect(2, Redirect.PIPE));
		process.input(0).onReady(() -> {
		});
		process.input(0).request();
		assertThat(threads("forkit-pump")).isEmpty();
		process.output(2).request();
		assertThat(threads("forkit-pump")).containsExactly("forkit-pump stderr of pid " + process.pid());
	}

	@Test
	void worksWithoutNativeClasses() throws Exception {
		assertThat(runApplication("C.UTF-8")).containsExactly("native classes: false",
				"text: " + hex("plain end") + " true", "umlaut: " + hex("\u00fc end") + " true",
				"status: killed by SIGTERM");
	}

	@Test
	void argumentThatWouldBeSpoiltByLocaleIsRefused() throws Exception {
		assertThat(runApplication("C")).hasSize(4)
			.contains("text: " + hex("plain end") + " true")
			.element(2)
			.asString()
			.startsWith("umlaut: The jdk engine cannot pass argument 2 ('?') in a JVM whose character set is US-ASCII.")
			.endsWith("because this is a test. Start the JVM with the environment variable LC_ALL=C.UTF-8.");
	}

	@Test
	void argumentIsUtf8InJvmWithAnotherCharacterSet() throws Exception {
		assertThat(runApplication("C.UTF-8", "-Dfile.encoding=ISO-8859-1")).hasSize(4)
			.contains("umlaut: " + hex("\u00fc end") + " true");
	}

	private static String hex(String text) {
		StringBuilder hex = new StringBuilder();
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			hex.append("%02x".formatted(b));
		}
		return hex.toString();
	}

	private List<String> runApplication(String locale, String... options) throws IOException, InterruptedException {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(":"))
			.filter((entry) -> !Path.of(entry).getFileName().toString().matches("(jnr|jffi|asm).*"))
			.collect(Collectors.joining(":"));
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-XX:TieredStopAtLevel=1");
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", classPath, JdkEngineApplication.class.getName()));
		Path output = this.directory.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().put("LC_ALL", locale);
		Process process = builder.start();
		try {
			process.getOutputStream().close();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(() -> contentOf(output.toFile())).isZero();
			return Files.readAllLines(output);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
