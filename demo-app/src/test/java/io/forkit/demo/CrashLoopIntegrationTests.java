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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that workers which crash again and again are not replaced for ever, and that it
 * is said why.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(240)
@Tag("long")
class CrashLoopIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final Pattern DOWN = Pattern.compile("ERROR .*(Slot \\d+ gets no worker any more: .*)");

	private static final Pattern FAILURE = Pattern.compile("its workers fail in the same way each time, 3 in a row: "
			+ "exit code 1 before it was ready \\(ONLINE\\): \\S+Exception: .*plenty.*");

	@TempDir
	private Path configuration;

	@Test
	void aWorkerThatIsKilledAgainAndAgainIsReplacedNoLongerAndTheOtherOneServesOn() throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = demo(2, managementPort)
			.arguments("--forkit.cluster.restart.max-in-a-row=2", "--forkit.cluster.restart.cool-down=3s",
					"--forkit.cluster.restart.reset-after=2s")
			.start()) {
			int port = demo.port();
			killUntilDown(demo, managementPort, Duration.ZERO);
			assertThat(Http.get(managementPort, "/actuator/health").status()).isEqualTo(503);
			assertThat(Http.get(managementPort, "/actuator/health").body()).contains("\"breakers\"");
			for (int i = 0; i < 20; i++) {
				assertThat(Http.get(port, "/").status()).isEqualTo(200);
			}
			assertThat(demo.linesMatching(DOWN)).singleElement()
				.satisfies((line) -> assertThat(line.group(1))
					.startsWith("Slot 0 gets no worker any more: 3 workers in "
							+ "a row have crashed, none of which had been ready for 2 s; the last one: killed by SIGKILL")
					.contains("call Cluster.revive(), ask for 'revive' at /actuator/cluster, or restart")
					.endsWith("One worker is tried in 3 s"));
			demo.awaitCluster(managementPort, LIMIT, (cluster) -> cluster.breakers().isEmpty() && cluster.allReady());
			assertThat(Http.get(managementPort, "/actuator/health").status()).isEqualTo(200);
		}
	}

	@Test
	void slowStartersThatDieEachTimeAreReplacedNoLongerUntilSomebodyRevivesThem() throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = demo(2, managementPort)
			.arguments("--forkit.cluster.restart.max-in-a-row=2", "--forkit.cluster.restart.reset-after=60s",
					"--forkit.cluster.restart.max-restarts=2", "--forkit.cluster.restart.period=5s")
			.start()) {
			demo.awaitReady();
			killUntilDown(demo, managementPort, Duration.ofSeconds(8));
			assertThat(demo.cluster(managementPort).breakers()).singleElement()
				.extracting(ClusterReport.Breaker::reason)
				.isEqualTo("IN_A_ROW");
			assertThat(new ClusterOperations(managementPort, LIMIT).revive().revived()).hasSize(1);
			demo.awaitCluster(managementPort, LIMIT, (cluster) -> cluster.breakers().isEmpty() && cluster.allReady());
		}
	}

	@Test
	void aConfigurationWithWhichNoWorkerStartsIsSaidInOneLine() throws IOException {
		int managementPort = Ports.free();
		configure("");
		try (DemoProcess demo = demo(2, managementPort).arguments("--forkit.cluster.restart.cool-down=1s").start()) {
			int port = demo.port();
			configure("server.tomcat.threads.max=plenty");
			Proc.signal("KILL", demo.cluster(managementPort).workers().get(0).pid());
			ClusterReport down = demo.awaitCluster(managementPort, LIMIT, (cluster) -> !cluster.breakers().isEmpty());
			assertThat(down.breakers()).singleElement().satisfies((breaker) -> {
				assertThat(breaker.slot()).isZero();
				assertThat(breaker.reason()).isEqualTo("SAME_FAILURE");
			});
			assertThat(demo.awaitLine(DOWN, LIMIT).group(1)).containsPattern(FAILURE);
			assertThat(Http.get(port, "/").status()).isEqualTo(200);
			configure("");
			demo.awaitCluster(managementPort, LIMIT, (cluster) -> cluster.breakers().isEmpty() && cluster.allReady());
			assertThat(demo.linesMatching(DOWN)).hasSize(1);
		}
	}

	@Test
	void aClusterThatGivesUpEndsWithACodeOfItsOwnAndFreesThePort() throws IOException {
		int managementPort = Ports.free();
		configure("");
		try (DemoProcess demo = demo(2, managementPort).arguments("--forkit.cluster.restart.give-up=exit").start()) {
			int port = demo.port();
			configure("server.tomcat.threads.max=plenty");
			demo.cluster(managementPort).workers().forEach((worker) -> Proc.signal("KILL", worker.pid()));
			assertThat(demo.awaitExit(LIMIT)).isEqualTo(70);
			assertThat(String.join("\n", demo.lines()))
				.containsPattern("The cluster gives up, and the primary ends with exit code 70. Slot \\d: its workers");
			try (ServerSocket socket = new ServerSocket()) {
				socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			}
			demo.awaitNothingLeft(Duration.ofSeconds(5));
		}
	}

	private DemoCommand demo(int workers, int managementPort) {
		return DemoCommand.ofJar()
			.workers(workers)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.restart.initial-delay=50ms", "--forkit.cluster.restart.max-delay=100ms",
					"--spring.config.additional-location=optional:file:" + this.configuration + "/");
	}

	private void configure(String line) throws IOException {
		Files.writeString(this.configuration.resolve("application.properties"), line + "\n");
	}

	/** Kill each worker of the first slot when it is that old. */
	private static void killUntilDown(DemoProcess demo, int managementPort, Duration age) {
		Map<Long, Long> seen = new HashMap<>();
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(LIMIT)
			.until(() -> {
				ClusterReport cluster = demo.cluster(managementPort);
				cluster.workers()
					.stream()
					.filter((worker) -> worker.slot() == 0 && !worker.state().equals("EXITED"))
					.forEach((worker) -> {
						long since = seen.computeIfAbsent(worker.pid(), (pid) -> System.nanoTime());
						if (System.nanoTime() - since >= age.toNanos()) {
							Proc.signal("KILL", worker.pid());
						}
					});
				return !cluster.breakers().isEmpty();
			});
	}

}
