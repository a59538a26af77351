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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeapDump}.
 */
class HeapDumpTests {

	@TempDir
	private Path directory;

	@Test
	void writesTheHeapIntoADirectoryThatItMakes() throws IOException {
		Path file = this.directory.resolve("dumps/one.hprof");
		HeapDump.write(file);
		assertThat(file).isNotEmptyFile();
		assertThat(Files.readAllBytes(file)).startsWith("JAVA PROFILE".getBytes());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whatCannotBeWrittenLeavesNothing() throws IOException {
		Path notADirectory = Files.createFile(this.directory.resolve("file"));
		Path file = notADirectory.resolve("one.hprof");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> HeapDump.write(file));
		assertThat(this.directory).isDirectoryNotContaining("glob:**.hprof");
	}

}
