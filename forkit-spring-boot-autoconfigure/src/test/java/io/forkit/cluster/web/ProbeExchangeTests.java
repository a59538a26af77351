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

package io.forkit.cluster.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProbeExchange} and {@link LoopbackPair}.
 */
class ProbeExchangeTests {

	private LoopbackPair pair;

	@BeforeEach
	void open() throws IOException {
		this.pair = LoopbackPair.open(10_000);
	}

	@AfterEach
	void close() throws IOException {
		this.pair.close();
		this.pair.server().close();
	}

	@Test
	void asksAndTakesTheStatus() throws IOException {
		CompletableFuture<String> request = answer("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
		assertThat(exchange(30_000).get("/live?a=b", "Why: not", false)).isEqualTo(204);
		assertThat(request.join()).startsWith("GET /live?a=b HTTP/1.1\r\nHost: localhost\r\n")
			.contains("Connection: close\r\nWhy: not\r\n")
			.endsWith("\r\n\r\n");
	}

	@Test
	void anAnswerBeforeTheAnswerIsPassedOver() throws IOException {
		answer("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 500\r\n\r\n");
		assertThat(exchange(30_000).get("/", null, false)).isEqualTo(500);
	}

	@Test
	void doesNotWaitLongerThanItMay() {
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> exchange(50).get("/", null, false));
	}

	@Test
	void aTrickleDoesNotExtendTheTime() {
		CompletableFuture.runAsync(() -> {
			try {
				while (this.pair.server().isOpen()) {
					this.pair.server().write(ByteBuffer.wrap(new byte[] { 'H' }));
					TimeUnit.MILLISECONDS.sleep(5);
				}
			}
			catch (IOException | InterruptedException ex) {
				// The test is over.
			}
		});
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> exchange(200).get("/", null, false));
	}

	@Test
	void whatIsNoAnswerIsAFailure() throws IOException {
		answer("SSH-2.0-OpenSSH_9.6\r\n");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> exchange(30_000).get("/", null, false))
			.withMessageContaining("'SSH-2.0-OpenSSH_9.6' is no answer of HTTP/1.1");
	}

	@Test
	void aConnectionThatIsClosedIsAFailure() throws IOException {
		this.pair.server().close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> exchange(30_000).get("/", null, false));
	}

	private ProbeExchange exchange(long millis) {
		return new ProbeExchange(this.pair.client(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private CompletableFuture<String> answer(String answer) {
		SocketChannel server = this.pair.server();
		return CompletableFuture.supplyAsync(() -> {
			try {
				ByteBuffer request = ByteBuffer.allocate(10_000);
				while (!text(request).endsWith("\r\n\r\n")) {
					server.read(request);
				}
				server.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
				return text(request);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	private static String text(ByteBuffer buffer) {
		return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
	}

}
