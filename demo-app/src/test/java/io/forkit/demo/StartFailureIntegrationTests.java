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
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what cannot work is said at the start, in words that help.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class StartFailureIntegrationTests {

	private static final Pattern STARTING = Pattern.compile("Worker \\d+ .*is STARTING");

	private static final Duration EXIT_LIMIT = Duration.ofSeconds(40);

	@ParameterizedTest
	@ValueSource(strings = { "-1", "lots" })
	void numberOfWorkersMustMakeSense(String workers) {
		assertThatConfigurationFails("forkit.cluster.workers", workers);
	}

	@Test
	void outputDirectoryMustBeWritable(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		assertThatConfigurationFails("forkit.cluster.output-directory", file.resolve("output").toString());
	}

	private void assertThatConfigurationFails(String property, String value) {
		try (DemoProcess demo = DemoCommand.ofJar().arguments("--" + property + "=" + value).start()) {
			assertThat(demo.awaitExit(EXIT_LIMIT)).isEqualTo(1);
			String output = String.join("\n", demo.lines());
			assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START");
			String report = output.substring(output.indexOf("APPLICATION FAILED TO START"));
			assertThat(report).contains(property).contains(value).containsPattern("Action:\\s+\\S.*");
			assertThat(demo.linesMatching(STARTING)).isEmpty();
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

	@Test
	void portInUseIsSaidOnce() throws IOException {
		try (ServerSocket socket = new ServerSocket(0);
				DemoProcess demo = DemoCommand.ofJar().workers(3).port(socket.getLocalPort()).start()) {
			assertThat(demo.awaitExit(EXIT_LIMIT)).isEqualTo(1);
			String output = String.join("\n", demo.lines());
			assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START")
				.containsOnlyOnce("Web server failed to start. Port " + socket.getLocalPort() + " was already in use.");
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

}
