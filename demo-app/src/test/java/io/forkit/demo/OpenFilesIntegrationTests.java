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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker which may not have more open files takes connections again when it
 * may.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class OpenFilesIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Pattern SHORTAGE = Pattern.compile("(?i)too many open files");

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void serverGoesOnAcceptingAfterAShortage(EmbeddedServer server) throws Exception {
		connectionWaitsForAnOpenFile(server, "shared");
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void serverGoesOnTakingWhatIsHandedOverAfterAShortage(EmbeddedServer server) throws Exception {
		connectionWaitsForAnOpenFile(server, "round-robin");
	}

	private static void connectionWaitsForAnOpenFile(EmbeddedServer server, String scheduling) throws Exception {
		try (DemoProcess demo = server.command()
			.workers(1)
			.arguments("--forkit.cluster.scheduling=" + scheduling)
			.start()) {
			int port = demo.port();
			long worker = demo.awaitCluster(port, LIMIT, ClusterReport::allReady).workers().get(0).pid();
			assertThat(Http.get(port, "/").status()).isEqualTo(200);
			for (int shortages = 1; shortages <= 2; shortages++) {
				String before = limitOpenFiles(worker, "3");
				int lines = demo.linesMatching(SHORTAGE).size();
				try (Http waiting = Http.connect(port, LIMIT)) {
					waiting.send("/");
					demo.awaitLines(SHORTAGE, lines + 1, LIMIT);
					limitOpenFiles(worker, before);
					assertThat(waiting.receive().status()).isEqualTo(200);
				}
				assertThat(Http.get(port, "/").status()).isEqualTo(200);
			}
		}
	}

	/** The soft limit, which the process may raise again. */
	private static String limitOpenFiles(long pid, String limit) throws IOException, InterruptedException {
		String before = prlimit(pid, "--nofile", "--noheadings", "--output=SOFT");
		prlimit(pid, "--nofile=" + limit + ":");
		return before;
	}

	private static String prlimit(long pid, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("prlimit", "--pid", String.valueOf(pid)));
		command.addAll(List.of(options));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes()).trim();
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
