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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import io.forkit.process.CommandNotFoundException;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.service.CommandServiceProxyFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FileInspector} and {@link FileTools}.
 */
@EnabledOnOs(OS.LINUX)
class FileInspectorTests {

	@TempDir
	private Path directory;

	private ProcessTemplate processes = ProcessTemplate.create();

	@AfterEach
	void close() {
		this.processes.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "no line break", "\r\n\r\n \r \n", "-n\n--\n$(id)\n", "\0\0\n\0",
			"漢字 ünïcödé\n漢字 ünïcödé\n", "\\\\ \\n\n" })
	void contentMayBeAnything(String content) throws IOException {
		byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
		FileReport report = inspect("content", bytes);
		assertThat(report.sha256()).isEqualTo(sha256(bytes));
		assertThat(report.bytes()).isEqualTo(bytes.length);
		assertThat(report.lines()).isEqualTo(content.chars().filter((c) -> c == '\n').count());
		List<String> lines = List.of((content.endsWith("\n") ? content : content + "\n").split("\n", -1));
		lines = lines.subList(0, lines.size() - 1);
		assertThat(report.mostFrequent()).extracting(FileReport.LineCount::line)
			.containsExactlyInAnyOrderElementsOf(lines.stream().distinct().toList());
		assertThat(report.mostFrequent().stream().mapToLong(FileReport.LineCount::count).sum()).isEqualTo(lines.size());
	}

	@ParameterizedTest
	@ValueSource(strings = { "two words", "-", "--help", "it's", "\"", "$(id)", "back\\slash", "line\nbreak", "*" })
	void pathMayBeAnything(String name) throws IOException {
		FileReport report = inspect(name, "b\na\nb\n".getBytes(StandardCharsets.UTF_8));
		assertThat(report).isEqualTo(new FileReport(name, sha256("b\na\nb\n".getBytes(StandardCharsets.UTF_8)), 3, 3, 6,
				List.of(new FileReport.LineCount("b", 2), new FileReport.LineCount("a", 1))));
	}

	@Test
	void wordsAreCountedInAnyAlphabet() throws IOException {
		assertThat(inspect("words", "漢字 слово word".getBytes(StandardCharsets.UTF_8)).words()).isEqualTo(3);
	}

	@Test
	void longLineIsCut() throws IOException {
		byte[] content = "x".repeat(5 * 1024 * 1024).getBytes(StandardCharsets.US_ASCII);
		assertThat(inspect("long", content).mostFrequent())
			.containsExactly(new FileReport.LineCount("x".repeat(200), 1));
	}

	@Test
	void fiveLinesAreEnough() throws IOException {
		byte[] content = "g\nf\ne\nd\nd\nc\nb\na\n".getBytes(StandardCharsets.US_ASCII);
		assertThat(inspect("many", content).mostFrequent()).extracting(FileReport.LineCount::line)
			.containsExactly("d", "a", "b", "c", "e");
	}

	@Test
	void missingProgramIsNamed() {
		this.processes.close();
		this.processes = ProcessTemplate.builder().environment("PATH", "/nonexistent").build();
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(() -> inspect("file", new byte[] { 'x' }))
			.satisfies((ex) -> assertThat(ex.getCommand()).first().isEqualTo("sha256sum"));
	}

	private FileReport inspect(String name, byte[] content) throws IOException {
		FileTools tools = CommandServiceProxyFactory.builder(this.processes)
			.embeddedValueResolver(new MockEnvironment()::resolveRequiredPlaceholders)
			.build()
			.createClient(FileTools.class);
		Path file = Files.write(this.directory.resolve(name), content);
		return new FileInspector(tools, this.processes, Duration.ofSeconds(30)).inspect(name, file);
	}

	private String sha256(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
