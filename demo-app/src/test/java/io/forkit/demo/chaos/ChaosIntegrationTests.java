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

package io.forkit.demo.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.forkit.demo.ClosedLoop;
import io.forkit.demo.ClusterOperations;
import io.forkit.demo.ClusterReport;
import io.forkit.demo.DemoProcess;
import io.forkit.demo.EmbeddedServer;
import io.forkit.demo.LoadPlan;
import io.forkit.demo.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.boot.convert.DurationStyle;

/**
 * Lets everything happen to a cluster under load that may happen to processes.
 * {@code -Dforkit.chaos.seed} draws other actions than those of seed 1,
 * {@code -Dforkit.chaos.duration} makes it longer, an hour for instance ({@code 1h}).
 * {@code -Dforkit.chaos.clock=true} lets the clock of the machine jump as well, which
 * only root may do, and which nobody else on the machine should mind.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(7200)
@Tag("long")
class ChaosIntegrationTests {

	private static final Duration DURATION = DurationStyle
		.detectAndParse(System.getProperty("forkit.chaos.duration", "40s"));

	private static final Duration READY_LIMIT = Duration.ofSeconds(120);

	private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

	private static final String[] DEMO = { "--forkit.process.fork.spare=1", "--forkit.cluster.reload.settle-time=1s",
			"--logging.level.io.forkit.demo=warn",
			// Who has had no memory may accept connections, and serve none.
			"--forkit.cluster.health.probe.path=/", "--forkit.cluster.health.probe.interval=2s",
			"--forkit.cluster.health.probe.timeout=3s", "--forkit.cluster.health.probe.failures=2",
			"--spring.main.sources=io.forkit.servers.MemoryController,io.forkit.servers.HelperController" };

	/** Nobody who crashes here does so by itself. */
	private static final String[] NO_BREAKERS = { "--forkit.cluster.restart.max-delay=250ms",
			"--forkit.cluster.restart.max-restarts=-1", "--forkit.cluster.restart.max-in-a-row=-1",
			"--forkit.cluster.restart.same-failures=-1", "--forkit.cluster.restart.cluster-max-restarts=-1" };

	/** A few crashes are too many. Who was ready for a moment was healthy. */
	private static final String[] BREAKERS = { "--forkit.cluster.restart.initial-delay=50ms",
			"--forkit.cluster.restart.max-delay=250ms", "--forkit.cluster.restart.reset-after=1s",
			"--forkit.cluster.restart.max-in-a-row=2", "--forkit.cluster.restart.max-restarts=3",
			"--forkit.cluster.restart.period=15s", "--forkit.cluster.restart.cluster-max-restarts=6",
			"--forkit.cluster.restart.cluster-period=20s", "--forkit.cluster.restart.cool-down=4s" };

	private static final int MOST_WORKERS = 4;

	private static final Duration PAUSE = Duration.ofMillis(10);

	private static final Action KILL_ALL = Signals.killAll("worker", Observation::workers, Harm.REQUESTS);

	@Test
	void clusterOutlivesWhatHappensToItsProcesses() {
		run(EmbeddedServer.TOMCAT, NO_BREAKERS);
	}

	/** It refuses connections only when it has given up, and can be brought back. */
	@Test
	void clusterThatMayGiveUpIsThereUntilItDoesAndComesBack() {
		run(EmbeddedServer.TOMCAT, BREAKERS);
	}

	@Test
	void clusterWithStandbysAndRecyclingOutlivesThatToo() {
		run(EmbeddedServer.NETTY, NO_BREAKERS, "--forkit.cluster.standby=1", "--forkit.cluster.recycle.requests=2000",
				"--forkit.cluster.recycle.min-ready=5s", "--forkit.cluster.recycle.check-interval=1s");
	}

	private void run(EmbeddedServer server, String[] breakers, String... settings) {
		long seed = Long.getLong("forkit.chaos.seed", 1);
		System.out.println("Chaos with the seed " + seed);
		int managementPort = Ports.free();
		try (SmallDisk disk = SmallDisk.mount();
				DemoProcess demo = server.command()
					.workers(3)
					.managementPort(managementPort)
					// The same one when it is opened again.
					.port(Ports.free())
					.arguments(DEMO)
					.arguments(breakers)
					.arguments(settings)
					.arguments(disk.arguments())
					.start()) {
			int port = demo.port();
			demo.awaitCluster(managementPort, READY_LIMIT, ClusterReport::settled);
			List<ClosedLoop> loads = List.of(ClosedLoop.start(LoadPlan.get(port, 3, "/").pause(PAUSE)),
					ClosedLoop.start(LoadPlan.getKeepingAlive(port, 3, "/").pause(PAUSE)));
			loads.forEach((load) -> load.awaitAnswers(100, READY_LIMIT));
			ClusterOperations operations = new ClusterOperations(managementPort, ANSWER_LIMIT);
			Scenario scenario = scenario(port, operations, disk);
			boolean mayGiveUp = breakers == BREAKERS;
			ChaosRun run = new ChaosRun(demo, managementPort, mayGiveUp ? withCrashes(scenario, operations) : scenario,
					loads, seed);
			if (mayGiveUp) {
				run.untilItGivesUp(KILL_ALL, Operations.revive(operations, (report) -> !report.breakers().isEmpty()));
			}
			run.run(DURATION);
			System.out.println(run);
		}
	}

	private static Scenario withCrashes(Scenario scenario, ClusterOperations operations) {
		return scenario.with(6, Signals.kill("worker", Observation::workers, Harm.REQUESTS))
			.with(5, KILL_ALL)
			.with(5, Operations.revive(operations, ClusterReport::givenUp));
	}

	private static Scenario scenario(int port, ClusterOperations operations, SmallDisk disk) {
		Scenario scenario = new Scenario().with(6, Signals.kill("worker", Observation::workers, Harm.REQUESTS))
			.with(4, Signals.terminate("worker", Observation::workers))
			.with(4, Signals.stop("worker", Observation::workers, Harm.REQUESTS))
			.with(2, Signals.kill("helper", Observation::helpers, Harm.NONE))
			.with(2, Signals.terminate("helper", Observation::helpers))
			.with(2, Signals.stop("helper", Observation::helpers, Harm.NONE))
			.with(1, Signals.stop("primary", (now) -> Set.of(now.primary()), Harm.PRIMARY))
			.with(2, Shortages.openFiles("worker", Observation::workers, Harm.REQUESTS))
			.with(1, Shortages.openFiles("primary", (now) -> Set.of(now.primary()), Harm.PRIMARY))
			.with(2, Shortages.memory(port))
			.with(3, Operations.reload(operations))
			.with(3, Operations.scale(operations, MOST_WORKERS))
			.with(3, Operations.fork(port));
		if (ClockJumps.areWanted()) {
			scenario = scenario.with(2, new ClockJumps().jump());
		}
		if (!disk.isSmall()) {
			System.out.println("No disk gets full, because this user may not mount one");
			return scenario;
		}
		return scenario.with(2, Shortages.disk(disk.directory()));
	}

}
