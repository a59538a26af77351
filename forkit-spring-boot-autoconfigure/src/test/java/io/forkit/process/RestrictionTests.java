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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.forkit.posix.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for what programs can be kept from.
 */
class RestrictionTests extends AbstractProcessTests {

	@TempDir
	Path directory;

	@Test
	void onlyAllowedProgramsAreStarted() throws Exception {
		Path link = Files.createSymbolicLink(this.directory.resolve("tool"), Path.of("/bin/echo").toRealPath());
		try (ProcessTemplate restricted = ProcessTemplate.builder()
			.allowedExecutables(List.of("cat", "/bin/echo", "/usr/bin/tr*"))
			.build()) {
			assertThat(restricted.execFile("cat").input("x").run().stdout()).isEqualTo("x");
			assertThat(restricted.execFile(link.toString(), "x").run().stdout()).isEqualTo("x\n");
			restricted.execFile("true").run();
			assertThatExceptionOfType(CommandNotAllowedException.class)
				.isThrownBy(() -> restricted.execFile("sleep", "1").run())
				.withMessageContaining("sleep is not among the allowed executables [cat, /bin/echo, /usr/bin/tr*]");
			assertThatExceptionOfType(CommandNotAllowedException.class)
				.isThrownBy(() -> restricted.exec("cat /etc/passwd").run());
			assertThatExceptionOfType(CommandNotAllowedException.class)
				.isThrownBy(() -> restricted.spawn("sleep", "1").start());
			assertThatExceptionOfType(CommandNotAllowedException.class)
				.isThrownBy(() -> restricted.execFile("cat").argv0("sh").run())
				.withMessageContaining("'argv0'");
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ProcessTemplate.builder().allowedExecutables(List.of("./x")))
			.withMessageContaining("'./x'");
	}

	@Test
	void programOfManyNamesIsAllowedUnderTheNamedOneOnly() throws Exception {
		Path tool = Files.writeString(this.directory.resolve("box"), "#!/bin/sh\necho \"$0\"\n");
		assertThat(tool.toFile().setExecutable(true)).isTrue();
		Path one = Files.createSymbolicLink(this.directory.resolve("one"), tool);
		Path other = Files.createSymbolicLink(this.directory.resolve("other"), tool);
		try (ProcessTemplate restricted = ProcessTemplate.builder()
			.allowedExecutables(List.of(one.toString()))
			.build()) {
			restricted.execFile(one.toString()).run();
			restricted.execFile("./one").directory(this.directory).run();
			for (Path refused : List.of(other, tool)) {
				assertThatExceptionOfType(CommandNotAllowedException.class)
					.isThrownBy(() -> restricted.execFile(refused.toString()).run());
			}
		}
		try (ProcessTemplate restricted = ProcessTemplate.builder()
			.allowedExecutables(List.of(tool.toString()))
			.build()) {
			restricted.execFile(other.toString()).run();
		}
	}

	@Test
	void otherPathDoesNotMakeAnotherProgramAllowed() throws Exception {
		Path impostor = Files.writeString(this.directory.resolve("cat"), "#!/bin/sh\necho impostor\n");
		assertThat(impostor.toFile().setExecutable(true)).isTrue();
		try (ProcessTemplate restricted = ProcessTemplate.builder().allowedExecutables(List.of("cat")).build()) {
			restricted.execFile("cat").environment("PATH", "/usr/bin:/bin").run();
			for (String path : List.of(this.directory.toString(), ".", "")) {
				assertThatExceptionOfType(CommandNotAllowedException.class).isThrownBy(
						() -> restricted.execFile("cat").environment("PATH", path).directory(this.directory).run());
			}
		}
		try (ProcessTemplate trusting = ProcessTemplate.builder()
			.environment("PATH", this.directory + ":/usr/bin:/bin")
			.allowedExecutables(List.of("cat"))
			.build()) {
			assertThat(trusting.execFile("cat").run().stdout()).isEqualTo("impostor\n");
		}
	}

