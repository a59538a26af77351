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
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.servers.AdditionalJettyConnector;
import io.forkit.servers.AdditionalTomcatConnector;
import io.forkit.servers.UnixDomainNetty;
import io.forkit.servers.UnixDomainTomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what servers listen on besides, and what is refused.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ServerConnectorsIntegrationTests {

	private static final Duration START_LIMIT = Duration.ofSeconds(90);

	@Test
	void additionalConnectorOfTomcatIsShared() throws IOException {
		assertThat(additionalPortAnswers(EmbeddedServer.TOMCAT, AdditionalTomcatConnector.class).headers())
			.containsEntry("server", "additional");
	}

	@Test
	void additionalConnectorOfJettyIsShared() throws IOException {
		additionalPortAnswers(EmbeddedServer.JETTY, AdditionalJettyConnector.class);
	}

	private Http.Response additionalPortAnswers(EmbeddedServer server, Class<?> source) throws IOException {
		int additional = Ports.free();
		try (DemoProcess demo = with(server, source).arguments("--additional.port=" + additional).start()) {
			demo.awaitReady();
			assertThat(Proc.listeningSockets(additional)).hasSize(1);
			demo.cluster(demo.port())
				.workers()
				.forEach((worker) -> Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.until(() -> pidOf(additional) == worker.pid()));
			return Http.get(additional, "/");
		}
	}

	private long pidOf(int port) throws IOException {
		return Http.get(port, "/").pid();
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void addressAndManagementPortAreTaken(EmbeddedServer server) throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = server.command()
			.workers(2)
			.arguments("--server.address=127.0.0.1")
			.managementPort(management)
			.start()) {
			int port = demo.port();
			ClusterReport cluster = demo.awaitCluster(management, START_LIMIT, ClusterReport::allReady);
			assertThat(cluster.listeners()).singleElement().isEqualTo(new ClusterReport.Listener("127.0.0.1", port));
			assertThat(Http.get(port, "/actuator/cluster").status()).isEqualTo(404);
		}
	}

	@Test
	void protocolThatCannotBeSharedIsRefused() {
		assertThatIsRefused(
				with(EmbeddedServer.TOMCAT, AdditionalTomcatConnector.class).arguments("--additional.port=8009",
						"--additional.protocol=AJP/1.3"),
				"for port 8009 has the protocol 'org.apache.coyote.ajp.AjpNioProtocol'");
	}

	@Test
	void unixDomainSocketOfTomcatIsShared(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("tomcat.sock");
		try (DemoProcess demo = with(EmbeddedServer.TOMCAT, UnixDomainTomcat.class)
			.arguments("--unix-domain.path=" + path)
			.start()) {
			demo.awaitLine(Pattern.compile("Cluster is ready: 2 workers on " + path), START_LIMIT);
			assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwxrwx---"));
			Set<String> pids = new TreeSet<>();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				pids.add(pidOf(path));
				return pids.size() == 2;
			});
			demo.signal("TERM");
			assertThat(demo.awaitExit(START_LIMIT)).isEqualTo(143);
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
		assertThat(path).doesNotExist();
	}

	private static String pidOf(Path path) throws IOException {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
			channel.write(ByteBuffer
				.wrap("GET / HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
			ByteBuffer answer = ByteBuffer.allocate(4096);
			while (channel.read(answer) >= 0) {
				assertThat(answer.hasRemaining()).isTrue();
			}
			String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
			Matcher pid = Pattern.compile("\"pid\":(\\d+)").matcher(text);
			assertThat(pid.find()).as(text).isTrue();
			return pid.group(1);
		}
	}

	@Test
	void unixDomainSocketOfNettyIsRefused() {
		assertThatIsRefused(with(EmbeddedServer.NETTY, UnixDomainNetty.class),
				"The bind address of Netty is a UNIX-domain socket");
	}

	@Test
	void jettyWithoutAcceptorsIsRefused() {
		assertThatIsRefused(EmbeddedServer.JETTY.command().arguments("--server.jetty.threads.acceptors=0"),
				"'server.jetty.threads.acceptors' is 0");
	}

	private static DemoCommand with(EmbeddedServer server, Class<?> source) {
		return server.command().workers(2).arguments("--spring.main.sources=" + source.getName());
	}

	private static void assertThatIsRefused(DemoCommand command, String message) {
		try (DemoProcess demo = command.start()) {
			demo.awaitLine(Pattern.compile(message), START_LIMIT);
			demo.awaitLine(Pattern.compile("or set 'forkit.cluster.workers' to 0"), START_LIMIT);
			assertThat(demo.awaitExit(START_LIMIT)).isEqualTo(1);
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

}
