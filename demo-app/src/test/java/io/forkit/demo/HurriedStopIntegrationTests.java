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
import java.util.List;
import java.util.regex.Pattern;

import io.forkit.servers.TroubleController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how a stop begins, and that it can be hurried.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
@Tag("long")
class HurriedStopIntegrationTests {

	private static final Pattern SLEEPING = Pattern.compile("Answering in \\d+ ms");

	private static final Pattern STOPPING = Pattern.compile("Stopping the workers, within");

	private static final Pattern TERMINATING = Pattern.compile("The workers get SIGTERM");

	private static final Pattern KILLING = Pattern.compile("The workers get SIGKILL");

	private static final Duration LIMIT = Duration.ofSeconds(60);

	// Less than any of the time limits without hurry.
	private static final Duration SOON = Duration.ofSeconds(25);

	@Test
	void secondSignalTerminatesWorkersThatAreBusy() throws IOException {
		try (DemoProcess demo = command().arguments("--forkit.cluster.kill-timeout=1s").start();
				Http slow = Http.connect(demo.port(), LIMIT)) {
			slow.send("/slow?millis=60000");
			demo.awaitLine(SLEEPING, LIMIT);
			signalUntil(demo, STOPPING);
			signalUntil(demo, TERMINATING);
			assertThat(demo.awaitExit(SOON)).isEqualTo(143);
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

	@Test
	void thirdSignalKillsWorkersThatAreBusy() throws IOException {
		try (DemoProcess demo = command().arguments("--forkit.cluster.kill-timeout=60s").start();
				Http slow = Http.connect(demo.port(), LIMIT)) {
			slow.send("/slow?millis=60000");
			demo.awaitLine(SLEEPING, LIMIT);
			signalUntil(demo, KILLING);
			assertThat(demo.linesMatching(TERMINATING)).hasSize(1);
			assertThat(demo.awaitExit(SOON)).isEqualTo(143);
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

	private static DemoCommand command() {
		// What runs the tests may ignore SIGINT, and that is inherited.
		return DemoCommand.ofJar().prefix("env", "--default-signal=INT,TERM").workers(2);
	}

	/** Signals that come close to each other are taken for one. */
	private static void signalUntil(DemoProcess demo, Pattern line) {
		Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(250)).until(() -> {
			if (demo.linesMatching(line).isEmpty()) {
				demo.signal("TERM");
			}
			return !demo.linesMatching(line).isEmpty();
		});
	}

	@Test
	void interruptOfTheWholeGroupReachesThePrimaryOnly() throws Exception {
		try (DemoProcess demo = DemoCommand.ofJar()
			.prefix("env", "--default-signal=INT,TERM", "setsid")
			.workers(2)
			.start(); Http slow = Http.connect(demo.port(), LIMIT)) {
			slow.send("/slow?millis=3000");
			demo.awaitLine(SLEEPING, LIMIT);
			Proc.Stat primary = Proc.stat(demo.pid());
			assertThat(primary).isNotNull();
			assertThat(primary.group()).isEqualTo(demo.pid());
			new ProcessBuilder("kill", "-s", "INT", "--", "-" + demo.pid()).start().waitFor();
			assertThat(slow.receive().status()).isEqualTo(200);
			assertThat(demo.awaitExit(LIMIT)).isEqualTo(130);
		}
	}

	@Test
	void portIsFreeAfterwards() {
		int port = Ports.free();
		for (int i = 0; i < 2; i++) {
			try (DemoProcess demo = command().port(port).start()) {
				demo.awaitReady();
				demo.signal("TERM");
				assertThat(demo.awaitExit(LIMIT)).isEqualTo(143);
				assertThat(Proc.listeningSockets(port)).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void readinessGoesWhileRequestsAreServed(boolean managementPort) throws IOException {
		int management = Ports.free();
		DemoCommand command = command().arguments("--forkit.cluster.stop.delay=5s");
		if (managementPort) {
			command.managementPort(management);
		}
		try (DemoProcess demo = command.start()) {
			int port = demo.port();
			int probes = managementPort ? management : port;
			assertThat(readiness(probes)).isEqualTo(200);
			try (LoadGenerator load = LoadGenerator.startUntilFailure(port, "/", 2)) {
				demo.signal("TERM");
				Awaitility.await().atMost(LIMIT).until(() -> readiness(probes) == 503);
				load.awaitAnswers(100);
				assertThat(load.failures()).isEmpty();
				assertThat(demo.processes()).hasSize(3);
				assertThat(demo.awaitExit(LIMIT)).isEqualTo(143);
				load.awaitEnd(LIMIT);
			}
		}
	}

	private static int readiness(int port) throws IOException {
		List<Integer> statuses = new ArrayList<>();
		// Each worker may be asked.
		for (int i = 0; i < 4; i++) {
			statuses.add(Http.get(port, "/actuator/health/readiness").status());
		}
		return statuses.stream().distinct().count() == 1 ? statuses.get(0) : -1;
	}

	@Test
	void stopTimeoutThatIsShorterThanBootsIsSaidWithBothValues() {
		try (DemoProcess demo = command().arguments("--forkit.cluster.stop-timeout=2s").start()) {
			demo.awaitLine(Pattern.compile("'forkit.cluster.stop-timeout' is 2000 ms, less than "
					+ "'spring.lifecycle.timeout-per-shutdown-phase' with 30000 ms"), LIMIT);
		}
	}

	@Test
	void programWithoutParentInSessionOfItsOwnEndsWithItsWorker() throws IOException {
		try (DemoProcess demo = EmbeddedServer.TOMCAT.command()
			.workers(2)
			.arguments("--spring.main.sources=" + TroubleController.class.getName())
			.start()) {
			int port = demo.port();
			long worker = Long.parseLong(new String(Http.get(port, "/daemon").bytes()));
			Awaitility.await().atMost(LIMIT).until(() -> !daemons(demo).isEmpty());
			assertThat(daemons(demo)).allSatisfy((pid) -> assertThat(Proc.stat(pid).group()).isEqualTo(pid));
			Proc.signal("KILL", worker);
			Awaitility.await().atMost(LIMIT).until(() -> daemons(demo).isEmpty());
		}
	}

	private static List<Long> daemons(DemoProcess demo) {
		return demo.processes().stream().filter((pid) -> Proc.commandLine(pid).contains("987654")).toList();
	}

}