	@Test
	void environmentIsFiltered() {
		try (ProcessTemplate filtered = ProcessTemplate.builder()
			.inheritEnvironment((name) -> name.equals("PATH"))
			.environment("ADDED", "1")
			.build()) {
			assertThat(filtered.execFile("env").run().stdout().lines().map((line) -> line.split("=")[0]))
				.containsExactlyInAnyOrder("PATH", "ADDED", "FORKIT_COMMAND_ID");
			assertThat(filtered.execFile("env").environmentWithout("PATH", "ADDED").run().stdout().lines()).hasSize(1);
		}
		assertThat(this.processes.execFile("env").environment(Map.of("ONLY", "this")).run().stdout())
			.isEqualTo("ONLY=this\n");
	}

	@Test
	void memoryIsLimited() {
		CommandSpec spec = this.processes.exec("head -c 300M /dev/zero | tail -c 200M > /dev/null")
			.limits(ResourceLimits.none().memory(DataSize.ofMegabytes(100)));
		assertThatExceptionOfType(ProcessExitException.class).isThrownBy(spec::run);
		spec.limits(ResourceLimits.none()).run();
	}

	@Test
	void processorTimeIsLimited() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.exec("while :; do :; done")
				.limits(ResourceLimits.none().cpuTime(Duration.ofMillis(500)))
				.run())
			.satisfies((ex) -> assertThat(ex.getResult().status().signal()).contains(Signal.SIGXCPU));
	}

	@Test
	void otherLimitsAreSet() {
		String limits = this.processes.exec("ulimit -n; ulimit -f")
			.limits(ResourceLimits.none().openFiles(50).fileSize(DataSize.ofBytes(512 * 100)).processes(10_000))
			.run()
			.stdout();
		assertThat(limits).isEqualTo("50\n100\n");
	}

	@Test
	void limitsAreThoseOfTheProgramThatWasFound() throws Exception {
		Path tool = Files.writeString(this.directory.resolve("tool"), "#!/bin/sh\nulimit -n\n");
		assertThat(tool.toFile().setExecutable(true)).isTrue();
		assertThat(this.processes.execFile("./tool")
			.directory(this.directory)
			.limits(ResourceLimits.none().openFiles(60))
			.run()
			.stdout()).isEqualTo("60\n");
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(
				() -> this.processes.execFile("no-such-program").limits(ResourceLimits.none().openFiles(60)).run());
	}

	@Test
	void limitsGiveNoScriptToAShell() throws Exception {
		ResourceLimits limits = ResourceLimits.none().openFiles(60);
		Path script = Files.writeString(this.directory.resolve("script"), "echo from a shell\n");
		assertThatExceptionOfType(NotExecutableException.class)
			.isThrownBy(() -> this.processes.execFile(script.toString()).limits(limits).run())
			.withMessageContaining("is not executable");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		assertThatExceptionOfType(NotExecutableException.class)
			.isThrownBy(() -> this.processes.execFile(script.toString()).limits(limits).run())
			.withMessageContaining("#!");
		assertThatExceptionOfType(NotExecutableException.class).isThrownBy(() -> this.processes.execFile("script")
			.environment("PATH", this.directory.toString())
			.limits(limits)
			.run());
	}

	@Test
	void limitsThatMakeNoSenseAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> ResourceLimits.none().openFiles(2))
			.withMessage("'openFiles' must be at least 3 but is 2");
		assertThatIllegalArgumentException().isThrownBy(() -> ResourceLimits.none().cpuTime(Duration.ZERO))
			.withMessageContaining("'cpuTime'");
		assertThatExceptionOfType(ProcessStartException.class)
			.isThrownBy(
					() -> this.processes.execFile("true").argv0("x").limits(ResourceLimits.none().openFiles(60)).run())
			.withMessageContaining("'argv0'");
	}

	@Test
	void noNewPrivilegesHoldsForTheProgramOnly() {
		String command = "grep NoNewPrivs /proc/self/status";
		assertThat(this.processes.exec(command).noNewPrivileges(true).run().stdout()).endsWith("\t1\n");
		assertThat(this.processes.exec(command).run().stdout()).endsWith("\t0\n");
	}

	@Test
	void programRunsAsAnotherUser() {
		assumeThat(root()).isTrue();
		assertThat(this.processes.exec("id -u; id -g; id -G").uid(65534).gid(65533).run().stdout())
			.isEqualTo("65534\n65533\n65533\n");
		assertThat(this.processes.exec("id -G").uid(65534).gid(65534).groups(1000, 1001).run().stdout())
			.isEqualTo("65534 1000 1001\n");
		assertThat(this.processes.exec("id -un").user("nobody").run().stdout()).isEqualTo("nobody\n");
		assertThat(this.processes.exec("id -u").run().stdout()).isEqualTo("0\n");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.execFile("id").user("no such user"))
			.withMessageContaining("'no such user'");
	}

	@Test
	void timeoutEndsAProgramOfAnotherUser() {
		assumeThat(root()).isTrue();
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(
					() -> this.processes.exec("sleep 100 & sleep 100").uid(65534).timeout(Duration.ofMillis(200)).run())
			.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().leftAlive()).isEmpty());
	}

	private boolean root() {
		return this.processes.exec("id -u").run().stdout().equals("0\n");
	}

	@Test
	void directoryThatAnotherUserCannotEnterIsNamed() throws Exception {
		assumeThat(root()).isTrue();
		Path secret = Files.createDirectory(this.directory.resolve("secret"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		assertThatExceptionOfType(ProcessPermissionException.class)
			.isThrownBy(() -> this.processes.execFile("true").uid(65534).gid(65534).directory(secret).run())
			.withMessageContaining(secret.toString());
	}

	@Test
	void secretsAreMaskedInWhateverTheyAre() {
		String text = SecretMasks.DEFAULTS.maskText("--env=DB_PASSWORD=one jdbc:postgresql://h/db?user=u&password=two"
				+ " --header=X-Api-Key: three a=b,token:'fo ur' Authorization: Bearer five password=\"si x\" plain=seven");
		assertThat(text).doesNotContain("one", "two", "three", "fo ur", "five", "si x")
			.contains("plain=seven", "user=u");
	}

	@Test
	@Timeout(10)
	void textThatLooksLikeManySecretsIsMaskedInTime() {
		for (String piece : List.of("a=", "a:", "password=", "a= ", "://a:", "\"password=\"", "password='")) {
			assertThat(SecretMasks.DEFAULTS.maskText(piece.repeat(300_000))).isNotEmpty();
		}
	}

	@Test
	void secretsAreMaskedInResults() {
		try (ProcessTemplate masking = ProcessTemplate.builder().maskSecret(Pattern.compile("^--pin$")).build()) {
			assertThat(masking.execFile("true", "--pin", "4711").run().toString()).doesNotContain("4711");
		}
	}

	@Test
	void secretsAreMaskedInMessages() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(
					() -> this.processes
						.execFile("sh", "-c", "echo token=abc123 >&2; exit 1", "--password", "hunter2", "--api-key=k-1",
								"https://me:pw@host/x", "DB_PASSWORD=z", "plain=1")
						.run())
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hunter2", "k-1", ":pw@", "=z", "abc123")
				.contains("--password '***'", "plain=1", "me:***@host"));
		try (ProcessTemplate masking = ProcessTemplate.builder().maskSecret(Pattern.compile("^--pin$")).build()) {
			assertThatExceptionOfType(ProcessExitException.class)
				.isThrownBy(() -> masking.execFile("false", "--pin", "4711").run())
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("4711"));
		}
	}

}
