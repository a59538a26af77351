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

package io.forkit.cluster.scheduling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.testing.Ipv6;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.JdkChannels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Node's tests of {@code cluster} say about its SCHED_RR.
 */
class NodeSchedulingTests extends AbstractSchedulingTests {

	@BeforeEach
	void listen() throws IOException {
		listen(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
	}

	@Test
	@DisplayName("test/parallel/test-cluster-net-server-drop-connection.js: what a worker refuses is served by another")
	void refusedConnectionsGoToOthers() throws IOException {
		TestWorker none = worker(0);
		none.receiver().closeGate();
		TestWorker one = worker(1, 1);
		List<CompletableFuture<Integer>> answers = new ArrayList<>(askLater(1));
		await(() -> one.served() == 1);
		answers.addAll(askLater(9));
		one.receiver().closeGate();
		TestWorker rest = worker(2);
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.get()).isPositive());
		assertThat(none.served()).isZero();
		assertThat(one.served()).isOne();
		assertThat(rest.served()).isEqualTo(9);
	}

	@Test
	@DisplayName("test/parallel/test-cluster-server-restart-rr.js: a worker closes its server and listens again while another goes on")
	void workerListensAgain() throws IOException {
		worker(0);
		for (int i = 0; i < 10; i++) {
			TestWorker again = worker(1);
			awaitTurns(2);
			again.close();
			assertThat(ask()).isZero();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-accept-fail.js: what cannot be accepted for want of descriptors is served later")
	void shortageOfDescriptorsLosesNoConnection() throws Exception {
		Path classes = Path.of(ConnectionDispatcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Process process = new ProcessBuilder("sh", "-c", "ulimit -n 300 && exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), JdkChannels.REQUIRED_FLAG,
				"-Xmx64m", "-cp", System.getProperty("java.class.path"), ShortOfDescriptors.class.getName(),
				classes.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader in = process.inputReader();
				PrintWriter out = new PrintWriter(process.outputWriter(), true)) {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(),
					Integer.parseInt(awaitLine(in, "\\d+")));
			assertThat(TestClient.ask(address)).isZero();
			// First the primary cannot accept, then the worker cannot take what it has.
			for (int left = 0; left < 3; left++) {
				out.println(left);
				awaitLine(in, "full");
				List<TestClient> clients = List.of(new TestClient(address), new TestClient(address));
				out.println("free");
				awaitLine(in, "failures \\d+");
				// One that was refused may come after the other, which the worker serves
				// first.
				assertThat(clients.stream().map(NodeSchedulingTests::answerLater).toList())
					.allSatisfy((answer) -> assertThat(answer.get()).isZero());
			}
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	@DisplayName("test/parallel/test-http-server-drop-connections-in-cluster.js: what a worker has no room for waits, and is not dropped")
	void fullWorkerDropsNothing() throws IOException {
		TestWorker full = worker(0, 1);
		List<CompletableFuture<Integer>> answers = askLater(5);
		await(() -> full.served() == 1 && statistics().unacknowledged() == 4);
		// Who makes room serves what waits for it; who closes its gate leaves it to
		// others.
		full.allow(2);
		await(() -> full.served() == 3);
		worker(1);
		full.receiver().closeGate();
		assertThat(answers.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(0, 0, 0, 1, 1);
	}

	@Test
	@DisplayName("test/sequential/test-cluster-net-listen-ipv6only-rr.js: '::' for IPv6 only leaves the port of IPv4 to others")
	void ipv6Only() throws IOException {
		Ipv6.assume();
		InetAddress any = InetAddress.getByName("::");
		InetAddress local = InetAddress.getByName("::1");
		try (DispatchedListener listener = dispatcher().listen(new InetSocketAddress(any, 0), InternetProtocol.IPV6,
				10);
				TestWorker first = TestWorker.start(listener, 0);
				TestWorker second = TestWorker.start(listener, 1);
				ServerSocket other = new ServerSocket()) {
			int port = listener.address().getPort();
			other.bind(new InetSocketAddress("127.0.0.1", port));
			await(() -> ask(local, port) + ask(local, port) == 1);
			assertThat(first.served()).isPositive();
			assertThat(second.served()).isPositive();
		}
	}

	private static int ask(InetAddress host, int port) {
		try {
			return answer(new TestClient(new InetSocketAddress(host, port), host));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static CompletableFuture<Integer> answerLater(TestClient client) {
		return CompletableFuture.supplyAsync(() -> answer(client), (task) -> new Thread(task).start());
	}

	private static int answer(TestClient client) {
		try (client) {
			return client.answer();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Among the lines of the log. */
	private static String awaitLine(BufferedReader in, String pattern) throws IOException {
		String line = in.readLine();
		while (line != null && !line.matches(pattern)) {
			line = in.readLine();
		}
		assertThat(line).isNotNull();
		return line;
	}

}
