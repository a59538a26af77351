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

package io.forkit.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.forkit.cluster.WorkerProgram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkerProgramReader}.
 */
class WorkerProgramReaderTests {

	@Test
	void withoutPropertiesWorkersRunTheProgramOfThePrimary() {
		assertThat(read(null, List.of(), Map.of(), null, null)).isEqualTo(WorkerProgram.SAME);
	}

	@Test
	void whatIsSetIsTaken() {
		WorkerProgram program = read(String.class.getName(), List.of("-Xmx64m"), Map.of("A", "b"), null, null);
		assertThat(program.mainClass()).isEqualTo("java.lang.String");
		assertThat(program.jvmArguments()).containsExactly("-Xmx64m");
		assertThat(program.environment()).containsExactly(Map.entry("A", "b"));
	}

	@Test
	void aClassThatIsNotThereIsRefused() {
		assertInvalid("main-class", () -> read("com.example.Missing", List.of(), Map.of(), null, null));
	}

	@Test
	void whatIsNoFlagOfAJvmIsRefused() {
		assertInvalid("jvm-arguments", () -> read(null, List.of("-jar", "other.jar"), Map.of(), null, null));
		assertInvalid("jvm-arguments", () -> read(null, List.of("com.example.Main"), Map.of(), null, null));
	}

	@Test
	void variablesThatMakeAWorkerAreRefused() {
		assertInvalid("environment", () -> read(null, List.of(), Map.of("FORKIT_WORKER_ID", "7"), null, null));
		assertInvalid("environment", () -> read(null, List.of(), Map.of("A=B", "7"), null, null));
	}

	@Test
	void aUserThatDoesNotExistIsRefused() {
		assertInvalid("user", () -> read(null, List.of(), Map.of(), "no-such-user-here", null));
	}

	@Test
	void aNegativeNumberIsRefused() {
		assertInvalid("uid", () -> read(null, List.of(), Map.of(), null, -1));
	}

	@Test
	void aDirectoryThatDoesNotExistIsRefused() {
		assertThat(program(Path.of("/")).directory()).isEqualTo(Path.of("/"));
		assertInvalid("directory", () -> program(Path.of("/no/such/directory")));
	}

	private static WorkerProgram program(Path directory) {
		return new WorkerProgramReader(new ForkitClusterProperties.Program(null, null, List.of(), Map.of(), false, null,
				null, null, directory))
			.program();
	}

	private static WorkerProgram read(@Nullable String mainClass, List<String> jvmArguments,
			Map<String, String> environment, @Nullable String user, @Nullable Integer uid) {
		return new WorkerProgramReader(new ForkitClusterProperties.Program(mainClass, null, jvmArguments, environment,
				false, user, uid, null, null))
			.program();
	}

	private static void assertInvalid(String name, Runnable code) {
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(code::run)
			.withMessageContaining("forkit.cluster.program." + name);
	}

}
