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
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for workers that wait to take the place of others.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
@Tag("long")
class StandbyIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final Pattern TAKES = Pattern.compile("Worker (\\d+) \\(pid \\d+\\) was a standby and takes slot 0");

	private static final Pattern WARM = Pattern.compile("has answered 50 requests for '/forkit-warm-up'");

	@ParameterizedTest
	@MethodSource("serversAndSchedulings")
	void standbyTakesThePlaceOfAKilledWorker(EmbeddedServer server, String scheduling) throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = server.command()
			.workers(1)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.standby=1", "--forkit.cluster.scheduling=" + scheduling,
					"--forkit.cluster.restart.reset-after=0s")
			.start()) {
			int port = demo.port();
			for (int i = 0; i < 3; i++) {
				ClusterReport before = awaitStandby(demo, managementPort, 1);
				ClusterReport.Worker standby = standbys(before).get(0);
				assertThat(standby.slot()).isEqualTo(-1);
				assertThat(before.size()).isOne();
				assertThat(before.ready()).isOne();
				// It serves nobody.
				Answer answer = Http.get(port, "/").as(Answer.class);
				assertThat(answer.pid()).isEqualTo(before.readyWorkers().get(0).pid()).isNotEqualTo(standby.pid());
				Proc.signal("KILL", answer.pid());
				// A connection that the dead worker had been given may be lost with it.
				demo.awaitLines(TAKES, i + 1, LIMIT);
				Http.Response next = Http.get(port, "/");
				assertThat(next.as(Answer.class).pid()).isEqualTo(standby.pid());
				if (server != EmbeddedServer.NETTY) {
					assertThat(next.body()).contains("\"slot\":0,\"worker\":%d,".formatted(standby.id()));
				}
				demo.awaitCluster(managementPort, LIMIT,
						(cluster) -> cluster.readyWorkers().stream().anyMatch((worker) -> worker.slot() == 0));
			}
		}
	}

	static Stream<Arguments> serversAndSchedulings() {
		return Stream.concat(Stream.of(EmbeddedServer.values()).map((server) -> Arguments.of(server, "shared")),
				Stream.of("round-robin", "sticky", "reuse-port")
					.map((scheduling) -> Arguments.of(EmbeddedServer.TOMCAT, scheduling)));
	}

	@ParameterizedTest
	@EnumSource
	void standbyIsWarmedUpWithoutAnythingOfTheApplication(EmbeddedServer server, @TempDir Path directory)
			throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = server.command()
			.workers(1)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.standby=1", "--logging.level.io.forkit.cluster.Supervisor=debug",
					"--server.tomcat.accesslog.enabled=true", "--server.tomcat.accesslog.buffered=false",
					"--server.tomcat.accesslog.directory=" + directory)
			.start()) {
			demo.awaitLines(WARM, 1, LIMIT);
			ClusterReport.Worker standby = standbys(awaitStandby(demo, managementPort, 1)).get(0);
			Proc.signal("KILL", Http.get(demo.port(), "/").as(Answer.class).pid());
			demo.awaitLines(TAKES, 1, LIMIT);
			assertThat(Http.get(demo.port(), "/").as(Answer.class).pid()).isEqualTo(standby.pid());
			assertThat(demo.linesMatching(Pattern.compile("slot 0, pid %d\\) is STANDBY".formatted(standby.pid()))))
				.isEmpty();
			// A client that asks for the same gets what it would get without a standby.
			assertThat(Http.get(demo.port(), "/forkit-warm-up").status()).isEqualTo(404);
			if (server == EmbeddedServer.TOMCAT) {
				// Beside that of the server of actuator.
				try (Stream<Path> files = Files.list(directory)
					.filter((file) -> file.getFileName().toString().startsWith("access_log"))) {
					assertThat(files.toList()).isNotEmpty()
						.allSatisfy((file) -> assertThat(Files.readString(file)).contains("GET / HTTP/1.1")
							.containsOnlyOnce("forkit-warm-up"));
				}
			}
		}
	}

	@Test
	void clientsAreNeverRefusedWhileWorkersAreKilled() {
		int managementPort = Ports.free();
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.standby=1", "--forkit.cluster.restart.reset-after=0s",
					"--logging.level.io.forkit.demo=warn")
			.start()) {
			int port = demo.port();
			awaitStandby(demo, managementPort, 2);
			int kills = 6;
			LoadGenerator load = LoadGenerator.start(port, "/slow?millis=5", 4);
			try (load) {
				for (int i = 0; i < kills; i++) {
					load.awaitAnswers(10);
					ClusterReport before = awaitStandby(demo, managementPort, 2);
					ClusterReport.Worker standby = standbys(before).get(0);
					ClusterReport.Worker victim = before.readyWorkers().get(i % 2);
					Proc.signal("KILL", victim.pid());
					demo.awaitCluster(managementPort, LIMIT,
							(cluster) -> cluster.readyWorkers()
								.stream()
								.anyMatch((worker) -> worker.pid() == standby.pid() && worker.slot() == victim.slot()));
				}
				load.awaitAnswers(10);
			}
			// Only those whom a killed worker was serving are lost, and nobody is
			// refused.
			assertThat(load.failures()).noneMatch(LoadGenerator.Failure::refused).hasSizeLessThanOrEqualTo(kills * 4);
			assertThat(awaitStandby(demo, managementPort, 2).workers()
				.stream()
				.mapToInt(ClusterReport.Worker::restarts)
				.sum()).isEqualTo(kills);
		}
	}

	private static ClusterReport awaitStandby(DemoProcess demo, int managementPort, int ready) {
		return demo.awaitCluster(managementPort, LIMIT,
				(cluster) -> standbys(cluster).size() == 1 && cluster.ready() == ready);
	}

	private static List<ClusterReport.Worker> standbys(ClusterReport cluster) {
		return cluster.workers().stream().filter((worker) -> worker.state().equals("STANDBY")).toList();
	}

	record Answer(long pid) {

	}

}
