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

package io.forkit.posix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ListeningSocket}, {@link SocketWait} and the sockets that share a
 * port.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ListeningSocketTests {

	private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	@Test
	void connectionIsAcceptedWithoutWaiting() throws IOException {
		try (Fd socket = Sockets.listen(ANY_PORT, false, 10)) {
			ListeningSocket listening = new ListeningSocket(socket);
			assertThat(socket.isNonBlocking()).isTrue();
			assertThat(listening.accept()).isNull();
			try (Socket client = connect(socket)) {
				assertThat(new SocketWait().await(socket, null, 30_000)).isTrue();
				try (Fd connection = listening.accept()) {
					assertThat(connection.isNonBlocking()).isFalse();
					assertThat(Sockets.peerAddress(connection)).isEqualTo(client.getLocalSocketAddress());
					assertThat(Sockets.address(connection)).isEqualTo(client.getRemoteSocketAddress());
				}
			}
		}
	}

	@Test
	void closedSocketAcceptsNothing() throws IOException {
		Fd socket = Sockets.listen(ANY_PORT, false, 10);
		ListeningSocket listening = new ListeningSocket(socket);
		socket.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(listening::accept);
	}

	@Test
	void waitEndsWithTheTime() throws IOException {
		try (Sockets.Pair one = Sockets.pair(); Sockets.Pair other = Sockets.pair()) {
			assertThat(new SocketWait().await(one.first(), other.first(), 1)).isFalse();
			assertThat(new SocketWait().await(one.first(), null, 0)).isFalse();
		}
	}

	@Test
	void waitForRoomEndsWhenThereIsRoomOrTheOtherCanBeRead() throws Exception {
		try (Sockets.Pair one = Sockets.pair(); Sockets.Pair other = Sockets.pair()) {
			StreamSocket full = new StreamSocket(one.first());
			assertThat(new SocketWait().awaitRoom(one.first(), other.first(), 30_000)).isTrue();
			ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
			while (full.write(bytes.clear()) != NativeBuffer.WOULD_BLOCK) {
				assertThat(bytes.hasRemaining()).isFalse();
			}
			assertThat(new SocketWait().awaitRoom(one.first(), other.first(), 1)).isFalse();
			new StreamSocket(other.second()).write(bytes.clear());
			assertThat(new SocketWait().awaitRoom(one.first(), other.first(), 30_000)).isTrue();
			StreamSocket reader = new StreamSocket(one.second());
			while (reader.read(bytes.clear()) != NativeBuffer.WOULD_BLOCK) {
				assertThat(bytes.position()).isPositive();
			}
			assertThat(new SocketWait().awaitRoom(one.first(), null, 30_000)).isTrue();
		}
	}

	@Test
	void waitEndsWithEitherSocket() throws Exception {
		try (Sockets.Pair one = Sockets.pair(); Sockets.Pair other = Sockets.pair()) {
			CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
				try {
					return new SocketWait().await(one.first(), other.first(), -1);
				}
				catch (IOException ex) {
					return false;
				}
			});
			other.second().close();
			assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
			assertThat(new SocketWait().await(other.first(), one.first(), -1)).isTrue();
		}
	}

	@Test
	void socketsShareAPort() throws IOException {
		try (Fd first = Sockets.listen(ANY_PORT, InternetProtocol.ANY, true, 10)) {
			InetSocketAddress address = new InetSocketAddress(ANY_PORT.getAddress(), Sockets.localPort(first));
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> Sockets.requireFree(address, InternetProtocol.ANY))
				.satisfies((ex) -> assertThat(ex.is("EADDRINUSE")).isTrue());
			try (Fd second = Sockets.listen(address, InternetProtocol.ANY, true, 10)) {
				ListeningSocket one = new ListeningSocket(first);
				ListeningSocket other = new ListeningSocket(second);
				int[] counts = new int[2];
				for (int i = 1; i <= 60; i++) {
					int expected = i;
					connect(first).close();
					Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(1)).until(() -> {
						Fd connection = one.accept();
						counts[0] += close(connection);
						counts[1] += close((connection == null) ? other.accept() : null);
						return counts[0] + counts[1] == expected;
					});
				}
				assertThat(counts[0]).isPositive();
				assertThat(counts[1]).isPositive();
			}
		}
		Sockets.requireFree(ANY_PORT, InternetProtocol.ANY);
	}

	private static int close(Fd connection) {
		if (connection == null) {
			return 0;
		}
		connection.close();
		return 1;
	}

	private static Socket connect(Fd socket) throws IOException {
		return new Socket(ANY_PORT.getAddress(), Sockets.localPort(socket));
	}

}
