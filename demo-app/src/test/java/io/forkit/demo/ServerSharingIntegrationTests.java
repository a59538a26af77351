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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that workers share the socket of every server, fairly and without losing a
 * connection when one of them goes.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class ServerSharingIntegrationTests {

	private static final int O_NONBLOCK = 04000;

	private static final Duration READY_LIMIT = Duration.ofSeconds(90);

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void sequentialConnectionsAreSharedExactly(EmbeddedServer server) throws Exception {
		int workers = 4;
		try (DemoProcess demo = server.command().workers(workers).arguments("--server.http2.enabled=true").start()) {
			int port = demo.port();
			Set<Long> pids = pids(demo, port);
			assertThat(pids).hasSize(workers);
			List<Long> turns = new ArrayList<>();
			for (int i = 0; i < 100 * workers; i++) {
				awaitAllInAccept(pids);
				turns.add(Http.get(port, "/").as(Answer.class).pid());
			}
			assertThat(pids).allSatisfy((pid) -> assertThat(Collections.frequency(turns, pid)).isEqualTo(100));
			assertThatSocketIsOneAndBlocks(demo, port, pids);
			assertThat(versionOf(port)).isEqualTo(HttpClient.Version.HTTP_2);
			assertThatSocketIsOneAndBlocks(demo, port, pids);
		}
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsTakeTurnsToo(EmbeddedServer server) throws IOException {
		try (DemoProcess demo = server.command()
			.workers(2)
			.arguments("--spring.threads.virtual.enabled=true")
			.start()) {
			int port = demo.port();
			Set<Long> pids = pids(demo, port);
			List<Long> turns = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				awaitAllInAccept(pids);
				turns.add(Http.get(port, "/").as(Answer.class).pid());
			}
			assertThat(pids).allSatisfy((pid) -> assertThat(Collections.frequency(turns, pid)).isEqualTo(20));
			assertThatSocketIsOneAndBlocks(demo, port, pids);
		}
	}

	private void awaitAllInAccept(Set<Long> pids) {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(Duration.ofSeconds(10))
			.until(() -> pids.stream().allMatch(Proc::waitsInAccept));
	}

	private void assertThatSocketIsOneAndBlocks(DemoProcess demo, int port, Set<Long> pids) {
		Set<Long> inodes = Proc.listeningSockets(port);
		assertThat(inodes).hasSize(1);
		long inode = inodes.iterator().next();
		for (long pid : pids) {
			assertThat(Proc.socketFlags(pid, inode)).as("flags in worker " + pid)
				.isNotEmpty()
				.allSatisfy((flags) -> assertThat(flags & O_NONBLOCK).isZero());
		}
	}

	private HttpClient.Version versionOf(int port) throws IOException, InterruptedException {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
					HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.version();
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void terminationUnderLoadAnswersEveryAcceptedRequest(EmbeddedServer server) throws IOException {
		int workers = 2;
		try (DemoProcess demo = server.command().prefix("env", "--default-signal=TERM").workers(workers).start()) {
			TerminationUnderLoad.assertThatNothingIsLost(demo, workers, "TERM", 143);
			assertThat(demo.lines()).noneMatch((line) -> line.contains("Exception") || line.contains(" WARN "));
		}
	}

	/**
	 * The full size is 20 rounds of 1,000 connections.
	 * @param server the server
	 */
	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void workersThatCloseAndComeBackLoseNoConnection(EmbeddedServer server) {
		boolean full = Boolean.getBoolean("forkit.test.full");
		int rounds = full ? 20 : 3;
		int connections = full ? 1000 : 200;
		try (DemoProcess demo = server.command()
			.workers(2)
			.arguments("--forkit.cluster.restart.max-delay=100ms", "--forkit.cluster.restart.reset-after=0s",
					"--forkit.cluster.restart.max-restarts=-1", "--forkit.cluster.restart.cluster-max-restarts=-1")
			.start()) {
			int port = demo.port();
			LoadGenerator load = LoadGenerator.start(port, "/", 8);
			try (load) {
				for (int i = 0; i < rounds; i++) {
					Set<Long> before = pids(demo, port);
					long victim = before.iterator().next();
					Proc.signal("TERM", victim);
					load.awaitAnswers(connections);
					demo.awaitCluster(port, READY_LIMIT, (cluster) -> cluster.allReady()
							&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == victim));
				}
			}
			assertThat(load.failures()).isEmpty();
		}
	}

	private Set<Long> pids(DemoProcess demo, int port) {
		Set<Long> pids = new TreeSet<>();
		demo.awaitCluster(port, READY_LIMIT, ClusterReport::allReady)
			.workers()
			.forEach((worker) -> pids.add(worker.pid()));
		return pids;
	}

	/**
	 * Who has answered.
	 *
	 * @param pid the process
	 */
	private record Answer(long pid) {

	}

}
