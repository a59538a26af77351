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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.forkit.posix.ChildJvm;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Signal;
import io.forkit.posix.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for programs that cannot be started.
 */
class StartFailureTests extends AbstractProcessTests {

	@TempDir
	Path directory;

	@Test
	void nameThatTheCharsetDoesNotHaveIsNotFound() {
		for (String name : new String[] { "no-\ud800", "/no/\ud800" }) {
			assertThatExceptionOfType(CommandNotFoundException.class)
				.isThrownBy(() -> this.processes.execFile(name).run());
		}
	}

	@Test
	void missingCommandTellsThePathThatWasSearched() {
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(
					() -> this.processes.execFile("no-such-command", "a b").environment("PATH", "/bin:/opt/x").run())
			.withMessage("Command [no-such-command 'a b'] could not be started:"
					+ " 'no-such-command' was not found in PATH /bin:/opt/x")
			.satisfies((ex) -> {
				assertThat(ex.getPath()).isEqualTo("/bin:/opt/x");
				assertThat(ex.getCommand()).containsExactly("no-such-command", "a b");
			});
	}

	@Test
	void defaultPathIsUsedWhereTheEnvironmentHasNone() {
		assertThat(this.processes.execFile("echo", "x").environment(Map.of()).run().stdout()).isEqualTo("x\n");
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("no-such-command").environment(Map.of()).run())
			.satisfies((ex) -> assertThat(ex.getPath()).isEqualTo("/bin:/usr/bin"));
	}

	@Test
	void pathOfTheChildIsSearched() throws Exception {
		program("tool");
		assertThat(this.processes.execFile("tool").environment("PATH", "/bin:" + this.directory).run().stdout())
			.isEqualTo("tool\n");
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("tool").run());
	}

	@Test
	void relativeAndEmptyElementsOfThePathStartAtTheDirectoryOfTheChild() throws Exception {
		Files.createDirectory(this.directory.resolve("bin"));
		program("bin/tool");
		assertThat(this.processes.execFile("tool").directory(this.directory).environment("PATH", "bin").run().stdout())
			.isEqualTo("tool\n");
		assertThat(this.processes.execFile("tool")
			.directory(this.directory.resolve("bin"))
			.environment("PATH", "/nowhere:")
			.run()
			.stdout()).isEqualTo("tool\n");
	}

	@Test
	void missingFileIsNamed() {
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("./missing").directory(this.directory).run())
			.withMessageContaining(this.directory.resolve("./missing") + " does not exist")
			.satisfies((ex) -> assertThat(ex.getPath()).isNull());
	}

	@Test
	void missingDirectoryIsToldApartFromMissingCommand() throws Exception {
		Path missing = this.directory.resolve("missing");
		assertThatExceptionOfType(DirectoryNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("true").directory(missing).run())
			.withMessageContaining("directory " + missing + " does not exist")
			.satisfies((ex) -> assertThat(ex.getDirectory()).isEqualTo(missing));
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThatExceptionOfType(DirectoryNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("true").directory(file).run())
			.withMessageContaining("is not a directory");
	}

	@Test
	void fileWithoutPermissionIsNotExecutable() throws Exception {
		Path file = Files.writeString(this.directory.resolve("plain"), "#!/bin/sh\n");
		assertThatExceptionOfType(NotExecutableException.class)
			.isThrownBy(() -> this.processes.execFile(file.toString()).run())
			.satisfies((ex) -> assertThat(ex.getFile()).isEqualTo(file));
		assertThatExceptionOfType(NotExecutableException.class)
			.isThrownBy(() -> this.processes.execFile("plain").environment("PATH", this.directory.toString()).run())
			.withMessageContaining(file + " is not executable");
		assertThatExceptionOfType(NotExecutableException.class)
			.isThrownBy(() -> this.processes.execFile(this.directory.toString()).run())
			.withMessageContaining("is a directory");
	}

	@Test
	void executableFurtherDownThePathIsPreferredToOneThatIsNot() throws Exception {
		Files.createDirectories(this.directory.resolve("first"));
		Files.writeString(this.directory.resolve("first/tool"), "");
		program("tool");
		assertThat(this.processes.execFile("tool")
			.environment("PATH", this.directory.resolve("first") + ":" + this.directory + ":/bin")
			.run()
			.stdout()).isEqualTo("tool\n");
	}

	@Test
	void fileThatIsNoProgramIsNotGivenToAShell() throws Exception {
		Path file = Files.writeString(this.directory.resolve("text"),
				"touch " + this.directory.resolve("owned") + "\n");
		assertThat(file.toFile().setExecutable(true)).isTrue();
		assertThatExceptionOfType(NotExecutableException.class)
			.isThrownBy(() -> this.processes.execFile(file.toString()).run())
			.withMessageContaining("neither a program for this machine nor a script");
		assertThat(this.directory.resolve("owned")).doesNotExist();
	}

	@Test
	void missingInterpreterIsNotMistakenForAMissingCommand() throws Exception {
		Path file = Files.writeString(this.directory.resolve("script"), "#!/no/such/interpreter\n");
		assertThat(file.toFile().setExecutable(true)).isTrue();
		assertThatExceptionOfType(ProcessStartException.class)
			.isThrownBy(() -> this.processes.execFile(file.toString()).run())
			.isExactlyInstanceOf(ProcessStartException.class)
			.withMessageContaining("the interpreter that " + file + " names does not exist");
	}

	@Test
	void argumentListThatIsTooLongNamesTheError() {
		assertThatExceptionOfType(ProcessStartException.class)
			.isThrownBy(() -> this.processes.execFile("echo", "x".repeat(200_000)).run())
			.withMessageContaining("E2BIG (Argument list too long)")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(1_500))
			.withCauseInstanceOf(ErrnoException.class);
	}

	@Test
	void wholeCommandLineInPlaceOfAFileIsPointedAt() {
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("ls -l /tmp").run())
			.withMessageContaining("each argument must be given by itself");
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.execFile("mysql --password=hunter2 https://u:pw@h/").run())
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hunter2", ":pw@"));
	}

	@Test
	void signalThatTheEngineCannotSendIsRefusedBeforeItIsNeeded() {
		try (ProcessTemplate jdk = ProcessTemplate.builder()
			.engine(EngineChoice.JDK)
			.killSignal(Signal.SIGINT)
			.build()) {
			assertThatExceptionOfType(ProcessStartException.class).isThrownBy(() -> jdk.execFile("true").run())
				.withMessageContaining("the jdk engine cannot send SIGINT")
				.withMessageContaining("'killSignal'");
		}
	}

	@Test
	void futureFailsWhereTheProgramCannotBeStarted() {
		CompletableFuture<ProcessResult> future = this.processes.execFile("no-such-command").start();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.withCauseInstanceOf(CommandNotFoundException.class);
	}

	@Test
	void tooManyOpenFilesLeaveNothingOpen() throws Exception {
		assertThat(ChildJvm.run(512, FewDescriptors.class)).contains("EMFILE at 0 free: true")
			.contains("leaked: 0")
			.contains("works again: ok");
	}

	private void program(String name) throws Exception {
		Path file = Files.writeString(this.directory.resolve(name), "#!/bin/sh\necho tool\n");
		assertThat(file.toFile().setExecutable(true)).isTrue();
	}

	/** Runs commands where there is room for 0 to 14 more descriptors. */
	static class FewDescriptors {

		public static void main(String[] args) throws Exception {
			try (ProcessTemplate processes = ProcessTemplate.create()) {
				// Once each way, so that no class needs to be loaded later.
				processes.execFile("/bin/cat").input("x").run();
				processes.execFile("/bin/cat").input("x").start().get();
				failure(processes, "/bin/cat/x");
				List<Fd> fill = new ArrayList<>();
				int leaked = 0;
				boolean failedAtNone = false;
				for (int free = 0; free < 15; free++) {
					int before = OpenFiles.count();
					fill(fill);
					for (int i = 0; i < free; i++) {
						fill.remove(fill.size() - 1).close();
					}
					String failure = failure(processes, "/bin/cat");
					if (free == 0) {
						failedAtNone = failure.contains("EMFILE");
					}
					fill.forEach(Fd::close);
					fill.clear();
					leaked += leaked(before);
				}
				System.out.println("EMFILE at 0 free: " + failedAtNone);
				System.out.println("leaked: " + leaked);
				System.out.println("works again: " + processes.execFile("/bin/cat").input("ok").run().stdout());
			}
		}

		/**
		 * The JVM itself opens a file now and then, and closes it at once: both numbers
		 * may hold one of those.
		 */
		private static int leaked(int before) {
			long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
			int leaked = OpenFiles.count() - before;
			while (leaked > 0 && System.nanoTime() < limit) {
				Thread.onSpinWait();
				leaked = OpenFiles.count() - before;
			}
			return Math.max(0, leaked);
		}

		private static void fill(List<Fd> fill) throws Exception {
			try (Pipe pipe = Pipe.open()) {
				while (true) {
					fill.add(pipe.readEnd().duplicate());
				}
			}
			catch (ErrnoException ex) {
				while (true) {
					try {
						fill.add(fill.get(0).duplicate());
					}
					catch (ErrnoException full) {
						return;
					}
				}
			}
		}

		private static String failure(ProcessTemplate processes, String file) {
			try {
				processes.execFile(file).input("x").run();
				return "";
			}
			catch (ProcessStartException ex) {
				return String.valueOf(ex.getMessage());
			}
		}

	}

}
