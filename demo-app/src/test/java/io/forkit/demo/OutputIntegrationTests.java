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
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests where the output of the workers goes, and what the demo says.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class OutputIntegrationTests {

	@Test
	void workersWriteToFilesBySlot(@TempDir Path directory) {
		Path output = directory.resolve("output");
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.arguments("--forkit.cluster.output-directory=" + output)
			.start()) {
			demo.awaitReady();
			for (int slot = 0; slot < 2; slot++) {
				assertThat(output.resolve("worker-" + slot + ".log")).content().contains("Started DemoApplication");
			}
			assertThat(demo.lines()).noneMatch((line) -> line.contains("Started DemoApplication"));
		}
	}

	@Test
	void workersWriteToWhereThePrimaryDoesAndNobodyIsBetween() throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).start()) {
			demo.awaitReady();
			for (Proc.Stat worker : Proc.children(demo.pid())) {
				for (int stream = 1; stream <= 2; stream++) {
					assertThat(Files.readSymbolicLink(Path.of("/proc/" + worker.pid() + "/fd/" + stream)))
						.isEqualTo(Files.readSymbolicLink(Path.of("/proc/" + demo.pid() + "/fd/" + stream)));
				}
			}
			assertThat(demo.linesMatching(Pattern.compile("Started DemoApplication"))).hasSize(2);
			assertThat(demo.linesMatching(Pattern.compile("Starting DemoApplication"))).hasSizeGreaterThanOrEqualTo(2);
		}
	}

	@Test
	void onlyPrimarySaysWhatToTry() throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).start()) {
			int port = demo.port();
			demo.awaitLine(Pattern.compile("Ctrl-C"), DemoProcess.START_LIMIT);
			assertThat(String.join("\n", demo.lines())).containsOnlyOnce("curl localhost:" + port + "/ ")
				.contains("kill -9 ");
			assertThat(Http.get(port, "/").status()).isEqualTo(200);
		}
	}

}
