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
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that reloads in a row lose no request of clients that send as many as they can,
 * on connections that they keep and on new ones. A few reloads; 100 over at least a
 * million requests with {@code forkit.test.full}, and so many as
 * {@code forkit.test.reloads} and {@code forkit.test.requests} say.
 * <p>
 * How long requests took is printed, for requests that began or ended in a reload and for
 * the others. It depends on the machine, and on how many of its processors the start of a
 * JVM takes.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(14_400)
@Tag("long")
class ReloadLoadIntegrationTests {

	private static final boolean FULL = Boolean.getBoolean("forkit.test.full");

	private static final int WORKERS = 2;

	private static final int CLIENTS = 2;

	private static final int RELOADS = Integer.getInteger("forkit.test.reloads", FULL ? 100 : 3);

	private static final int REQUESTS = Integer.getInteger("forkit.test.requests", FULL ? 1_000_000 : 0);

	/** Between two reloads, so that there is a steady state to compare with. */
	private static final int STEADY_ANSWERS = 1_000;

	private static final Duration RELOAD_LIMIT = Duration.ofSeconds(170);

	private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

	private static final Duration LIMIT = Duration.ofMinutes(120);

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void reloadsInARowLoseNoRequest(EmbeddedServer server) throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = server.command()
			.workers(WORKERS)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.reload.settle-time=0s", "--logging.level.io.forkit.demo=warn")
			.start()) {
			int port = demo.port();
			ClosedLoop fresh = ClosedLoop.start(LoadPlan.get(port, CLIENTS, "/"));
			ClosedLoop kept = ClosedLoop.start(LoadPlan.getKeepingAlive(port, CLIENTS, "/"));
			try (fresh; kept) {
				reload(new ClusterOperations(managementPort, ANSWER_LIMIT), List.of(fresh, kept));
			}
			System.out.println(server + ", " + RELOADS + " reloads, new connections: " + fresh);
			System.out.println(server + ", " + RELOADS + " reloads, kept connections: " + kept);
			for (ClosedLoop load : List.of(fresh, kept)) {
				assertThat(load.failures()).isEmpty();
				assertThat(load.answered()).isEqualTo(load.sent());
			}
			ClusterReport after = demo.awaitCluster(managementPort, RELOAD_LIMIT, ClusterReport::allReady);
			assertThat(after.workers()).hasSize(WORKERS);
		}
	}

	private static void reload(ClusterOperations operations, List<ClosedLoop> loads) throws IOException {
		loads.forEach((load) -> load.awaitAnswers(STEADY_ANSWERS, LIMIT));
		for (int i = 0; i < RELOADS; i++) {
			loads.forEach((load) -> load.disturbance(true));
			assertThat(operations.reload(RELOAD_LIMIT).result()).isEqualTo("COMPLETED");
			loads.forEach((load) -> load.disturbance(false));
			loads.forEach((load) -> load.awaitAnswers(STEADY_ANSWERS, LIMIT));
		}
		long missing = REQUESTS - loads.stream().mapToLong(ClosedLoop::answered).sum();
		if (missing > 0) {
			loads.get(0).awaitAnswers(missing, LIMIT);
		}
	}

}
