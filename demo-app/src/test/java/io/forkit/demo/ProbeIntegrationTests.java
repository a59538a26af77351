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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.forkit.servers.ProbingConfiguration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker can ask its own server, whatever the server is and whether its gate
 * is open or not.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ProbeIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String PASSWORD = "password";

	@TempDir
	static Path directory;

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void aWorkerAsksItsServerBeforeAndAfterItsGateOpens(EmbeddedServer server) {
		int management = Ports.free();
		try (DemoProcess demo = command(server)
			.arguments("--server.servlet.context-path=/app", "--spring.webflux.base-path=/app", "--probed.path=/app/")
			.managementPort(management)
			.start()) {
			assertThatAllAreAnswered(demo, "/app/");
			demo.awaitCluster(management, LIMIT,
					(cluster) -> cluster.workers()
						.stream()
						.allMatch((worker) -> worker.load() != null && worker.load().connections() == 0
								&& worker.load().gate().equals("OPEN")));
		}
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void aWorkerAsksItsServerOverTls(EmbeddedServer server) throws Exception {
		Path keyStore = keyStore(server);
		try (DemoProcess demo = command(server)
			.arguments("--server.http2.enabled=true", "--server.ssl.bundle=web",
					"--spring.ssl.bundle.jks.web.key.alias=web",
					"--spring.ssl.bundle.jks.web.keystore.location=file:" + keyStore,
					"--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD)
			.start()) {
			assertThatAllAreAnswered(demo, "/");
		}
	}

	private static DemoCommand command(EmbeddedServer server) {
		return server.command()
			.workers(2)
			.arguments("--forkit.cluster.primary.sources=" + ProbingConfiguration.class.getName());
	}

	private static void assertThatAllAreAnswered(DemoProcess demo, String path) {
		for (String state : new String[] { "LISTENING", "READY" }) {
			Pattern probe = Pattern.compile("Probe of worker (\\d), which is %s: (.*)".formatted(state));
			assertThat(demo.awaitLines(probe, 2, DemoProcess.START_LIMIT)).extracting((found) -> found.group(2))
				.containsOnly("GET %s was answered with status 200".formatted(path));
		}
	}

	private static Path keyStore(EmbeddedServer server) throws Exception {
		Path keyStore = directory.resolve(server + ".p12");
		Process keytool = new ProcessBuilder(DemoCommand.java().resolveSibling("keytool").toString(), "-genkeypair",
				"-alias", "web", "-keyalg", "EC", "-dname", "CN=example.org", "-storetype", "PKCS12", "-keystore",
				keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return keyStore;
	}

}
