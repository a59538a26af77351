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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.posix.Signal;
import io.forkit.process.ChildProcess;
import io.forkit.process.CommandNotFoundException;
import io.forkit.process.ProcessPermissionException;
import io.forkit.process.SpawnSpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Node's tests of {@code spawn}: what a program is started with.
 */
class NodeSpawnTests extends AbstractNodeTests {

	@TempDir
	Path directory;

	@Test
	@DisplayName("test/parallel/test-child-process-can-write-to-stdout.js: what it writes arrives")
	void output() throws Exception {
		List<String> lines = new CopyOnWriteArrayList<>();
		try (ChildProcess child = this.processes.spawn("echo", "hello, world!").onStdoutLine(lines::add).start()) {
			assertThat(closed(child).status().code()).hasValue(0);
		}
		assertThat(lines).containsExactly("hello, world!");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-constructor.js: has a pid at once and can be signalled")
	void pidAndKill() throws Exception {
		try (ChildProcess child = this.processes.spawn("sleep", "100").start()) {
			assertThat(child.pid()).isEqualTo(ProcessHandle.of(child.pid()).orElseThrow().pid());
			assertThat(child.command()).containsExactly("sleep", "100");
			assertThatIllegalArgumentException().isThrownBy(() -> child.kill(Signal.of("foo")))
				.withMessageContaining("'foo'");
			assertThat(child.isAlive()).isTrue();
			assertThat(child.kill()).isTrue();
			assertThat(child.waitFor().signal()).contains(Signal.SIGTERM);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-constructor.js: wrong arguments are rejected")
	@SuppressWarnings("NullAway")
	void wrongArguments() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn(null))
			.withMessageContaining("'file'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn("true", (String) null))
			.withMessageContaining("'args[0]'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn("true").stdin(null))
			.withMessageContaining("'stdio'");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-typeerror.js: an empty program and ids out of range are rejected")
	void emptyProgram() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn("")).withMessageContaining("'file'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawnShell(""))
			.withMessageContaining("'command'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn("true").uid(-1))
			.withMessageContaining("'uid'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn("true").gid(Integer.MIN_VALUE))
			.withMessageContaining("'gid'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn("true\0"));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-env.js: empty values and names that differ by case are kept")
	void environment() throws Exception {
		try (ChildProcess child = this.processes.spawn("env")
			.environment(Map.of("HELLO", "WORLD", "EMPTY", "", "foo", "lower", "FOO", "upper"))
			.start()) {
			assertThat(rest(child).lines()).containsExactlyInAnyOrder("HELLO=WORLD", "EMPTY=", "foo=lower",
					"FOO=upper");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-env.js: a variable without value is an error, or is removed")
	@SuppressWarnings("NullAway")
	void environmentWithoutValue() throws Exception {
		// Node leaves out undefined and makes "null" of null.
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawn("env").environment("X", null))
			.withMessageContaining("'X'");
		try (ChildProcess child = this.processes.spawn("env")
			.environment("X", "1")
			.environmentWithout("X", "PATH")
			.start()) {
			assertThat(rest(child).lines()).isNotEmpty().noneMatch((line) -> line.matches("(X|PATH)=.*"));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-argv0.js: the name that the program sees")
	void argv0() throws Exception {
		SpawnSpec spec = this.processes.spawn("sh", "-c", "echo $0");
		try (ChildProcess child = spec.start()) {
			assertThat(rest(child)).isEqualTo("sh\n");
		}
		try (ChildProcess child = spec.argv0("withArgv0").start()) {
			assertThat(rest(child)).isEqualTo("withArgv0\n");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-shell.js: the shell's command, pipes and environment")
	void shell() throws Exception {
		try (ChildProcess child = this.processes.spawnShell("echo $BAZ | cat").environment("BAZ", "buzz").start()) {
			assertThat(child.command()).containsExactly("/bin/sh", "-c", "echo $BAZ | cat");
			assertThat(rest(child)).isEqualTo("buzz\n");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-shell.js: a missing command is exit code 127")
	void missingCommandInTheShell() throws Exception {
		List<Throwable> errors = new CopyOnWriteArrayList<>();
		try (ChildProcess child = this.processes.spawnShell("does-not-exist")
			.onError((program, ex) -> errors.add(ex))
			.start()) {
			assertThat(closed(child).status().code()).hasValue(127);
		}
		assertThat(errors).isEmpty();
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-shell.js: arguments are quoted, where Node warns")
	void argumentsOfTheShell() throws Exception {
		try (ChildProcess child = this.processes.spawnShell("echo {} | cat", "$(id); foo").start()) {
			assertThat(rest(child)).isEqualTo("$(id); foo\n");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.spawnShell("echo", "foo"))
			.withMessageContaining("0 placeholders {} but 1 argument was given");
	}

	// Windows is not tested; elsewhere these names mean nothing.
	@Test
	@DisplayName("test/parallel/test-child-process-spawn-windows-batch-file.js: names of batch files are names")
	void batchFiles() {
		for (String name : List.of("anything.bat", "anything.cmd", "ANYTHING.BAT. .", "./anything.bat")) {
			assertThatExceptionOfType(CommandNotFoundException.class)
				.isThrownBy(() -> this.processes.spawn(name).start());
			assertThat(this.processes.exec("{}", name).runToEnd().status().code()).hasValue(127);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-uid-gid.js: another user needs privileges")
	void userWithoutPrivilege() {
		assumeFalse(isRoot(), "root may do this");
		// As all that keeps a program from starting this is thrown, as it is in Node.
		assertThatExceptionOfType(ProcessPermissionException.class)
			.isThrownBy(() -> this.processes.spawn("true").uid(0).start());
		assertThatExceptionOfType(ProcessPermissionException.class)
			.isThrownBy(() -> this.processes.spawn("true").gid(0).start());
	}

	@Test
	@DisplayName("test/parallel/test-child-process-uid-gid.js: another user with privileges")
	void userWithPrivilege() throws Exception {
		assumeTrue(isRoot(), "only root may do this");
		try (ChildProcess child = this.processes.spawnShell("id -u; id -g; id -G").uid(65534).gid(65533).start()) {
			assertThat(rest(child)).isEqualTo("65534\n65533\n65533\n");
		}
	}

	private static boolean isRoot() {
		return System.getProperty("user.name").equals("root");
	}

	@Test
	@DisplayName("test/parallel/test-process-ppid.js: its parent is this process")
	void parent() {
		assertThat(this.processes.exec("echo $PPID").run().stdout().strip())
			.isEqualTo("" + ProcessHandle.current().pid());
	}

	@Test
	@DisplayName("test/sequential/test-child-process-exit.js: a chain of programs that wait for each other ends")
	void chain() throws Exception {
		Path script = Files.writeString(this.directory.resolve("chain"),
				"echo $1; [ $1 = 5 ] && exit; sh \"$0\" $(($1 + 1)) | cat\n");
		try (ChildProcess child = this.processes.spawn("sh", script.toString(), "1").start()) {
			assertThat(rest(child)).isEqualTo("1\n2\n3\n4\n5\n");
			assertThat(closed(child).leftAlive()).isEmpty();
		}
	}

}
