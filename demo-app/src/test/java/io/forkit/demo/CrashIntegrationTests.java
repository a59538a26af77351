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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that workers which are killed under load harm nobody but those whom they were
 * serving.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
@Tag("long")
class CrashIntegrationTests {

	private static final int WORKERS = 4;

	private static final int WARM_UP_KILLS = 3;

	private static final int KILLS = 50;

	private static final int CLIENTS = 4;

	private static final Duration READY_LIMIT = Duration.ofSeconds(60);

	private final Random random = new Random(20261123);

	private final List<Kill> kills = new ArrayList<>();

	@Test
	void killedWorkersHarmOnlyTheRequestsThatTheyHold() {
		int managementPort = Ports.free();
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(WORKERS)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.restart.max-delay=250ms", "--forkit.cluster.restart.max-restarts=-1",
					"--forkit.cluster.restart.max-in-a-row=-1", "--forkit.cluster.restart.cluster-max-restarts=-1",
					"--logging.level.io.forkit.demo=warn")
			.start()) {
			int port = demo.port();
			// The first replacements make the primary load what it needs for others.
			for (int i = 0; i < WARM_UP_KILLS; i++) {
				kill(demo, port, managementPort, false);
			}
			demo.awaitCluster(managementPort, READY_LIMIT, ClusterReport::allReady);
			int fds = Proc.openFds(demo.pid());
			List<LoadGenerator.Failure> failures = killUnderLoad(demo, port, managementPort);
			demo.awaitCluster(managementPort, READY_LIMIT, ClusterReport::allReady);
			assertThat(failures).noneMatch(LoadGenerator.Failure::refused);
			assertThat(failures)
				.allSatisfy((failure) -> assertThat(this.kills).anyMatch((kill) -> kill.explains(failure)));
			assertThat(Proc.children(demo.pid())).noneMatch(Proc.Stat::zombie).hasSize(WORKERS);
			Awaitility.await()
				.atMost(Duration.ofSeconds(15))
				.untilAsserted(() -> assertThat(Proc.openFds(demo.pid())).isLessThanOrEqualTo(fds));
			assertThat(demo.cluster(managementPort).workers().stream().mapToInt(ClusterReport.Worker::restarts).sum())
				.isEqualTo(WARM_UP_KILLS + KILLS);
		}
	}

	private List<LoadGenerator.Failure> killUnderLoad(DemoProcess demo, int port, int managementPort) {
		LoadGenerator load = LoadGenerator.start(port, "/slow?millis=5", CLIENTS);
		try (load) {
			for (int i = 0; i < KILLS; i++) {
				load.awaitAnswers(10);
				kill(demo, port, managementPort, i % 2 == 1);
			}
			load.awaitAnswers(10);
		}
		return load.failures();
	}

	private void kill(DemoProcess demo, int port, int managementPort, boolean freeze) {
		List<ClusterReport.Worker> ready = serving(
				demo.awaitCluster(managementPort, READY_LIMIT, (cluster) -> serving(cluster).size() > 1));
		long victim = ready.get(this.random.nextInt(ready.size())).pid();
		Set<Integer> held = freeze ? freeze(victim, port) : null;
		long from = System.nanoTime();
		Proc.signal("KILL", victim);
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(Duration.ofSeconds(10))
			.until(() -> !Proc.exists(victim));
		this.kills.add(new Kill(victim, from, System.nanoTime(), held));
	}

	private List<ClusterReport.Worker> serving(ClusterReport cluster) {
		return cluster.readyWorkers()
			.stream()
			.filter((worker) -> this.kills.stream().noneMatch((kill) -> kill.pid() == worker.pid()))
			.toList();
	}

	/**
	 * Stop a worker before it is killed, so that its connections can be told from all
	 * others.
	 * @param worker the worker
	 * @param port the port that it serves
	 * @return the ports of the clients that it has accepted
	 */
	private Set<Integer> freeze(long worker, int port) {
		Proc.signal("STOP", worker);
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(Duration.ofSeconds(10))
			.until(() -> Proc.stopped(worker));
		return Proc.clientPorts(worker, port);
	}

	/**
	 * The end of a worker.
	 *
	 * @param pid the worker
	 * @param from a moment when it still ran
	 * @param to a moment when it was gone
	 * @param held the ports of its clients, or {@code null} if it was not stopped before
	 */
	private record Kill(long pid, long from, long to, @Nullable Set<Integer> held) {

		boolean explains(LoadGenerator.Failure failure) {
			return failure.overlaps(this.from, this.to)
					&& (this.held == null || this.held.contains(failure.localPort()));
		}

	}

}
