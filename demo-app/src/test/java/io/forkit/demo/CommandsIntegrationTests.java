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
import java.util.List;

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

	private String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
