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

package io.forkit.posix;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StandardStreams}.
 */
@EnabledOnOs(OS.LINUX)
class StandardStreamsTests {

	@Test
	void whatIsWrittenGoesToTheOtherPlaceFromThenOn(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("output");
		// JDK 24 and newer warn of native calls after that.
		assertThat(ChildJvm.run(512, Redirection.class, file.toString())).startsWith("before\n")
			.doesNotContain("after", "of a child");
		assertThat(file).hasContent("after\nof a child\n");
	}

	@Test
	void otherDescriptorsAreNotReplaced(@TempDir Path directory) throws Exception {
		try (Fd file = Fd.append(Files.createFile(directory.resolve("output")))) {
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> StandardStreams.replace(3, file))
				.withMessage("'stream' must be 0, 1 or 2 but is 3");
		}
	}

	/**
	 * Begins to write to a file.
	 */
	static final class Redirection {

		private Redirection() {
		}

		public static void main(String[] args) throws Exception {
			System.out.print("before\n");
			try (Fd file = Fd.append(Path.of(args[0]))) {
				StandardStreams.replace(1, file);
			}
			System.out.print("after\n");
			System.out.flush();
			new ProcessBuilder("echo", "of a child").inheritIO().start().waitFor();
		}

	}

}
