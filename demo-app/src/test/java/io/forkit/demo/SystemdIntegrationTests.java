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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.posix.Sockets;
import io.forkit.posix.WaitStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests the demo as a service of systemd, which is played by {@link SystemdPeer}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(400)
@Tag("long")
class SystemdIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Map<String, String> STORE = Map.of("FDSTORE", "8");

	@Test
	void systemdIsToldHowTheClusterIs() throws Exception {
		try (SystemdPeer systemd = new SystemdPeer()) {
			systemd.start(DemoCommand.ofJar().workers(2), Map.of(), Map.of("WATCHDOG_USEC", "2000000"));
			systemd.awaitMessage("READY=1\nSTATUS=2 of 2 workers ready");
			assertThat(systemd.messages()).contains("EXTEND_TIMEOUT_USEC=30000000",
					"STATUS=Starting: 0 of 2 workers ready");
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> systemd.messages().stream().filter("WATCHDOG=1"::equals).count() >= 4);
			assertThat(systemd.stored()).isEmpty();
			assertThat(systemd.stop(Signal.SIGTERM)).isEqualTo(WaitStatus.exited(143));
			assertThat(systemd.messages()).contains("STOPPING=1\nEXTEND_TIMEOUT_USEC=45000000\nSTATUS=Stopping");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "shared", "round-robin", "sticky" })
	void socketsThatArePassedAreUsed(String scheduling) throws Exception {
		try (SystemdPeer systemd = new SystemdPeer(); Fd http = listen(); Fd other = listen()) {
			http.setNonBlocking(true);
			int port = Sockets.localPort(http);
			Map<String, Fd> sockets = new LinkedHashMap<>();
			sockets.put("http", http);
			sockets.put("other", other);
			systemd.start(
					DemoCommand.ofJar()
						.workers(2)
						.port(port)
						.arguments("--server.address=127.0.0.1", "--forkit.cluster.scheduling=" + scheduling),
					sockets, Map.of());
			systemd.awaitMessage("READY=1");
			assertThat(systemd.output()).contains("Listening with descriptor 3 (http): a listening TCP socket")
				.contains("systemd has passed descriptor 4 (other)");
			assertThat(Http.get(port, "/").status()).isEqualTo(200);
			assertThat(http.isNonBlocking()).isEqualTo(!scheduling.equals("shared"));
			assertThat(systemd.processes()).filteredOn(SystemdIntegrationTests::hasServiceVariables)
				.containsExactly(systemd.pid());
			assertThat(systemd.processes()).hasSize(3);
			assertThat(systemd.stop(Signal.SIGTERM)).isEqualTo(WaitStatus.exited(143));
			// It belongs to the socket unit.
			try (Socket waiting = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
				assertThat(waiting.isConnected()).isTrue();
			}
		}
	}

	private static boolean hasServiceVariables(long pid) {
		try {
			String environment = Files.readString(Path.of("/proc/" + pid + "/environ"));
			return Stream.of("LISTEN_", "NOTIFY_SOCKET", "WATCHDOG_")
				.anyMatch((name) -> environment.contains("\0" + name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@EnumSource(value = Signal.class, names = { "SIGKILL", "SIGTERM" })
	void nobodyIsRefusedWhileThePrimaryIsStartedAgain(Signal signal) throws Exception {
		int port = Ports.free();
		try (SystemdPeer systemd = new SystemdPeer()) {
			DemoCommand command = DemoCommand.ofJar().workers(2).port(port);
			systemd.start(command, Map.of(), STORE);
			systemd.awaitMessage("READY=1");
			assertThat(systemd.stored()).hasSize(1).allMatch((name) -> name.contains("+" + port + "+"));
			LoadGenerator load = LoadGenerator.start(port, "/", 4);
			try (load) {
				load.awaitAnswers(100);
				systemd.stop(signal);
				systemd.start(command, Map.of(), STORE);
				systemd.awaitMessage("READY=1");
				load.awaitAnswers(100);
			}
			assertThat(load.failures()).noneMatch(LoadGenerator.Failure::refused);
			assertThat(load.failures()).isEmpty();
			assertThat(systemd.output()).contains("Listening with descriptor 3 (forkit.tcp+");
			assertThat(systemd.stored()).hasSize(1);
			assertThat(systemd.stop(Signal.SIGTERM)).isEqualTo(WaitStatus.exited(143));
			systemd.clearStore();
			assertThat(Proc.listeningSockets(port)).isEmpty();
		}
	}

	@Test
	void socketThatIsNotNeededAnyMoreIsNotKept() throws Exception {
		try (SystemdPeer systemd = new SystemdPeer()) {
			int port = Ports.free();
			systemd.start(DemoCommand.ofJar().workers(1).port(port), Map.of(), STORE);
			systemd.awaitMessage("READY=1");
			systemd.stop(Signal.SIGTERM);
			systemd.start(DemoCommand.ofJar().workers(1).port(Ports.free()), Map.of(), STORE);
			systemd.awaitMessage("FDSTOREREMOVE=1");
			Awaitility.await().atMost(LIMIT).until(() -> Proc.listeningSockets(port).isEmpty());
			systemd.stop(Signal.SIGTERM);
		}
	}

	@Test
	void unitsAreWhatSystemdTakes() throws Exception {
		Path units = Path.of(DemoCommand.property("demo.root"), "deploy");
		Path copies = Files.createTempDirectory("units-");
		try {
			for (String name : List.of("forkit-demo.service", "forkit-demo.socket")) {
				// What the unit starts is not installed here.
				Files.writeString(copies.resolve(name),
						Files.readString(units.resolve(name)).replace("/usr/bin/java", DemoCommand.java().toString()));
			}
			Process process;
			try {
				process = new ProcessBuilder("systemd-analyze", "verify",
						copies.resolve("forkit-demo.service").toString(),
						copies.resolve("forkit-demo.socket").toString())
					.redirectErrorStream(true)
					.start();
			}
			catch (IOException ex) {
				assumeThat(ex).as("systemd-analyze is there").isNull();
				return;
			}
			String output = new String(process.getInputStream().readAllBytes());
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(output.lines().filter((line) -> line.contains("forkit-demo"))).isEmpty();
		}
		finally {
			FileSystemUtils.deleteRecursively(copies);
		}
	}

	private static Fd listen() throws IOException {
		return Sockets.listen(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), false, 100);
	}

}
