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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.scheduling.SchedulingSettings;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
			ControlMessage.Attached third = dispatched.attach(listen(port), 0, 1);
			this.opened.add(third.reply().socket());
			assertThat(third.dispatched()).as("the port that others were given").isEqualTo(first.dispatched());
			assertThat(dispatched.info(listen(port))).isEqualTo(dispatched.infos().get(0));
			dispatched.close();
			assertThat(dispatched.infos()).isEmpty();
			assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port));
		}
	}

	private static SocketRequest listen(int port) {
		return new SocketRequest.Tcp(LOOPBACK, port, 0, InternetProtocol.ANY, 10);
	}

	@Test
	void aPortWhoseConnectionsAreHandedOverIsClosedWhenAllHaveReleasedIt() throws IOException {
		try (ConnectionDispatcher dispatcher = new ConnectionDispatcher(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
				SharedListeners dispatched = new SharedListeners(dispatcher)) {
			ControlMessage.Attached first = dispatched.attach(listen(0), 0, 1);
			this.opened.add(first.reply().socket());
			this.opened.add(dispatched.attach(listen(0), 1, 2).reply().socket());
			int port = first.dispatched().getPort();
			dispatched.release(listen(0), 1);
			try (Socket client = new Socket(LOOPBACK, port)) {
				assertThat(client.isConnected()).isTrue();
			}
			dispatched.ended(2);
			assertThat(dispatched.infos()).as("kept for the next worker").hasSize(1);
			this.opened.add(dispatched.attach(listen(0), 1, 3).reply().socket());
			dispatched.release(listen(0), 3);
			assertThat(dispatched.infos()).isEmpty();
			assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port));
			this.opened.add(dispatched.attach(listen(port), 0, 4).reply().socket());
			try (Socket client = new Socket(LOOPBACK, port)) {
				assertThat(client.isConnected()).isTrue();
			}
		}
	}

	@Test
	void tooManyOpenFilesAreNothingAboutTheAddress() {
		int emfile = 24;
		assertThatExceptionOfType(ErrnoException.class)
			.isThrownBy(() -> ListenException.orShortage("127.0.0.1", 80, new ErrnoException("socket", emfile)));
	}

	@Test
	void anAddressOfAnotherHostIsNoPortInUse() {
		assertThatExceptionOfType(ListenException.class)
			.isThrownBy(() -> this.listeners
				.open(new SocketRequest.Tcp(InetAddress.getByName("192.0.2.1"), 0, 0, InternetProtocol.IPV4, 10), 1))
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

	@Test
	void aTcpAndAUdpSocketOfTheSamePortAreTwo() throws IOException {
		int port = freePortOfBoth();
		assertThat(Sockets.localPort(open(udp(port)))).isEqualTo(Sockets.localPort(open(port, 0))).isEqualTo(port);
		assertThat(inode(open(udp(port)))).isEqualTo(inode(open(udp(port)))).isNotEqualTo(inode(open(port, 0)));
		assertThat(this.listeners.infos()).extracting(ListenerInfo::type)
			.containsExactly(ListenerType.UDP4, ListenerType.TCP4);
	}

	@Test
	void whoAsksForThePortThatOthersWereGivenGetsTheirSocket() throws IOException {
		Fd given = open(0, 0);
		assertThat(inode(open(Sockets.localPort(given), 0))).isEqualTo(inode(given));
		assertThat(this.listeners.infos()).hasSize(1);
	}

	@Test
	void theFirstRequestDecidesOfTheBacklog() throws IOException {
		Fd first = open(new SocketRequest.Tcp(LOOPBACK, 0, 0, InternetProtocol.IPV4, 10));
		Fd second = open(new SocketRequest.Tcp(LOOPBACK, 0, 0, InternetProtocol.IPV4, 20));
		assertThat(inode(second)).isEqualTo(inode(first));
	}

	@Test
	void aSocketIsClosedWhenAllHaveReleasedIt() throws IOException {
		SocketRequest request = udp(0);
		this.opened.add(this.listeners.open(request, 1));
		this.opened.add(this.listeners.open(request, 2));
		this.listeners.release(request, 1);
		this.listeners.release(request, 1);
		assertThat(this.listeners.infos()).hasSize(1);
		this.listeners.release(request, 2);
		assertThat(this.listeners.infos()).isEmpty();
	}

	@Test
	void aSocketOutlivesItsWorker() throws IOException {
		SocketRequest request = udp(0);
		this.opened.add(this.listeners.open(request, 1));
		this.opened.add(this.listeners.open(request, 2));
		this.listeners.ended(1);
		assertThat(this.listeners.infos()).hasSize(1);
		this.listeners.release(request, 2);
		assertThat(this.listeners.infos()).isEmpty();
	}

	@Test
	void aPathIsRemovedAtTheEnd(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		open(unix(path));
		assertThat(this.listeners.infos())
			.containsExactly(new ListenerInfo(ListenerType.UNIX, path.toString(), ListenerInfo.NO_PORT));
		assertThat(inode(open(unix(directory.resolve("other/../app.sock"))))).isEqualTo(inode(open(unix(path))));
		SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
		this.listeners.close();
		assertThat(path).doesNotExist();
	}

	@Test
	void aFileThatTookThePlaceOfAPathIsNotRemoved(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		open(unix(path));
		Files.delete(path);
		Files.writeString(path, "mine");
		this.listeners.close();
		assertThat(path).hasContent("mine");
	}

	@Test
	void thePathOfADeadProcessIsTakenOver(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			dead.bind(UnixDomainSocketAddress.of(path));
		}
		assertThat(path).exists();
		open(unix(path));
		SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
	}

	@Test
	@Timeout(120)
	void oneOfThoseThatStartTogetherTakesOverThePathOfADeadProcess(@TempDir Path directory) throws Exception {
		int primaries = 4;
		ExecutorService threads = Executors.newFixedThreadPool(primaries);
		try {
			for (int round = 0; round < 200; round++) {
				Path path = directory.resolve("app" + round + ".sock");
				try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
					dead.bind(UnixDomainSocketAddress.of(path));
				}
				CyclicBarrier together = new CyclicBarrier(primaries);
				List<Future<String>> outcomes = new ArrayList<>();
				List<SharedListeners> all = new ArrayList<>();
				for (int i = 0; i < primaries; i++) {
					SharedListeners primary = new SharedListeners();
					all.add(primary);
					outcomes.add(threads.submit(() -> {
						together.await();
						try (Fd socket = primary.open(unix(path), 1)) {
							return "listens";
						}
						catch (ListenException ex) {
							return ex.isPortInUse() ? "in use" : ex.toString();
						}
					}));
				}
				List<String> results = new ArrayList<>();
				for (Future<String> outcome : outcomes) {
					results.add(outcome.get());
				}
				assertThat(results).containsExactlyInAnyOrder("listens", "in use", "in use", "in use");
				SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
				all.forEach(SharedListeners::close);
				assertThat(path).doesNotExist();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void thePathOfALiveProcessIsInUse(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			other.bind(UnixDomainSocketAddress.of(path), 1);
			assertThatPathIsInUse(path);
			List<SocketChannel> waiting = fillQueue(path);
			assertThatPathIsInUse(path);
			for (SocketChannel channel : waiting) {
				channel.close();
			}
			assertThat(path).exists();
		}
	}

	private static List<SocketChannel> fillQueue(Path path) throws IOException {
		List<SocketChannel> waiting = new ArrayList<>();
		while (true) {
			SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			channel.configureBlocking(false);
			waiting.add(channel);
			try {
				channel.connect(UnixDomainSocketAddress.of(path));
			}
			catch (IOException ex) {
				assertThat(ex).hasMessage("Resource temporarily unavailable");
				return waiting;
			}
		}
	}

	@Test
	void aFileThatIsNoSocketIsInUse(@TempDir Path directory) throws IOException {
		Path path = Files.writeString(directory.resolve("app.sock"), "precious");
		assertThatPathIsInUse(path);
		assertThat(path).hasContent("precious");
	}

	private void assertThatPathIsInUse(Path path) {
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> open(unix(path))).satisfies((ex) -> {
			assertThat(ex.isPortInUse()).isTrue();
			assertThat(ex.getHost()).isEqualTo(path.toString());
			assertThat(ex.getPort()).isEqualTo(ListenerInfo.NO_PORT);
		});
	}

	@Test
	void aPathThatIsTooLongIsRefusedWithTheReason(@TempDir Path directory) {
		Path path = directory.resolve("x".repeat(100) + ".sock");
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> open(unix(path)))
			.withMessage("bind to %s (%d bytes, of 107 at most) failed: ENAMETOOLONG (File name too long)", path,
					path.toString().length())
			.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(ControlMessage.ListenReply.Outcome.CANNOT_BIND));
	}

	@Test
	void aLongPathInTheDirectoryOfThePrimaryIsBoundByItsShortName() throws IOException {
		Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "a-directory-".repeat(5));
		Path path = directory.resolve("s".repeat(Math.max(1, 106 - directory.toString().length())) + ".sock");
		assertThat(path.toString().length()).isGreaterThan(Sockets.MAX_PATH);
		try {
			open(unix(path));
			assertThat(path).exists();
		}
		finally {
			this.listeners.close();
			Files.delete(directory);
		}
	}

	@Test
	void thePermissionsOfAPathAreAsAskedFor(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		open(new SocketRequest.Unix(path.toString(), 10, PosixFilePermissions.fromString("rwx-w--w-")));
		assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx-w--w-"));
	}

	@Test
	void whatThePrimaryHasInheritedIsShared() throws IOException {
		try (Fd inherited = Sockets.listen(new InetSocketAddress(LOOPBACK, 0), true, 10)) {
			SocketRequest request = new SocketRequest.Inherited(number(inherited), false);
			Fd shared = open(request);
			assertThat(inode(shared)).isEqualTo(inode(inherited));
			assertThat(this.listeners.infos())
				.containsExactly(new ListenerInfo("127.0.0.1", Sockets.localPort(inherited)));
			this.listeners.release(request, 1);
			assertThat(inherited.isOpen()).isTrue();
			assertThat(Sockets.localPort(inherited)).isPositive();
		}
	}

	@Test
	void whatIsNoSuchSocketIsRefusedWithTheReason() throws IOException {
		try (Fd listener = Sockets.listen(new InetSocketAddress(LOOPBACK, 0), true, 10);
				Fd datagrams = Sockets.bindDatagram(new InetSocketAddress(LOOPBACK, 0), InternetProtocol.IPV4, false);
				Pipe pipe = Pipe.open()) {
			assertThatIsRefused(listener, true, "is a listening TCP socket, not a UDP socket");
			assertThatIsRefused(datagrams, false, "is a UDP socket, not a socket that listens");
			assertThatIsRefused(pipe.readEnd(), false, "is a pipe, not a socket that listens");
		}
		assertThatIOException().isThrownBy(() -> open(new SocketRequest.Inherited(1 << 20, false)))
			.withMessage("descriptor 1048576 of the primary is not open");
		assertThat(this.listeners.infos()).isEmpty();
	}

	private void assertThatIsRefused(Fd fd, boolean datagrams, String reason) {
		assertThatIOException().isThrownBy(() -> open(new SocketRequest.Inherited(number(fd), datagrams)))
			.withMessage("descriptor %d of the primary %s", number(fd), reason);
	}

	/** Return a port that is free for both protocols. */
	private static int freePortOfBoth() throws IOException {
		for (int attempt = 0; attempt < 20; attempt++) {
			try (Fd tcp = Sockets.listen(new InetSocketAddress(LOOPBACK, 0), true, 1)) {
				int port = Sockets.localPort(tcp);
				Sockets.bindDatagram(new InetSocketAddress(LOOPBACK, port), InternetProtocol.IPV4, false).close();
				return port;
			}
			catch (ErrnoException ex) {
				// Another process has it for datagrams.
			}
		}
		throw new IOException("There is no port that is free for both protocols");
	}

	private Fd open(int port, int index) throws IOException {
		return open(new SocketRequest.Tcp(LOOPBACK, port, index, InternetProtocol.IPV4, 10));
	}

	private Fd open(SocketRequest request) throws IOException {
		Fd fd = this.listeners.open(request, 1);
		this.opened.add(fd);
		return fd;
	}

	private static SocketRequest.Udp udp(int port) {
		return new SocketRequest.Udp(LOOPBACK, port, 0, InternetProtocol.IPV4);
	}

	private static SocketRequest.Unix unix(Path path) {
		return new SocketRequest.Unix(path.toString(), 10, null);
	}

	private static int number(Fd fd) {
		return Integer.parseInt(fd.toString().substring("fd ".length()));
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
