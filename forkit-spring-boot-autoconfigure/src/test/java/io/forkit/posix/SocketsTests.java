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
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link Sockets}.
 */
@EnabledOnOs(OS.LINUX)
class SocketsTests {

	@Test
	void listenOnPortZeroTakesAFreePort() throws Exception {
		try (Fd socket = Sockets.listen(loopback(0), false, 10)) {
			int port = Sockets.localPort(socket);
			assertThat(port).isPositive();
			try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
				assertThat(client.isConnected()).isTrue();
			}
			assertThat(socket.isNonBlocking()).isFalse();
		}
	}

	@Test
	void portInUseNamesCallErrorAndMeaning() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			int port = other.getLocalPort();
			int before = OpenFiles.count();
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> Sockets.listen(new InetSocketAddress("127.0.0.1", port), false, 10))
				.withMessage("bind to 127.0.0.1:" + port + " failed: EADDRINUSE (Address already in use)");
			assertThat(OpenFiles.count()).isLessThanOrEqualTo(before);
		}
	}

	@Test
	void ipv6OnlyLeavesThePortOfIpv4ToOthers() throws Exception {
		assumeThat(hasIpv6()).isTrue();
		InetAddress any = InetAddress.getByName("::");
		try (Fd only = Sockets.listen(new InetSocketAddress(any, 0), InternetProtocol.IPV6, false, 10)) {
			int port = Sockets.localPort(only);
			assertThat(Sockets.isInet6(only)).isTrue();
			Sockets.listen(new InetSocketAddress("0.0.0.0", port), InternetProtocol.IPV4, false, 10).close();
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> Sockets.listen(new InetSocketAddress(any, port), InternetProtocol.ANY, false, 10));
		}
	}

	private static boolean hasIpv6() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void anAddressOfTheOtherProtocolIsRefused() {
		assertThatExceptionOfType(ErrnoException.class)
			.isThrownBy(() -> Sockets.listen(loopback(0), InternetProtocol.IPV6, false, 10))
			.withMessageContaining("EAFNOSUPPORT");
	}

	@Test
	void socketsThatReuseAPortAreManyAndOthersAreNot() throws Exception {
		try (Fd first = Sockets.bindDatagram(loopback(0), InternetProtocol.IPV4, true)) {
			InetSocketAddress address = loopback(Sockets.localPort(first));
			assertThat(Sockets.address(first)).isEqualTo(address);
			assertThat(first.isNonBlocking()).isFalse();
			Sockets.bindDatagram(address, InternetProtocol.IPV4, true).close();
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> Sockets.bindDatagram(address, InternetProtocol.IPV4, false))
				.withMessageContaining("EADDRINUSE");
		}
		try (Fd first = Sockets.listen(loopback(0), InternetProtocol.IPV4, true, 10)) {
			InetSocketAddress address = loopback(Sockets.localPort(first));
			Sockets.listen(address, InternetProtocol.IPV4, true, 10).close();
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> Sockets.listen(address, InternetProtocol.IPV4, false, 10));
		}
	}

	@Test
	void aPathIsBoundAndListensLater(@TempDir Path directory) throws Exception {
		Path path = directory.resolve("ünïcödé.sock");
		try (Fd socket = Sockets.bindUnix(path)) {
			assertThatIOException().isThrownBy(() -> SocketChannel.open(UnixDomainSocketAddress.of(path)).close());
			Sockets.listen(socket, 1);
			SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
			assertThat(FdKind.of(socket)).isEqualTo(FdKind.UNIX_LISTENER);
			int before = OpenFiles.count();
			assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> Sockets.bindUnix(path))
				.withMessageContaining("EADDRINUSE");
			assertThat(OpenFiles.count()).isLessThanOrEqualTo(before);
		}
	}

	@Test
	void addressOfAnotherMachineNamesCallAndError() {
		assertThatExceptionOfType(ErrnoException.class)
			.isThrownBy(() -> Sockets.listen(new InetSocketAddress("192.0.2.1", 0), false, 10))
			.withMessageStartingWith("bind to 192.0.2.1:0 failed: EADDRNOTAVAIL");
	}

	@Test
	void wildcardServesBothProtocols() throws Exception {
		try (Fd socket = Sockets.listen(new InetSocketAddress(0), false, 10)) {
			int port = Sockets.localPort(socket);
			assertThat(canConnect("127.0.0.1", port)).isTrue();
			assumeThat(SocketReader.family(socket)).isEqualTo(SocketReader.AF_INET6);
			assumeThat(hasInet6Loopback()).isTrue();
			assertThat(canConnect("::1", port)).isTrue();
		}
	}

	@Test
	void ipv4OnlyMakesAnIpv4Socket() throws Exception {
		try (Fd socket = Sockets.listen(new InetSocketAddress(0), true, 10)) {
			assertThat(SocketReader.family(socket)).isEqualTo(SocketReader.AF_INET);
			assertThat(canConnect("127.0.0.1", Sockets.localPort(socket))).isTrue();
			assertThat(canConnect("::1", Sockets.localPort(socket))).isFalse();
		}
	}

	@Test
	void addressThatWasInUseAMomentAgoCanBeBoundAgain() throws Exception {
		int port;
		try (Fd socket = Sockets.listen(loopback(0), false, 10)) {
			port = Sockets.localPort(socket);
			Socket client = new Socket("127.0.0.1", port);
			client.close();
		}
		Sockets.listen(loopback(port), false, 10).close();
	}

	@Test
	void unresolvedAddressIsRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Sockets.listen(InetSocketAddress.createUnresolved("example.invalid", 1), false, 1))
			.withMessageContaining("'address' must be resolved");
	}

	private static InetSocketAddress loopback(int port) throws IOException {
		return new InetSocketAddress(Inet4Address.getByName("127.0.0.1"), port);
	}

	private static boolean hasInet6Loopback() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean canConnect(String host, int port) {
		try (Socket socket = new Socket(host, port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
