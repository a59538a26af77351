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
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ClassDataDirectory}.
 */
class ClassDataDirectoryTests {

	@TempDir
	Path parent;

	@Test
	void theDirectoryIsMadeForThisUserOnly() throws IOException {
		Path path = this.parent.resolve("a/b");
		ClassDataDirectory directory = new ClassDataDirectory(path);
		assertThat(directory.find("x")).isNull();
		assertThat(path).doesNotExist();
		Path part = directory.begin("x");
		assertThat(part).doesNotExist();
		assertThat(part.getParent()).isEqualTo(path);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rwx------");
		Files.writeString(part, "data");
		assertThat(directory.finish(part, "x")).isEqualTo(path.resolve("x.jsa"));
		assertThat(directory.find("x")).hasContent("data");
	}

	@Test
	void anArchiveThatWasMadeTwiceIsReplaced() throws IOException {
		ClassDataDirectory directory = new ClassDataDirectory(this.parent.resolve("a"));
		Path first = directory.begin("x");
		Path second = directory.begin("x");
		assertThat(second).isNotEqualTo(first);
		directory.finish(Files.writeString(first, "first"), "x");
		directory.finish(Files.writeString(second, "second"), "x");
		assertThat(directory.find("x")).hasContent("second");
	}

	@Test
	void aDirectoryThatOthersCanWriteToIsRefused() throws IOException {
		Path path = Files.createDirectory(this.parent.resolve("a"));
		Files.createFile(path.resolve("x.jsa"));
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwx---"));
		ClassDataDirectory directory = new ClassDataDirectory(path);
		assertThatIOException().isThrownBy(() -> directory.begin("x"))
			.withMessageContaining("can be written by others");
		assertThatIOException().isThrownBy(() -> directory.find("x")).withMessageContaining("can be written by others");
	}

	@Test
	void aLinkIsRefused() throws IOException {
		Path target = Files.createDirectory(this.parent.resolve("target"));
		Path link = Files.createSymbolicLink(this.parent.resolve("link"), target);
		assertThatIOException().isThrownBy(() -> new ClassDataDirectory(link).begin("x"))
			.withMessageContaining("is no directory of the user");
	}

	@Test
	void whatWasNotUsedForLongIsRemoved() throws IOException {
		Path path = this.parent.resolve("a");
		ClassDataDirectory directory = new ClassDataDirectory(path);
		directory.begin("x");
		FileTime monthsAgo = FileTime.from(Instant.now().minus(Duration.ofDays(60)));
		for (String name : new String[] { "old.jsa", "used.jsa", "old.part", "other" }) {
			Files.setLastModifiedTime(Files.createFile(path.resolve(name)), monthsAgo);
		}
		Files.createFile(path.resolve("new.part"));
		directory.find("used");
		directory.begin("x");
		assertThat(path).isDirectoryNotContaining("glob:**/old.*");
		assertThat(path.resolve("used.jsa")).exists();
		assertThat(path.resolve("new.part")).exists();
		assertThat(path.resolve("other")).exists();
	}

}
