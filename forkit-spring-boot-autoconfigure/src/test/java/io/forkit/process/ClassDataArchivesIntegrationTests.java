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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.forkit.process.service.TestCompiler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassDataArchives} in applications with forkit in a jar.
 */
@Timeout(180)
class ClassDataArchivesIntegrationTests extends AbstractProcessTests {

	/** Forks itself several times and says what its forks were started with. */
	private static final String APPLICATION = """
			import java.lang.management.ManagementFactory;
			import java.nio.file.*;
			import java.time.Duration;
			import io.forkit.process.*;
			import io.forkit.process.child.ParentProcess;
			public class Application {
				public static void main(String[] args) throws Exception {
					if (args.length == 0) {
						ParentProcess.get().request(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
							.anyMatch((flag) -> flag.startsWith("-XX:SharedArchiveFile=")), String.class).get();
						return;
					}
					Path directory = Path.of(args[0]);
					try (ProcessTemplate processes = ProcessTemplate.builder().forkClassDataDirectory(directory)
							.forkSpares(Integer.parseInt(args[2])).build()) {
						fork(processes);
						fork(processes);
						long end = System.nanoTime() + Duration.ofSeconds(Integer.parseInt(args[1])).toNanos();
						while (!hasArchive(directory) && System.nanoTime() < end) {
							Thread.sleep(20);
						}
						Thread.sleep(200);
						fork(processes);
						System.out.println("live " + processes.liveCount());
					}
				}
				static void fork(ProcessTemplate processes) throws Exception {
					try (ForkedProcess child = processes.fork(Application.class).onMessage(Boolean.class,
							(archived, exchange) -> {
								System.out.println("archive " + archived);
								exchange.send("thanks");
							}).jvmArgs("-Xlog:class+load:file=" + System.getProperty("log")).start()) {
						System.out.println(child.onClose().get().status());
					}
				}
				static boolean hasArchive(Path directory) throws Exception {
					if (!Files.isDirectory(directory)) {
						return false;
					}
					try (var files = Files.list(directory)) {
						return files.anyMatch((file) -> file.toString().endsWith(".jsa"));
					}
				}
			}
			""";

	@TempDir
	Path directory;

	private Path archives;

	private Path log;

	private Path classes;

	private Path forkit;

	@BeforeEach
	void prepare() throws Exception {
		this.archives = this.directory.resolve("archives");
		this.log = this.directory.resolve("log");
		this.classes = TestCompiler.compile(this.directory, Map.of("Application", APPLICATION));
		this.forkit = jar(this.directory.resolve("forkit.jar"), Path.of("target/classes"));
	}

	@Test
	void theThirdForkHasAnArchiveAndSoHasTheFirstOneOfTheNextRun() throws Exception {
		Path application = jar(this.directory.resolve("application.jar"), this.classes);
		assertThat(run(application, 60)).containsExactly("archive false", "exit code 0", "archive false", "exit code 0",
				"archive true", "exit code 0", "live 0");
		assertThat(Files.readString(this.log))
			.contains("io.forkit.process.child.ForkedMain source: shared objects file (top)")
			.contains("Application source: shared objects file (top)");
		assertThat(this.archives).isDirectoryContaining("regex:.*/forkit-[0-9a-f]{32}[.]jsa");
		try (Stream<Path> files = Files.list(this.archives)) {
			assertThat(files).hasSize(1);
		}
		assertThat(run(application, 0)).containsExactly("archive true", "exit code 0", "archive true", "exit code 0",
				"archive true", "exit code 0", "live 0");
	}

	@Test
	void directoriesOfTheClassPathAreNotInTheArchive() throws Exception {
		assertThat(run(this.classes, 60)).contains("archive true");
		assertThat(Files.readString(this.log))
			.contains("io.forkit.process.child.ForkedMain source: shared objects file (top)")
			.contains("Application source: file:");
	}

	@Test
	void aDirectoryThatCannotBeUsedIsNoReasonNotToFork() throws Exception {
		Files.createDirectory(this.archives);
		Files.setPosixFilePermissions(this.archives, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThat(run(this.classes, 3)).containsExactly("archive false", "exit code 0", "archive false", "exit code 0",
				"archive false", "exit code 0", "live 0");
		assertThat(this.archives).isEmptyDirectory();
	}

	@Test
	void anArchiveThatDoesNotFitIsNoReasonNotToForkAndIsNotComplainedAbout() throws Exception {
		assertThat(run(this.classes, 60)).contains("archive true");
		try (Stream<Path> files = Files.list(this.archives)) {
			for (Path archive : files.toList()) {
				Files.delete(archive);
				Files.writeString(archive, "nonsense");
			}
		}
		assertThat(run(this.classes, 0)).containsExactly("archive true", "exit code 0", "archive true", "exit code 0",
				"archive true", "exit code 0", "live 0");
	}

	private List<String> run(Path application, int seconds) throws IOException {
		// Directories first, as a build tool has them.
		List<String> path = new ArrayList<>(List.of(application.toString(), this.forkit.toString()));
		Arrays.stream(System.getProperty("java.class.path").split(":"))
			.filter((element) -> element.endsWith(".jar"))
			.forEach(path::add);
		return this.processes
			.execFile(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Dlog=" + this.log,
					"-cp", path.stream().collect(Collectors.joining(":")), "Application", this.archives.toString(),
					String.valueOf(seconds), "0")
			.runToEnd()
			.stdout()
			.lines()
			.toList();
	}

	private static Path jar(Path jar, Path classes) throws IOException {
		try (OutputStream file = Files.newOutputStream(jar);
				JarOutputStream out = new JarOutputStream(file);
				Stream<Path> files = Files.walk(classes)) {
			for (Path each : files.filter((each) -> each.toString().endsWith(".class")).toList()) {
				out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
				Files.copy(each, out);
			}
		}
		return jar;
	}

}
