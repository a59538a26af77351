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

package io.forkit.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import io.forkit.process.ProcessTemplate;
import io.forkit.process.service.CommandServiceProxyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandProblems}.
 */
@EnabledOnOs(OS.LINUX)
class CommandProblemsTests {

	private static final MockMultipartFile FILE = new MockMultipartFile("file", new byte[] { 'x' });

	@TempDir
	private Path directory;

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void missingProgramIsServiceUnavailable() {
		try (ProcessTemplate processes = ProcessTemplate.builder().environment("PATH", "/nonexistent").build()) {
			assertProblem(processes, "/files", 503, "The program 'sha256sum' is not installed here");
			assertProblem(processes, "/jobs", 503, "The program 'tar' is not installed here");
		}
	}

	@Test
	void programThatCannotBeStartedIsServiceUnavailable() {
		String tooLong = "x".repeat(200 * 1024);
		try (ProcessTemplate processes = ProcessTemplate.builder().environment("TOO_LONG", tooLong).build()) {
			assertProblem(processes, "/jobs", 503, "The program 'tar' cannot be started now");
		}
	}

	@Test
	void programThatTakesTooLongIsGatewayTimeout() throws IOException {
		this.environment.setProperty("demo.files.timeout", "100ms");
		try (ProcessTemplate processes = withProgram("sha256sum", "exec sleep 60")) {
			assertProblem(processes, "/files", 504, "The program 'sha256sum' took longer than 100 ms");
		}
	}

	@Test
	void programThatFailsIsInternalServerError() throws IOException {
		try (ProcessTemplate processes = withProgram("sort", "echo secret >&2; exit 2")) {
			assertProblem(processes, "/files", 500, "The program 'sort' failed");
		}
	}

	private ProcessTemplate withProgram(String name, String script) throws IOException {
		Path program = Files.writeString(this.directory.resolve(name), "#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
		return ProcessTemplate.builder().environment("PATH", this.directory + ":/usr/bin:/bin").build();
	}

	private void assertProblem(ProcessTemplate processes, String path, int status, String detail) {
		FileTools tools = CommandServiceProxyFactory.builder(processes)
			.embeddedValueResolver(this.environment::resolveRequiredPlaceholders)
			.build()
			.createClient(FileTools.class);
		FilesController files = new FilesController(new FileInspector(tools, processes, Duration.ofSeconds(10)));
		JobsController jobs = new JobsController(new CompressionJob(processes), JsonMapper.builder().build());
		MockMvcTester mvc = MockMvcTester.of(List.of(files, jobs),
				(builder) -> builder.setControllerAdvice(new CommandProblems()).build());
		assertThat(mvc.post().uri(path).multipart().file(FILE)).hasStatus(status)
			.hasContentTypeCompatibleWith("application/problem+json")
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo(detail);
	}

}
