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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.forkit.cluster.systemd.PassedSocket;
import io.forkit.cluster.systemd.ServiceNotifier;
import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SystemdSockets}.
 */
@EnabledOnOs(OS.LINUX)
class SystemdSocketsTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private static final InetAddress ANY = new InetSocketAddress(0).getAddress();

	private final VirtualLoop loop = new VirtualLoop();

	private final List<PassedSocket> passed = new ArrayList<>();

	private final List<SharedSocket> taken = new ArrayList<>();

	private NotifySocket systemd;

	private ServiceNotifier notifier;

	@TempDir
	private Path directory;

	@BeforeEach
	void open() throws IOException {
		this.systemd = new NotifySocket();
		this.notifier = new ServiceNotifier(this.systemd.address(), this.loop::schedule);
	}

	@AfterEach
	void close() {
		this.notifier.close();
		this.systemd.close();
		this.taken.forEach(SharedSocket::close);
		this.passed.forEach((socket) -> socket.fd().close());
	}

	@Test
	void socketOfTheSameAddressIsTaken() throws IOException {
		int port = pass("http", listen(LOOPBACK));
		SystemdSockets sockets = sockets();
		assertThat(take(sockets, tcp(LOOPBACK, port + 1, 0))).isNull();
		assertThat(take(sockets, tcp(ANY, port, 0))).isNull();
		assertThat(take(sockets, new SocketRequest.Udp(LOOPBACK, port, 0, InternetProtocol.ANY))).isNull();
		SharedSocket socket = take(sockets, tcp(LOOPBACK, port, 0));
		assertThat(socket).isNotNull();
		assertThat(socket.info()).isEqualTo(new ListenerInfo("127.0.0.1", port));
		assertThat(take(sockets, tcp(LOOPBACK, port, 0))).isNull();
	}

	@Test
	void socketOfAllAddressesIsTakenForAllAddresses() throws IOException {
		int port = pass("http", listen(ANY));
		SystemdSockets sockets = sockets();
		assertThat(take(sockets, tcp(LOOPBACK, port, 0))).isNull();
		assertThat(take(sockets, tcp(ANY, port, 0))).isNotNull();
	}

	@Test
	void socketOfOneProtocolIsNotTakenForTheOther() throws IOException {
		int port = pass("http", Sockets.listen(new InetSocketAddress(ANY, 0), InternetProtocol.IPV4, false, 10));
		SystemdSockets sockets = sockets();
		assertThat(take(sockets, new SocketRequest.Tcp(ANY, port, 0, InternetProtocol.IPV6, 1))).isNull();
		assertThat(take(sockets, new SocketRequest.Tcp(ANY, port, 0, InternetProtocol.IPV4, 1))).isNotNull();
	}

	@Test
	void takenSocketIsBlocking() throws IOException {
		Fd socket = listen(LOOPBACK);
		socket.setNonBlocking(true);
		int port = pass("http", socket);
		assertThat(take(sockets(), tcp(LOOPBACK, port, 0))).isNotNull();
		assertThat(socket.isNonBlocking()).isFalse();
	}

	@Test
	void udpAndUnixSocketsAreTakenToo() throws IOException {
		int port = pass("dns", Sockets.bindDatagram(new InetSocketAddress(LOOPBACK, 0), InternetProtocol.ANY, false));
		Path path = this.directory.resolve("app.sock");
		Fd unix = Sockets.bindUnix(path);
		Sockets.listen(unix, 1);
		pass("unix", unix);
		SystemdSockets sockets = sockets();
		assertThat(take(sockets, new SocketRequest.Udp(LOOPBACK, port, 0, InternetProtocol.ANY))).isNotNull();
		SharedSocket socket = take(sockets, new SocketRequest.Unix(path.toString(), 1, null));
		assertThat(socket).isNotNull();
		socket.closeForGood();
		// It belongs to the socket unit.
		assertThat(path).exists();
	}

	@Test
	void socketThatDoesNotListenIsNotTaken() throws IOException {
		Path path = this.directory.resolve("app.sock");
		pass("unix", Sockets.bindUnix(path));
		assertThat(take(sockets(), new SocketRequest.Unix(path.toString(), 1, null))).isNull();
	}

	@Test
	void socketsAreKeptByNameAndForgotten() throws IOException {
		SystemdSockets sockets = sockets();
		SocketRequest.Tcp request = tcp(LOOPBACK, 0, 1);
		Fd socket = listen(LOOPBACK);
		int port = Sockets.localPort(socket);
		assertThat(sockets.keep(request.key(), socket)).isTrue();
		socket.close();
		assertThat(this.systemd.messages()).containsExactly("FDSTORE=1\nFDNAME=forkit.tcp+127.0.0.1+0+1+ANY");
		assertThat(this.systemd.fds()).hasSize(1);
		// As after the end of this process.
		pass("forkit.tcp+127.0.0.1+0+1+ANY", this.systemd.fds().get(0).duplicate());
		SystemdSockets later = sockets();
		assertThat(take(later, tcp(LOOPBACK, 0, 0))).isNull();
		SharedSocket again = take(later, request);
		assertThat(again).isNotNull();
		assertThat(again.info().port()).isEqualTo(port);
		later.reportUnused();
		assertThat(this.systemd.messages()).isEmpty();
		later.forget(request.key(), again.socket());
		assertThat(this.systemd.messages()).containsExactly("FDSTOREREMOVE=1\nFDNAME=forkit.tcp+127.0.0.1+0+1+ANY");
		later.forget(request.key(), again.socket());
		assertThat(this.systemd.messages()).isEmpty();
	}

	@Test
	void keptSocketThatNobodyNeedsIsClosedAndThatOfAUnitIsLeftOpen() throws IOException {
		pass("forkit.old", listen(LOOPBACK));
		pass("http", listen(LOOPBACK));
		SystemdSockets sockets = sockets();
		sockets.reportUnused();
		assertThat(this.systemd.messages()).containsExactly("FDSTOREREMOVE=1\nFDNAME=forkit.old");
		assertThat(this.passed.get(0).fd().isOpen()).isFalse();
		assertThat(this.passed.get(1).fd().isOpen()).isTrue();
	}

	@Test
	void fileOfAKeptSocketStaysUntilItIsNotNeededAnyMore() throws IOException {
		Path path = this.directory.resolve("app.sock");
		SocketRequest.Unix request = new SocketRequest.Unix(path.toString(), 1, null);
		SystemdSockets sockets = sockets();
		SharedListeners listeners = new SharedListeners(null, sockets);
		listeners.open(request, 1).close();
		listeners.close();
		assertThat(path).exists();
		assertThat(this.systemd.messages()).hasSize(1);
		pass(SystemdSockets.name(request.key()), this.systemd.fds().get(0).duplicate());
		SharedListeners later = new SharedListeners(null, sockets());
		later.open(request, 1).close();
		later.release(request, 1);
		assertThat(Files.exists(path)).isFalse();
		assertThat(this.systemd.messages()).hasSize(1).first().asString().startsWith("FDSTOREREMOVE=1");
	}

	@Test
	void nameIsOneThatSystemdTakes() {
		String name = SystemdSockets.name(new SocketRequest.Unix("/a:b/ü\n" + "x".repeat(300), 1, null));
		assertThat(name).startsWith("forkit.").hasSizeLessThan(256).matches("[ -9;-~]+");
		assertThat(SystemdSockets.name(new SocketRequest.Unix("/a:b/ü\n", 1, null))).matches("[ -9;-~]+");
	}

	private @Nullable SharedSocket take(SystemdSockets sockets, SocketRequest request) throws IOException {
		SharedSocket socket = sockets.take(request);
		if (socket != null) {
			this.taken.add(socket);
		}
		return socket;
	}

	private SystemdSockets sockets() {
		return new SystemdSockets(this.passed, this.notifier);
	}

	private int pass(String name, Fd fd) throws IOException {
		this.passed.add(new PassedSocket(3 + this.passed.size(), name, fd, FdKind.of(fd), Sockets.address(fd)));
		return Sockets.localPort(fd);
	}

	private static SocketRequest.Tcp tcp(InetAddress host, int port, int index) {
		return new SocketRequest.Tcp(host, port, index, InternetProtocol.ANY, 10);
	}

	private static Fd listen(InetAddress host) throws IOException {
		return Sockets.listen(new InetSocketAddress(host, 0), false, 10);
	}

}
