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

package io.forkit.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.scheduling.SchedulingSettings;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SharedListeners}.
 */
class SharedListenersTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private final SharedListeners listeners = new SharedListeners();

	private final List<Fd> opened = new ArrayList<>();

	@AfterEach
	void close() {
		this.listeners.close();
		this.opened.forEach(Fd::close);
	}

	@Test
	void theSecondRequestForTheSameParametersGetsTheSameSocket() throws IOException {
		int port = freePort();
		Fd first = open(port, 0);
		Fd second = open(port, 0);
		assertThat(second).isNotSameAs(first);
		assertThat(inode(second)).isEqualTo(inode(first));
		assertThat(this.listeners.infos()).containsExactly(new ListenerInfo("127.0.0.1", port));
	}

	@Test
	void theNthRequestForPort0OfEveryWorkerGetsTheSamePort() throws IOException {
		int first = Sockets.localPort(open(0, 0));
		int second = Sockets.localPort(open(0, 1));
		assertThat(first).isPositive().isNotEqualTo(second);
		assertThat(Sockets.localPort(open(0, 0))).isEqualTo(first);
		assertThat(Sockets.localPort(open(0, 1))).isEqualTo(second);
		assertThat(this.listeners.infos()).containsExactly(new ListenerInfo("127.0.0.1", first),
				new ListenerInfo("127.0.0.1", second));
	}

	@Test
	void aSocketOutlivesTheDescriptorsOfTheWorkers() throws IOException {
		int port = Sockets.localPort(open(0, 0));
		this.opened.forEach(Fd::close);
		try (Socket client = new Socket(LOOPBACK, port)) {
			assertThat(client.isConnected()).isTrue();
		}
	}

	@Test
	void aSocketIsBlocking() throws IOException {
		assertThat(open(0, 0).isNonBlocking()).isFalse();
	}

	@Test
	void aPortInUseIsReportedAsSuch() throws IOException {
		try (ServerSocket other = new ServerSocket()) {
			other.bind(new InetSocketAddress(LOOPBACK, 0));
			int port = other.getLocalPort();
			assertThatExceptionOfType(ListenException.class).isThrownBy(() -> open(port, 0)).satisfies((ex) -> {
				assertThat(ex.isPortInUse()).isTrue();
				assertThat(ex.getPort()).isEqualTo(port);
				assertThat(ex.getHost()).isEqualTo("127.0.0.1");
				assertThat(ex).hasMessage("bind to 127.0.0.1:%d failed: EADDRINUSE (Address already in use)", port);
			});
			assertThat(this.listeners.infos()).isEmpty();
		}
	}

	@Test
	void aPortThatHasBecomeFreeCanBeAskedForAgain() throws IOException {
		int port;
		try (ServerSocket other = new ServerSocket()) {
			other.bind(new InetSocketAddress(LOOPBACK, 0));
			port = other.getLocalPort();
			assertThatExceptionOfType(ListenException.class).isThrownBy(() -> open(port, 0));
		}
		assertThat(Sockets.localPort(open(port, 0))).isEqualTo(port);
	}

	@Test
	void aServerGetsTheListeningSocketWhereItIsShared() throws IOException {
		ControlMessage.Attached attached = this.listeners.attach(listen(0), 0, 1);
		this.opened.add(attached.reply().socket());
		assertThat(attached.dispatched()).isNull();
		assertThat(this.listeners.infos())
			.containsExactly(new ListenerInfo("127.0.0.1", Sockets.localPort(attached.reply().socket())));
	}

	@Test
	void aServerGetsConnectionsWhereTheyAreHandedOver() throws IOException {
		try (ConnectionDispatcher dispatcher = new ConnectionDispatcher(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
				SharedListeners dispatched = new SharedListeners(dispatcher)) {
			ControlMessage.Attached first = dispatched.attach(listen(0), 0, 1);
			this.opened.add(first.reply().socket());
			ControlMessage.Attached second = dispatched.attach(listen(0), 1, 2);
			this.opened.add(second.reply().socket());
			assertThat(first.dispatched()).isNotNull().isEqualTo(second.dispatched());
			assertThat(dispatched.infos()).containsExactly(new ListenerInfo("127.0.0.1", first.dispatched().getPort()));
			assertThat(dispatched.info(listen(0))).isEqualTo(dispatched.infos().get(0));
			int port = first.dispatched().getPort();
			assertThatExceptionOfType(ListenException.class).isThrownBy(() -> dispatched.attach(listen(port), 0, 1))
				.satisfies((ex) -> assertThat(ex.isPortInUse()).isTrue());
			dispatched.close();
			assertThat(dispatched.infos()).isEmpty();
			assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port));
		}
	}

	private static ControlMessage.Listen listen(int port) {
		return new ControlMessage.Listen(LOOPBACK, port, 0, false, 10);
	}

	@Test
	void anAddressOfAnotherHostIsNoPortInUse() {
		assertThatExceptionOfType(ListenException.class)
			.isThrownBy(() -> this.listeners
				.open(new ControlMessage.Listen(InetAddress.getByName("192.0.2.1"), 0, 0, true, 10)))
			.satisfies((ex) -> assertThat(ex.isPortInUse()).isFalse())
			.withMessageContaining("EADDRNOTAVAIL");
	}

	@Test
	void afterTheEndConnectionsAreRefused() throws IOException {
		int port = Sockets.localPort(open(0, 0));
		this.opened.forEach(Fd::close);
		this.listeners.close();
		assertThat(this.listeners.infos()).isEmpty();
		assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port).close());
	}

	private Fd open(int port, int index) throws IOException {
		Fd fd = this.listeners.open(new ControlMessage.Listen(LOOPBACK, port, index, true, 10));
		this.opened.add(fd);
		return fd;
	}

	private static String inode(Fd fd) throws IOException {
		return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.toString().substring("fd ".length()))).toString();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(LOOPBACK, 0));
			return socket.getLocalPort();
		}
	}

}
