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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that workers run commands, and that no input becomes one.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class CommandsIntegrationTests {

	private static final String SHA256 = "390a8afcc4e23842939ff41bb28b9071ca26ba50732fd9c40e00fd25da15f221";

	private static DemoProcess demo;

	private static int port;

	@BeforeAll
	static void start() {
		demo = DemoCommand.ofJar().workers(2).start();
		port = demo.port();
	}

	@AfterAll
	static void end() {
		demo.close();
	}

	@Test
	void pipelineCountsWords() throws IOException {
		for (int worker = 0; worker < 2; worker++) {
			Http.Response response = Http.get(port, "/words?top=10");
			assertThat(response.status()).as(response.body()).isEqualTo(200);
			assertThat(List.of(response.as(WordsController.WordCount[].class))).isEqualTo(Words.mostFrequent(10));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "101", "-1", "many", "1;id", "99999999999" })
	void numberOfWordsIsValidated(String top) throws IOException {
		assertThat(Http.get(port, "/words?top=" + encode(top)).status()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "; rm -rf /nonexistent", "$(id)", "`id`", "a && b || c | d > e < f", "'", "\"",
			"'\"'\"'", "it's \"quoted\"", "back\\slash \\n \\", "%s%d%n", "--help", "-v", "*", "~", "$HOME ${HOME}",
			"#", "{}", "two\nlines\n", "\n\n", "\ttab\r\n", "ünïcödé ✓ 漢字 😀", "\u0001\u001b[31m\u007f" })
	void inputIsExactlyOneArgument(String text) throws IOException {
		Http.Response response = Http.get(port, "/echo?text=" + encode(text));
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		EchoController.Echo echo = response.as(EchoController.Echo.class);
		assertThat(echo.argument()).isEqualTo(text);
		assertThat(echo.output()).isEqualTo(text);
	}

	@Test
	void inputWithNulIsRefused() throws IOException {
		assertThat(Http.get(port, "/echo?text=a%00b").status()).isEqualTo(400);
	}

	@Test
	void longInputIsExactlyOneArgument() throws IOException {
		String text = "long $(id) ".repeat(400);
		assertThat(Http.get(port, "/echo?text=" + encode(text)).as(EchoController.Echo.class).output()).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain.txt", "two words.txt", " ", "-", "--help", "-rf", "it's", "$(touch pwned)",
			"`touch pwned`", "a;touch pwned", "a|b&c>pwned", "../../../etc/passwd", "/etc/passwd", "..", "*", "~",
			"%s%n", "{file}", "${PATH}", "ünïcödé ✓ 漢字 😀" })
	void nameOfUploadIsOnlyToldBack(String name) throws IOException {
		FileReport report = inspect(name, "b\na a\nb\n");
		assertThat(report).isEqualTo(new FileReport(name, SHA256, 3, 4, 8,
				List.of(new FileReport.LineCount("b", 2), new FileReport.LineCount("a a", 1))));
		assertNoUploadIsLeft();
	}

	@Test
	void quotesInNameOfUploadAreToldBackAsTheyCame() throws IOException {
		assertThat(inspect("say \"it\"", "x").name()).isEqualTo("say %22it%22");
	}

	private FileReport inspect(String name, String content) throws IOException {
		Http.Response response = FormData.post(port, "/files", "file", name, content.getBytes(StandardCharsets.UTF_8));
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return response.as(FileReport.class);
	}

	@Test
	void uploadsThatCannotBeAreRefusedWithReason() throws IOException {
		assertProblem(FormData.post(port, "/files", "file", "empty", new byte[0]), 400, "'file' must not be empty");
		assertProblem(FormData.post(port, "/jobs", "file", "empty", new byte[0]), 400, "'file' must not be empty");
		assertProblem(FormData.post(port, "/files", "other", "x", new byte[] { 'x' }), 400, "'file'");
		assertProblem(FormData.post(port, "/files", "file", "big", new byte[65 * 1024 * 1024]), 413, "upload size");
		assertProblem(post("application/octet-stream"), 415, "not supported");
		assertProblem(post("multipart/form-data"), 400, "multipart/form-data");
		assertNoUploadIsLeft();
	}

	private Http.Response post(String contentType) throws IOException {
		try (Http http = Http.connect(port, Duration.ofSeconds(60))) {
			http.send("POST", "/files", contentType, new byte[] { 'x' });
			return http.receive();
		}
	}

	private void assertProblem(Http.Response response, int status, String detail) {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.headers()).containsEntry("content-type", "application/problem+json");
		assertThat(response.body()).contains("\"detail\":").contains(detail);
	}

	private void assertNoUploadIsLeft() throws IOException {
		try (Stream<Path> files = Files.walk(demo.temporaryFiles())) {
			assertThat(files.map((file) -> file.getFileName().toString())).noneMatch(
					(name) -> name.startsWith("demo-file-") || name.startsWith("demo-job-") || name.endsWith(".tmp"));
		}
		assertThat(Path.of("pwned")).doesNotExist();
	}

	@Test
	void pageForUploadsNeedsNothingFromElsewhere() throws IOException {
		for (String path : List.of("/files.html", "/files.js", "/files.css", "/thumbnails.html", "/thumbnails.js",
				"/upload.js")) {
			Http.Response response = Http.get(port, path);
			assertThat(response.status()).as(path).isEqualTo(200);
			assertThat(response.body()).as(path).doesNotContainPattern("https?:|@import|[\"'(]//");
		}
	}

	private String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
