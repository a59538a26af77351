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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures what the accept gate is good for. Prints the rows of the tables in
 * {@code docs/accept-gate.md}.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "forkit.test.measure", matches = "true")
@Timeout(900)
class AcceptGateMeasurementIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final Pattern SLOW = Pattern.compile("Answering in \\d+ ms|Blocking in");

	private static final Duration PINNED = Duration.ofSeconds(12);

	private static final int REQUESTS = 160;

	private static final int CLIENTS = 16;

	private static final Duration KEPT = Duration.ofSeconds(30);

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void oneOfTwoWorkersIsPinned(EmbeddedServer server) throws IOException {
		for (boolean gate : new boolean[] { false, true }) {
			measurePinned(server, gate);
		}
	}

	private void measurePinned(EmbeddedServer server, boolean gate) throws IOException {
		try (DemoProcess demo = PinnedWorker.command(server)
			.arguments("--forkit.cluster.accept-gate.enabled=" + gate)
			.start()) {
			int port = demo.port();
			long busy = pids(demo.awaitCluster(port, LIMIT, ClusterReport::allReady)).iterator().next();
			try (LoadGenerator warmUp = LoadGenerator.start(port, "/", 4)) {
				warmUp.awaitAnswers(2000);
			}
			try (PinnedWorker pinned = PinnedWorker.pin(server, port, busy, PINNED)) {
				assertThat(pinned).isNotNull();
				demo.awaitLines(SLOW, PinnedWorker.threads(server), LIMIT);
				long start = System.nanoTime();
				List<Long> nanos = ask(port, REQUESTS, CLIENTS);
				double seconds = (System.nanoTime() - start) / 1e9;
				System.out.printf("| %s | %s | %.0f | %s | %s | %s |%n", server, gate ? "on" : "off",
						REQUESTS / seconds, millis(nanos, 0.5), millis(nanos, 0.95), millis(nanos, 1));
			}
		}
	}

	/** As {@code ab -n requests -c clients} does. */
	private static List<Long> ask(int port, int requests, int clients) {
		ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
		AtomicInteger left = new AtomicInteger(requests);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			Thread thread = new Thread(() -> {
				while (left.getAndDecrement() > 0) {
					long start = System.nanoTime();
					try {
						assertThat(Http.get(port, "/").ok()).isTrue();
					}
					catch (IOException ex) {
						throw new IllegalStateException(ex);
					}
					nanos.add(System.nanoTime() - start);
				}
			});
			threads.add(thread);
			thread.start();
		}
		Awaitility.await().atMost(LIMIT).until(() -> threads.stream().noneMatch(Thread::isAlive));
		assertThat(nanos).hasSize(requests);
		return List.copyOf(nanos);
	}

	private static String millis(List<Long> nanos, double quantile) {
		long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
		return "%.1f ms".formatted(sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1e6);
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void clientsKeepTheirConnections(EmbeddedServer server) {
		for (boolean shed : new boolean[] { false, true }) {
			measureKept(server, shed, false);
			measureKept(server, shed, true);
		}
	}

	private void measureKept(EmbeddedServer server, boolean shed, boolean replaced) {
		try (DemoProcess demo = server.command()
			.workers(4)
			.arguments("--forkit.cluster.accept-gate.shed=" + shed)
			.start()) {
			int port = demo.port();
			Set<Long> pids = pids(demo.awaitCluster(port, LIMIT, ClusterReport::allReady));
			try (KeepAliveClients clients = new KeepAliveClients(port, 64, Duration.ofMillis(20))) {
				if (replaced) {
					long killed = pids.iterator().next();
					Proc.signal("KILL", killed);
					pids = pids(demo.awaitCluster(port, LIMIT, (cluster) -> cluster.allReady()
							&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == killed)));
				}
				clients.reset();
				LockSupport.parkNanos(KEPT.toNanos());
				long[] answers = pids.stream()
					.mapToLong((pid) -> clients.answers().containsKey(pid) ? clients.answers().get(pid).get() : 0)
					.sorted()
					.toArray();
				long[] connections = pids.stream().mapToLong(clients::clientsOf).sorted().toArray();
				System.out.printf("| %s | %s | %s | %s | %s | %s | %d | %d | %s |%n", server,
						replaced ? "one replaced" : "all from the start", shed ? "on" : "off",
						Arrays.toString(connections), Arrays.toString(answers),
						(answers[0] > 0) ? "%.2f".formatted((double) answers[3] / answers[0]) : "infinite",
						clients.closed(), clients.lost(), millis(clients.nanos(), 0.99));
			}
		}
	}

	private static Set<Long> pids(ClusterReport cluster) {
		Set<Long> pids = new HashSet<>();
		cluster.workers().forEach((worker) -> pids.add(worker.pid()));
		return pids;
	}

}
