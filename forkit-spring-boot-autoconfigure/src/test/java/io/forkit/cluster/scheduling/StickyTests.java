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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionDispatcher} with {@link Scheduling#STICKY}.
 */
class StickyTests extends AbstractSchedulingTests {

	private static final int CLIENTS = 24;

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void clientsStayByTheirAddresses() throws IOException {
		listen(StickyBy.ADDRESS, LONG);
		assertThatClientsStay((client) -> "", true);
	}

	@Test
	void clientsStayByCookie() throws IOException {
		listen(StickyBy.COOKIE, LONG);
		assertThatClientsStay("GET / HTTP/1.1\r\nHost: a\r\nCookie: other=1; session=client%d\r\n\r\n"::formatted,
				false);
	}

	@Test
	void clientsStayByForwardedAddress() throws IOException {
		listen(StickyBy.FORWARDED_FOR, LONG);
		assertThatClientsStay("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0.0.%d, 10.1.1.1\r\n\r\n"::formatted,
				false);
	}

	@Test
	void clientsStayByProxyProtocol() throws IOException {
		listen(StickyBy.PROXY_PROTOCOL, LONG);
		assertThatClientsStay("PROXY TCP4 10.0.0.%d 10.1.1.1 4711 80\r\nGET / HTTP/1.1\r\n\r\n"::formatted, false);
	}

	@Test
	void clientsStayByBinaryProxyProtocol() throws IOException {
		listen(StickyBy.PROXY_PROTOCOL, LONG);
		assertThatClientsStay(StickyTests::binaryHeader, false);
	}

	private static String binaryHeader(int client) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(new byte[] { 0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A });
		bytes.writeBytes(new byte[] { 0x21, 0x11, 0, 12, 10, 0, 0, (byte) client, 10, 1, 1, 1, 0, 1, 0, 2 });
		return bytes.toString(StandardCharsets.ISO_8859_1);
	}

	private void assertThatClientsStay(IntFunction<String> greeting, boolean byAddress) throws IOException {
		workers(3);
		Map<Integer, Integer> slots = awaitAll(greeting, byAddress);
		for (int client = 1; client <= CLIENTS; client++) {
			assertThat(ask(client, 2, greeting, byAddress)).isEqualTo(slots.get(client));
		}
		started(1).kill();
		for (int client = 1; client <= CLIENTS; client++) {
			int answer = ask(client, 3, greeting, byAddress);
			if (slots.get(client) == 1) {
				assertThat(answer).isNotEqualTo(1);
			}
			else {
				assertThat(answer).as("others are not moved").isEqualTo(slots.get(client));
			}
		}
		worker(1);
		for (int client = 1; client <= CLIENTS; client++) {
			int who = client;
			await(() -> ask(who, 4, greeting, byAddress) == slots.get(who));
		}
		int sent = greeting.apply(1).length();
		assertThat(started(0).read()).as("nothing is taken away")
			.isGreaterThanOrEqualTo((started(0).served() - 1) * (sent - 1));
	}

	/** Wait until all three workers accept. */
	private Map<Integer, Integer> awaitAll(IntFunction<String> greeting, boolean byAddress) {
		Map<Integer, Integer> slots = new HashMap<>();
		await(() -> {
			for (int client = 1; client <= CLIENTS; client++) {
				slots.put(client, ask(client, 1, greeting, byAddress));
			}
			return new HashSet<>(slots.values()).size() == 3;
		});
		return slots;
	}

	private int ask(int client, int round, IntFunction<String> greeting, boolean byAddress) {
		String host = byAddress ? "127.0.1." + client : "127.0.2." + round;
		try (TestClient connection = new TestClient(listener().address(), InetAddress.getByName(host))) {
			return connection.send(greeting.apply(client)).answer();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void keyMayComeInPieces() throws IOException {
		listen(StickyBy.COOKIE, LONG);
		workers(3);
		IntFunction<String> greeting = "GET / HTTP/1.1\r\nCookie: session=%d\r\n\r\n"::formatted;
		awaitAll(greeting, false);
		int slot = ask(7, 1, greeting, false);
		try (TestClient slow = new TestClient(listener().address(), InetAddress.getByName("127.0.3.1"))) {
			for (byte piece : greeting.apply(7).getBytes(StandardCharsets.ISO_8859_1)) {
				slow.send(new byte[] { piece });
			}
			assertThat(slow.answer()).isEqualTo(slot);
		}
	}

	@Test
	void silentClientsHoldNobodyUp() throws IOException {
		listen(StickyBy.COOKIE, LONG);
		worker(0);
		try (TestClient silent = new TestClient(listener().address())) {
			silent.send("GET / HTTP/1.1\r\nCookie: ses");
			try (TestClient other = new TestClient(listener().address())) {
				assertThat(other.send("GET / HTTP/1.1\r\n\r\n").answer()).isZero();
			}
			silent.send("sion=1\r\n\r\n");
			assertThat(silent.answer()).isZero();
		}
	}

	@Test
	void silentClientIsServedByItsAddressAfterAWhile() throws IOException {
		listen(StickyBy.COOKIE, Duration.ofMillis(50));
		worker(0);
		assertThat(ask()).isZero();
	}

	@Test
	void tooLongHeadIsServedByItsAddress() throws IOException {
		listen(StickyBy.COOKIE, LONG);
		worker(0);
		try (TestClient client = new TestClient(listener().address())) {
			client.send("GET / HTTP/1.1\r\nX: " + "x".repeat(9000));
			assertThat(client.answer()).isZero();
		}
	}

	@Test
	void tlsIsServedByItsAddress() throws IOException {
		listen(StickyBy.COOKIE, LONG);
		worker(0);
		try (TestClient client = new TestClient(listener().address())) {
			assertThat(client.send(new byte[] { 0x16, 3, 1 }).answer()).isZero();
		}
	}

	@Test
	void manySilentClientsHoldNobodyUp() throws IOException {
		listen(StickyBy.COOKIE, LONG);
		TestWorker worker = worker(0);
		List<TestClient> silent = new ArrayList<>();
		try {
			// More than are waited for at a time.
			for (int i = 0; i < 520; i++) {
				silent.add(new TestClient(listener().address()));
			}
			await(() -> worker.served() > 0);
		}
		finally {
			for (TestClient client : silent) {
				client.close();
			}
		}
	}

	private void listen(StickyBy by, Duration peekTimeout) throws IOException {
		listen(new SchedulingSettings(Scheduling.STICKY, 16,
				new SchedulingSettings.Sticky(by, "session", peekTimeout, 8192)));
	}

}
