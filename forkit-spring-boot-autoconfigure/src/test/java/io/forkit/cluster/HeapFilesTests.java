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

package io.forkit.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeapFiles}.
 */
class HeapFilesTests {

	@TempDir
	private Path directory;

	@Test
	void theLatestAreKept() throws IOException {
		for (String name : List.of("worker-0-9-1000.hprof", "worker-1-8-999.hprof", "worker--1-7-1001.hprof")) {
			Files.createFile(this.directory.resolve(name));
		}
		HeapFiles files = new HeapFiles(this.directory, 2);
		files.deleteOldest();
		assertThat(names()).containsExactlyInAnyOrder("worker-0-9-1000.hprof", "worker--1-7-1001.hprof");
		Files.createFile(files.next(3, 4));
		files.deleteOldest();
		assertThat(names()).hasSize(2).doesNotContain("worker-0-9-1000.hprof");
	}

	@Test
	void filesOfOthersAreLeftAlone() throws IOException {
		for (String name : List.of("java_pid1.hprof", "worker-0.log", "worker-0-9-1000.hprof.gz",
				"my-worker-0-9-1.hprof")) {
			Files.createFile(this.directory.resolve(name));
		}
		new HeapFiles(this.directory, 1).deleteOldest();
		assertThat(names()).hasSize(4);
	}

	@Test
	void aDirectoryThatIsNotThereIsNoFailure() {
		new HeapFiles(this.directory.resolve("none"), 1).deleteOldest();
		assertThat(names()).isEmpty();
	}

	private List<String> names() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
