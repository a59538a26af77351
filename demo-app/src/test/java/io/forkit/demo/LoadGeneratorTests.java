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
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadGenerator}: that it would tell what other tests say does not
 * happen.
 */
class LoadGeneratorTests {

	@Test
	void refusedConnectionIsTold() {
		try (LoadGenerator load = LoadGenerator.startUntilFailure(Ports.free(), "/", 1)) {
			load.awaitEnd(Duration.ofSeconds(10));
			assertThat(load.failures()).singleElement().satisfies((failure) -> {
				assertThat(failure.refused()).isTrue();
				assertThat(failure.localPort()).isEqualTo(-1);
			});
			assertThat(load.answered()).isZero();
		}
	}

	@Test
	void wholeAnswersAreCounted() throws IOException {
		assertThatAnswerIs("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 1);
		assertThatAnswerIs("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 1);
	}

	@Test
	void answersCutShortAreFailures() throws IOException {
		assertThatAnswerIs("", 0);
		assertThatAnswerIs("HTTP/1.1 200 OK\r\n", 0);
		assertThatAnswerIs("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", 0);
		assertThatAnswerIs("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", 0);
		assertThatAnswerIs("HTTP/1.1 503 Unavailable\r\nContent-Length: 2\r\n\r\nno", 0);
	}

	private void assertThatAnswerIs(String answer, int answered) throws IOException {
		try (ServerSocket server = new ServerSocket(0)) {
			Thread thread = new Thread(() -> answerOnce(server, answer));
			thread.start();
			try (LoadGenerator load = LoadGenerator.startUntilFailure(server.getLocalPort(), "/", 1)) {
				load.awaitEnd(Duration.ofSeconds(10));
				assertThat(load.answered()).isEqualTo(answered);
				// The failure after a good answer is the refusal that ends the load.
				assertThat(load.failures()).singleElement()
					.satisfies((failure) -> assertThat(failure.localPort() != -1 && !failure.refused())
						.isEqualTo(answered == 0));
			}
		}
	}

	private void answerOnce(ServerSocket server, String answer) {
		try (server; Socket socket = server.accept()) {
			socket.getInputStream().read(new byte[1024]);
			socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
