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

package io.forkit.process.jvm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArgumentFiles}, and for what {@link JvmCommandLine} makes of them.
 */
class ArgumentFilesTests {

	@TempDir
	Path directory;

	@Test
	void followsTheRulesOfTheLauncher() {
		assertThat(ArgumentFiles.parse("# a comment\n-cp 'a b':c \"x\\ty\\\\z\"\n-Da=#b\t''\n\"one \\\n  two\"\n"))
			.containsExactly("-cp", "a b:c", "x\ty\\z", "-Da=#b", "", "one two");
	}

	@Test
	void leavesWhatNamesNoFile() {
		assertThat(ArgumentFiles.expand("@" + this.directory.resolve("missing")))
			.containsExactly("@" + this.directory.resolve("missing"));
		assertThat(ArgumentFiles.expand("@@x")).containsExactly("@@x");
		assertThat(ArgumentFiles.expand("-Dx=@y")).containsExactly("-Dx=@y");
	}

	@Test
	void flagsInAFileAreChangedAndArgumentsOfTheApplicationStay() throws Exception {
		Path file = Files.writeString(this.directory.resolve("flags"),
				"-Dcom.sun.management.jmxremote.port=9010\n-cp\n\"a b\"\n");
		String name = "@" + file;
		assertThat(changed(List.of("java", name, "Main", name, "-Dcom.sun.management.jmxremote.port=1")))
			.containsExactly("java", "-Dcom.sun.management.jmxremote.port=9011", "-cp", "a b", "Main", name,
					"-Dcom.sun.management.jmxremote.port=1");
		assertThat(changed(List.of("java", "--disable-@files", name, "Main"))).containsExactly("java",
				"--disable-@files", name, "Main");
	}

	private static List<String> changed(List<String> arguments) {
		return new JvmCommandLine(Path.of("/usr/bin/java"), arguments).with(List.of(), JvmCommandLineTests::moved)
			.stream()
			.map((argument) -> new String(argument, StandardCharsets.ISO_8859_1))
			.toList();
	}

}
