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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.servers.LastWorkerConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the ways in which connections get to the workers, other than the default.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
@Tag("long")
class SchedulingIntegrationTests {

	private static final Duration READY_LIMIT = Duration.ofSeconds(90);

	private static final Pattern SLOT = Pattern.compile("\"slot\":(\\d+)");

	private static final int CLIENTS = 16;

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void roundRobinSharesConnectionsExactly(EmbeddedServer server) throws IOException {
		int workers = 4;
		try (DemoProcess demo = server.command().workers(workers).arguments(scheduling("round-robin")).start()) {
			int port = demo.port();
			Set<Long> pids = pids(demo, port);
			assertThat(pids).hasSize(workers);
			List<Long> turns = new ArrayList<>();
			for (int i = 0; i < 100 * workers; i++) {
				turns.add(Http.get(port, "/").as(Answer.class).pid());
			}
			assertThat(pids).allSatisfy((pid) -> assertThat(Collections.frequency(turns, pid)).isEqualTo(100));
		}
	}

	@Test
	void noClientStaysPendingWhenStoppedWorkerIsKilled() throws Exception {
		int clients = 40;
		ExecutorService threads = Executors.newFixedThreadPool(clients);
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).arguments(scheduling("round-robin")).start()) {
			int port = demo.port();
			long victim = pids(demo, port).iterator().next();
			Proc.signal("STOP", victim);
			List<CompletableFuture<Integer>> answers = new ArrayList<>();
			for (int i = 0; i < clients; i++) {
				answers.add(CompletableFuture.supplyAsync(() -> status(port), threads));
			}
			// The other may have all but those that the stopped one was given.
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= clients - 16);
			assertThat(answers.stream().filter(CompletableFuture::isDone).count()).isLessThan(clients);
			Proc.signal("KILL", victim);
			for (CompletableFuture<Integer> answer : answers) {
				assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(200);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static int status(int port) {
		try {
			return Http.get(port, "/").status();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The full size is 20 rounds of 1,000 connections.
	 * @param scheduling the way
	 */
	@ParameterizedTest
	@ValueSource(strings = { "round-robin", "reuse-port", "sticky" })
	void workersThatCloseAndComeBackLoseNoConnection(String scheduling) {
		boolean full = Boolean.getBoolean("forkit.test.full");
		int rounds = full ? 20 : 3;
		int connections = full ? 1000 : 200;
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.arguments(scheduling(scheduling), "--forkit.cluster.restart.max-delay=100ms",
					"--forkit.cluster.restart.reset-after=0s", "--forkit.cluster.restart.max-restarts=-1",
					"--forkit.cluster.restart.cluster-max-restarts=-1")
			.start()) {
			int port = demo.port();
			LoadGenerator load = LoadGenerator.start(port, "/", 8);
			try (load) {
				for (int i = 0; i < rounds; i++) {
					long victim = pids(demo, port).iterator().next();
					Proc.signal("TERM", victim);
					load.awaitAnswers(connections);
					demo.awaitCluster(port, READY_LIMIT, (cluster) -> cluster.allReady()
							&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == victim));
				}
			}
			assertThat(load.failures()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "address", "cookie", "forwarded-for" })
	void clientsStayThroughRestart(String by) {
		IntFunction<String> header = switch (by) {
			case "cookie" -> "Cookie: client=c%d\r\n"::formatted;
			case "forwarded-for" -> "X-Forwarded-For: 10.0.0.%d\r\n"::formatted;
			default -> (client) -> "";
		};
		boolean byAddress = by.equals("address");
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.arguments(scheduling("sticky"), "--forkit.cluster.sticky.by=" + by,
					"--forkit.cluster.sticky.cookie=client")
			.start()) {
			int port = demo.port();
			ClusterReport before = demo.awaitCluster(port, READY_LIMIT, ClusterReport::allReady);
			Map<Integer, Integer> slots = new HashMap<>();
			for (int client = 1; client <= CLIENTS; client++) {
				slots.put(client, slot(port, byAddress ? client : 1, header.apply(client)));
			}
			assertThat(slots.values()).contains(0, 1);
			long victim = before.workers().get(0).pid();
			Proc.signal("KILL", victim);
			demo.awaitCluster(port, READY_LIMIT, (cluster) -> cluster.allReady()
					&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == victim));
			for (int client = 1; client <= CLIENTS; client++) {
				assertThat(slot(port, byAddress ? client : 2, header.apply(client))).as("client " + client)
					.isEqualTo(slots.get(client));
			}
		}
	}

	private static int slot(int port, int from, String header) {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(60_000);
			socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.1." + from), 0));
			socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
			String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			Matcher slot = SLOT.matcher(answer);
			assertThat(slot.find()).as(answer).isTrue();
			return Integer.parseInt(slot.group(1));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void schedulerOfTheUserChooses() throws IOException {
		try (DemoProcess demo = EmbeddedServer.TOMCAT.command()
			.workers(2)
			.arguments(scheduling("round-robin"),
					"--forkit.cluster.primary.sources=" + LastWorkerConfiguration.class.getName())
			.start()) {
			int port = demo.port();
			demo.awaitCluster(port, READY_LIMIT, ClusterReport::allReady);
			for (int i = 0; i < 20; i++) {
				assertThat(slot(port, 1, "")).isEqualTo(1);
			}
		}
	}

	private static String scheduling(String scheduling) {
		return "--forkit.cluster.scheduling=" + scheduling;
	}

	private static Set<Long> pids(DemoProcess demo, int port) {
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
