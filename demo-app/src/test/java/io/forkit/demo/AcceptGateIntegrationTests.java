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
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.forkit.servers.ReadinessController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that connections go to workers that have time for them.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
@Tag("long")
class AcceptGateIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final Duration PINNED = Duration.ofSeconds(6);

	private static final int CONNECTIONS = 80;

	static List<EmbeddedServer> servers() {
		return Boolean.getBoolean("forkit.test.full") ? List.of(EmbeddedServer.values())
				: List.of(EmbeddedServer.TOMCAT);
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void nobodyWaitsForAWorkerThatIsPinned(EmbeddedServer server) throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = PinnedWorker.command(server).managementPort(management).start()) {
			int port = demo.port();
			Set<Long> pids = pids(demo, management);
			long busy = pids.iterator().next();
			try (PinnedWorker pinned = PinnedWorker.pin(server, port, busy, PINNED)) {
				awaitGate(demo, management, busy, "SATURATED");
				Set<Long> answering = new HashSet<>();
				for (int i = 0; i < CONNECTIONS; i++) {
					answering.add(Http.get(port, "/").as(Answer.class).pid());
				}
				assertThat(answering).hasSize(1).doesNotContain(busy);
				assertThat(gate(demo, management, busy)).isEqualTo("SATURATED");
				if (server != EmbeddedServer.NETTY) {
					// What an event loop has begun before comes to an end later.
					pinned.awaitAnswers();
				}
			}
			awaitAnswerOf(busy, port);
			assertThat(gateClosings(demo, management, busy)).isPositive();
		}
	}

	@Test
	void withoutGateSomeWaitForTheWorkerThatIsPinned() throws IOException {
		try (DemoProcess demo = PinnedWorker.command(EmbeddedServer.TOMCAT)
			.arguments("--forkit.cluster.accept-gate.enabled=false")
			.start()) {
			int port = demo.port();
			long busy = pids(demo, port).iterator().next();
			try (PinnedWorker pinned = PinnedWorker.pin(EmbeddedServer.TOMCAT, port, busy, Duration.ofSeconds(20))) {
				assertThat(pinned).isNotNull();
				Awaitility.await()
					.atMost(Duration.ofSeconds(15))
					.pollInSameThread()
					.pollInterval(Duration.ofMillis(20))
					.until(() -> waits(port));
			}
		}
	}

	private static boolean waits(int port) throws IOException {
		try (Http client = Http.connect(port, Duration.ofSeconds(2))) {
			client.send("/");
			client.receive();
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void workerThatIsNotReadyAcceptsNothing(EmbeddedServer server) throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = server.command()
			.workers(2)
			.managementPort(management)
			.arguments("--spring.main.sources=" + ReadinessController.class.getName())
			.start()) {
			int port = demo.port();
			pids(demo, management);
			try (Http connection = Http.connect(port, LIMIT)) {
				connection.ask("/");
				long worker = connection.receive().as(Answer.class).pid();
				connection.ask("/readiness?state=REFUSING_TRAFFIC");
				assertThat(connection.receive().status()).isEqualTo(200);
				for (int i = 0; i < 20; i++) {
					assertThat(Http.get(port, "/").as(Answer.class).pid()).isNotEqualTo(worker);
				}
				awaitGate(demo, management, worker, "NOT_READY");
				connection.ask("/readiness?state=ACCEPTING_TRAFFIC");
				assertThat(connection.receive().status()).isEqualTo(200);
				awaitAnswerOf(worker, port);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void workerThatComesBackGetsConnectionsOfTheOthers(EmbeddedServer server) throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = server.command().workers(2).managementPort(management).start()) {
			int port = demo.port();
			Set<Long> before = pids(demo, management);
			try (KeepAliveClients clients = new KeepAliveClients(port, 32, Duration.ofMillis(50))) {
				long killed = before.iterator().next();
				Proc.signal("KILL", killed);
				Set<Long> after = awaitOthers(demo, management, killed);
				Awaitility.await()
					.atMost(LIMIT)
					.until(() -> after.stream().allMatch((pid) -> clients.clientsOf(pid) >= 12));
				clients.reset();
				Awaitility.await()
					.atMost(LIMIT)
					.until(() -> after.stream()
						.allMatch(
								(pid) -> clients.answers().containsKey(pid) && clients.answers().get(pid).get() > 100));
				assertThat(clients.lost()).isZero();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void connectionsOfHttp2AreLetGoToo(EmbeddedServer server) throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = server.command()
			.workers(2)
			.managementPort(management)
			.arguments("--server.http2.enabled=true")
			.start()) {
			int port = demo.port();
			long killed = pids(demo, management).iterator().next();
			try (Http2Clients clients = new Http2Clients(port, 24, Duration.ofMillis(100))) {
				Proc.signal("KILL", killed);
				Set<Long> after = awaitOthers(demo, management, killed);
				long failed = clients.failed();
				Awaitility.await()
					.atMost(LIMIT)
					.until(() -> after.stream().allMatch((pid) -> clients.clientsOf(pid) >= 8));
				// A client may send a request while it is told to send no more.
				assertThat(clients.failed() - failed).isLessThan(3);
			}
		}
	}

	private Set<Long> awaitOthers(DemoProcess demo, int management, long killed) {
		return pids(demo.awaitCluster(management, LIMIT, (cluster) -> cluster.allReady()
				&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == killed)));
	}

	private Set<Long> pids(DemoProcess demo, int port) {
		return pids(demo.awaitCluster(port, LIMIT, ClusterReport::allReady));
	}

	private static Set<Long> pids(ClusterReport cluster) {
		Set<Long> pids = new HashSet<>();
		cluster.workers().forEach((worker) -> pids.add(worker.pid()));
		return pids;
	}

	private static void awaitGate(DemoProcess demo, int management, long pid, String state) {
		demo.awaitCluster(management, LIMIT,
				(cluster) -> worker(cluster, pid).load() != null && state.equals(worker(cluster, pid).load().gate()));
	}

	private static String gate(DemoProcess demo, int management, long pid) {
		return worker(demo.cluster(management), pid).load().gate();
	}

	private static long gateClosings(DemoProcess demo, int management, long pid) {
		return worker(demo.cluster(management), pid).load().gateClosings();
	}

	private static ClusterReport.Worker worker(ClusterReport cluster, long pid) {
		return cluster.workers().stream().filter((worker) -> worker.pid() == pid).findFirst().orElseThrow();
	}

	private static void awaitAnswerOf(long pid, int port) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(20))
			.atMost(LIMIT)
			.until(() -> Http.get(port, "/").as(Answer.class).pid() == pid);
	}

	/**
	 * Who has answered.
	 *
	 * @param pid the process
	 */
	private record Answer(long pid) {

	}

}
