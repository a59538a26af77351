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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link ClosedLoop} counts every request, and takes for a failure what is
 * one.
 */
class ClosedLoopTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private static final String LAST = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

	@Test
	void eachRequestHasAConnectionWithoutKeepAlive() throws IOException {
		ClosedLoop loop = load(false, 3, List.of(LAST), List.of(LAST), List.of(LAST));
		assertThat(loop.answered()).isEqualTo(3);
		assertThat(loop.connections()).isEqualTo(3);
		assertThat(loop.failures()).isEmpty();
	}

	@Test
	void connectionIsKeptUntilTheServerAnnouncesItsEnd() throws IOException {
		ClosedLoop loop = load(true, 3, List.of(OK, LAST), List.of(OK));
		assertThat(loop.answered()).isEqualTo(3);
		assertThat(loop.connections()).isEqualTo(2);
		assertThat(loop.retried()).isZero();
	}

	@Test
	void requestOnAClosedConnectionIsSentOnceMore() throws IOException {
		ClosedLoop loop = load(true, 2, List.of(OK), List.of(OK));
		assertThat(loop.answered()).isEqualTo(2);
		assertThat(loop.retried()).isEqualTo(1);
		assertThat(loop.failures()).isEmpty();
	}

	@Test
	void secondAttemptIsTheLast() throws IOException {
		ClosedLoop loop = load(true, 2, List.of(OK), List.of());
		assertThat(loop.answered()).isEqualTo(1);
		assertThat(loop.sent()).isEqualTo(2);
		assertThat(loop.failures()).singleElement().satisfies((failure) -> assertThat(failure.refused()).isFalse());
	}

	@Test
	void newConnectionThatIsClosedIsAFailure() throws IOException {
		ClosedLoop loop = load(true, 1, List.of());
		assertThat(loop.retried()).isZero();
		assertThat(loop.failures()).hasSize(1);
	}

	@Test
	void answerCutShortIsAFailure() throws IOException {
		ClosedLoop loop = load(true, 2, List.of(OK, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok"));
		assertThat(loop.retried()).isZero();
		assertThat(loop.failures()).hasSize(1);
	}

	@Test
	void refusalAndOtherStatusAreFailures() throws IOException {
		ClosedLoop loop = load(true, 2, List.of("HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
		assertThat(loop.failures()).hasSize(2)
			.satisfiesOnlyOnce((failure) -> assertThat(failure.refused()).isTrue())
			.satisfiesOnlyOnce((failure) -> assertThat(failure.reason()).startsWith("status 503"));
	}

	/**
	 * Load a server.
	 * @param keepAlive whether connections are kept
	 * @param requests how many requests are sent
	 * @param connections what is answered on each connection
	 * @return the load, when it has ended
	 */
	@SafeVarargs
	private ClosedLoop load(boolean keepAlive, int requests, List<String>... connections) throws IOException {
		try (ServerSocket server = new ServerSocket(0)) {
			Thread thread = new Thread(() -> serve(server, connections));
			thread.setDaemon(true);
			thread.start();
			int port = server.getLocalPort();
			LoadPlan plan = keepAlive ? LoadPlan.getKeepingAlive(port, 1, "/") : LoadPlan.get(port, 1, "/");
			ClosedLoop loop = ClosedLoop.start(plan.requests(requests));
			loop.awaitEnd(LIMIT);
			assertThat(loop.sent()).isEqualTo(loop.answered() + loop.failures().size());
			assertThat(loop.steady().count()).isEqualTo(loop.answered());
			return loop;
		}
	}

	@SafeVarargs
	private static void serve(ServerSocket server, List<String>... connections) {
		try (server) {
			for (int i = 0; i < connections.length; i++) {
				try (Socket socket = server.accept()) {
					if (i == connections.length - 1) {
						server.close();
					}
					for (String answer : connections[i]) {
						readRequest(socket.getInputStream());
						socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void readRequest(InputStream in) throws IOException {
		StringBuilder request = new StringBuilder();
		while (!request.toString().endsWith("\r\n\r\n")) {
			int b = in.read();
			if (b == -1) {
				return;
			}
			request.append((char) b);
		}
	}

}
