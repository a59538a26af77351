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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.forkit.process.child.ClassDataMain;
import io.forkit.process.child.ForkedMain;
import io.forkit.process.child.SpareMain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassDataCommand}.
 */
class ClassDataCommandTests {

	private static final Path ARCHIVE = Path.of("/x.part");

	@TempDir
	Path directory;

	private Path one;

	private Path two;

	@BeforeEach
	void makeJars() throws IOException {
		this.one = Files.writeString(this.directory.resolve("one.jar"), "1");
		this.two = Files.writeString(this.directory.resolve("two.jar"), "2");
	}

	@Test
	void whatWritesTheArchiveHasTheFlagsAndTheJarsInFrontOfTheFirstDirectory() {
		String path = this.one + ":" + this.two + ":" + this.directory + ":" + this.one;
		ClassDataCommand command = command(List.of("-Xmx1g"), path, ForkedMain.class.getName(), "Main", "argument");
		assertThat(command.writing(ARCHIVE)).containsExactly(java(), "-XX:ArchiveClassesAtExit=/x.part", "-Xmx1g",
				"-cp", this.one + ":" + this.two, ClassDataMain.class.getName(), "Main");
	}

	@Test
	void aSpareJvmKnowsNoClassYet() {
		ClassDataCommand command = command(List.of(), this.one.toString(), SpareMain.class.getName());
		assertThat(command.writing(ARCHIVE)).containsExactly(java(), "-XX:ArchiveClassesAtExit=/x.part", "-cp",
				this.one.toString(), ClassDataMain.class.getName());
	}

	@Test
	void anExecutableJarIsRunByItsLauncher() {
		ClassDataCommand command = command(List.of("-Dloader.main=" + ForkedMain.class.getName()), this.one.toString(),
				"Launcher", "Main");
		assertThat(command.writing(ARCHIVE)).containsExactly(java(), "-XX:ArchiveClassesAtExit=/x.part",
				"-Dloader.main=" + ClassDataMain.class.getName(), "-cp", this.one.toString(), "Launcher", "Main");
	}

	@Test
	void withoutAJarInFrontNothingIsWritten() {
		ClassDataCommand command = command(List.of(), this.directory + ":" + this.one, ForkedMain.class.getName(), "M");
		assertThat(command.writing(ARCHIVE)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xshare:off", "-XX:SharedArchiveFile=a", "-XX:AOTCache=a", "-javaagent:a.jar",
			"-agentlib:a", "@file", "--patch-module=a=b", "-XX:+AutoCreateSharedArchive", "-Xlog:cds" })
	void whoSaysWhichClassesToUseGetsNoArchive(String flag) {
		assertThat(command(List.of("-Xmx1g", flag), this.one.toString(), SpareMain.class.getName())).isNull();
	}

	@Test
	void anotherFlagOrAnotherJarMakesAnotherArchive() throws IOException {
		String path = this.one + ":" + this.directory;
		String name = name(List.of("-Da=1", "-Xmx1g"), path);
		assertThat(name).matches("forkit-[0-9a-f]{32}");
		assertThat(name(List.of("-Da=2", "-Xmx1g"), path)).isEqualTo(name);
		assertThat(name(List.of("-Da=2", "-Xmx1g"), path + ":" + this.two)).isEqualTo(name);
		assertThat(name(List.of("-Da=2", "-Xmx2g"), path)).isNotEqualTo(name);
		assertThat(name(List.of("-Da=2", "-Xmx1g"), this.one + ":" + this.two)).isNotEqualTo(name);
		Files.writeString(this.one, "changed");
		assertThat(name(List.of("-Da=1", "-Xmx1g"), path)).isNotEqualTo(name);
	}

	private static String name(List<String> flags, String path) throws IOException {
		return command(flags, path, ForkedMain.class.getName(), "Main").archiveName();
	}

	private static ClassDataCommand command(List<String> flags, String path, String... main) {
		List<String> words = new ArrayList<>(List.of(java()));
		words.addAll(flags);
		words.addAll(List.of("-cp", path));
		words.addAll(List.of(main));
		return ClassDataCommand.of(words);
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

}
