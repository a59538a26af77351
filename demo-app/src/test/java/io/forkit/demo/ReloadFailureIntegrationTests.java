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
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a reload says why it has failed, whatever has failed, and that the workers
 * of before are not harmed by it, also when they crash afterwards.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
@Tag("long")
class ReloadFailureIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final Pattern ROLLED_BACK = Pattern
		.compile("ERROR .*The reload was rolled back after \\d+ ms: the new");

	private final int managementPort = Ports.free();

	@TempDir
	private Path directory;

	@Test
	void theOutcomeSaysWhatBootSaysAndOldWorkersKeepTheirConfiguration() throws IOException {
		configure("server:", "  servlet:", "    context-path: /first");
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.managementPort(this.managementPort)
			// Where the configuration is looked for.
			.prefix("env", "--chdir=" + this.directory)
			.arguments("--forkit.cluster.reload.settle-time=0s")
			.start()) {
			int port = demo.port();
			configure("server:", "  tomcat:", "    threads:", "      max: plenty");
			ClusterOperations.Outcome broken = reload();
			assertThat(broken.result()).isEqualTo("ROLLED_BACK");
			assertThat(broken.reason()).contains("ended with exit code 1 before it was ready", "Description:\n\n",
					"Failed to bind properties under 'server.tomcat.threads.max' to int:", "Value: \"plenty\"",
					"application.yml] - 4:12", "NumberFormatException", "Action:\n\n",
					"Update your application's configuration");
			assertThat(demo.linesMatching(ROLLED_BACK)).hasSize(1);

			long victim = demo.cluster(this.managementPort).workers().get(0).pid();
			Proc.signal("KILL", victim);
			demo.awaitCluster(this.managementPort, LIMIT,
					(cluster) -> cluster.allReady() && cluster.workers()
						.stream()
						.allMatch((worker) -> worker.pid() != victim && worker.generation() == 1));
			for (int i = 0; i < 10; i++) {
				assertThat(Http.get(port, "/first/").status()).isEqualTo(200);
			}

			configure("server:", "\tport: 8080");
			ClusterOperations.Outcome tab = reload();
			assertThat(tab.result()).isEqualTo("ROLLED_BACK");
			assertThat(tab.reason()).contains("application.yml]: while scanning",
					"'\\t(TAB)' that cannot start any token", "line 2, column 1");
			assertThat(demo.linesMatching(ROLLED_BACK)).hasSize(2);
			assertThat(Http.get(port, "/first/").status()).isEqualTo(200);

			configure("server:", "  servlet:", "    context-path: /second");
			assertThat(reload().result()).isEqualTo("COMPLETED");
			assertThat(Http.get(port, "/second/").status()).isEqualTo(200);
		}
	}

	@Test
	void whatEndsTheJvmBeforeTheApplicationIsSaidToo() throws IOException {
		DemoVersions versions = new DemoVersions(this.directory);
		Path options = Files.writeString(this.directory.resolve("options"), "-Dsome=thing\n");
		try (DemoProcess demo = DemoCommand.of("-XX:VMOptionsFile=" + options, "-jar", versions.jar().toString())
			.workers(1)
			.managementPort(this.managementPort)
			.arguments("--forkit.cluster.reload.settle-time=0s")
			.start()) {
			int port = demo.port();
			versions.overwriteManifest((manifest) -> manifest.replaceFirst("Main-Class:", "No-Class:"));
			assertFails("no main manifest attribute, in ");
			demo.awaitLine(Pattern.compile("^no main manifest attribute, in "), LIMIT);
			versions.overwriteManifest((manifest) -> manifest.replaceFirst("Start-Class: .*", "Start-Class: no.Such"));
			assertFails("java.lang.ClassNotFoundException: no.Such");
			Files.writeString(options, "-XX:NoSuchOption=1\n");
			assertFails("Unrecognized VM option 'NoSuchOption=1'");
			Files.writeString(options, "-Xms2g -Xmx64m\n");
			assertFails("Initial heap size set to a larger value than the maximum heap size");
			Files.writeString(options, "-Dsome=thing\n");
			versions.truncate();
			ClusterOperations.Outcome truncated = reload();
			assertThat(truncated.result()).isEqualTo("REFUSED");
			assertThat(truncated.reason()).contains("is no jar, or only a part of one");
			assertThat(Http.get(port, "/").status()).isEqualTo(200);
			versions.overwriteManifest((manifest) -> manifest);
			assertThat(reload().result()).isEqualTo("COMPLETED");
			assertThat(Proc.children(demo.pid())).noneMatch(Proc.Stat::zombie).hasSize(1);
		}
	}

	private void assertFails(String why) throws IOException {
		ClusterOperations.Outcome outcome = reload();
		assertThat(outcome.result()).isEqualTo("ROLLED_BACK");
		assertThat(outcome.reason())
			.contains("ended with exit code 1 before it was ready. The last that it has written:", why);
	}

	private ClusterOperations.Outcome reload() throws IOException {
		ClusterOperations.Outcome outcome = new ClusterOperations(this.managementPort, Duration.ofSeconds(10))
			.reload(LIMIT)
			.reload();
		assertThat(outcome).isNotNull();
		return outcome;
	}

	private void configure(String... lines) throws IOException {
		Files.write(this.directory.resolve("application.yml"), List.of(lines));
	}

}
