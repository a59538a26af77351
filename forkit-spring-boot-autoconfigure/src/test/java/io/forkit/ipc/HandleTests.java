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

package io.forkit.ipc;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;

import io.forkit.posix.Connections;
import io.forkit.posix.Fd;
import io.forkit.posix.OpenFiles;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Handle} and {@link OutgoingHandle}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(20)
class HandleTests {

	@TempDir
	private Path directory;

	@Test
	void everyKindHasItsName() throws Exception {
		try (Connections some = Connections.tcp();
				Connections unix = Connections.unix(this.directory);
				DatagramChannel datagrams = Connections.udp();
				FileChannel file = file();
				Fd fd = Fd.read(this.directory.resolve("file"))) {
			assertThat(Handle.of(some.listener()).kind()).isEqualTo(HandleKind.SERVER_SOCKET);
			assertThat(Handle.of(some.listener().socket()).kind()).isEqualTo(HandleKind.SERVER_SOCKET);
			assertThat(Handle.of(unix.listener()).kind()).isEqualTo(HandleKind.SERVER_SOCKET);
			assertThat(Handle.of(some.client()).kind()).isEqualTo(HandleKind.SOCKET);
			assertThat(Handle.of(some.client().socket()).kind()).isEqualTo(HandleKind.SOCKET);
			assertThat(Handle.of(unix.server()).kind()).isEqualTo(HandleKind.SOCKET);
			assertThat(Handle.of(datagrams).kind()).isEqualTo(HandleKind.DATAGRAM_SOCKET);
			assertThat(Handle.of(datagrams.socket()).kind()).isEqualTo(HandleKind.DATAGRAM_SOCKET);
			assertThat(Handle.of(file).kind()).isEqualTo(HandleKind.FILE);
			assertThat(Handle.of(fd).kind()).isEqualTo(HandleKind.DESCRIPTOR);
		}
	}

	private FileChannel file() throws Exception {
		return FileChannel.open(this.directory.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
	}

	@Test
	void acknowledgedHandleIsClosedAtTheSender() throws Exception {
		try (Connections some = Connections.tcp(); FileChannel file = file(); DatagramChannel udp = Connections.udp()) {
			Fd fd = Fd.read(this.directory);
			for (Object source : List.of(some.listener(), some.client(), file, udp, fd)) {
				OutgoingHandle outgoing = Handle.of(source).open();
				assertThat(isOpen(source)).isTrue();
				outgoing.acknowledge();
				assertThat(isOpen(source)).isFalse();
				assertThat(outgoing.fd().isOpen()).isFalse();
			}
		}
	}

	@Test
	void handleThatIsKeptOpenStaysOpen() throws Exception {
		try (Connections some = Connections.tcp(); Fd fd = Fd.read(this.directory)) {
			for (Object source : List.of(some.listener(), fd)) {
				OutgoingHandle outgoing = Handle.of(source).keepOpen().open();
				outgoing.acknowledge();
				assertThat(isOpen(source)).isTrue();
				assertThat(outgoing.fd().isOpen()).isFalse();
			}
			assertThat(Handle.of(fd).isKeptOpen()).isFalse();
			assertThat(Handle.of(fd).keepOpen().isKeptOpen()).isTrue();
		}
	}

	@Test
	void handleThatDoesNotArriveStaysOpen() throws Exception {
		try (Connections some = Connections.tcp()) {
			OutgoingHandle outgoing = Handle.of(some.listener()).open();
			outgoing.close();
			outgoing.acknowledge();
			assertThat(outgoing.fd().isOpen()).isFalse();
			assertThat(some.listener().isOpen()).isTrue();
		}
	}

	private static boolean isOpen(Object source) {
		return (source instanceof Fd fd) ? fd.isOpen() : ((Channel) source).isOpen();
	}

	@Test
	@SuppressWarnings("NullAway")
	void anythingElseIsRefusedWithAListOfWhatCanBeSent() throws Exception {
		Pipe pipe = Pipe.open();
		try (Pipe.SourceChannel source = pipe.source();
				Pipe.SinkChannel sink = pipe.sink();
				AsynchronousServerSocketChannel asynchronous = AsynchronousServerSocketChannel.open()) {
			for (Object other : List.of("text", source, sink, asynchronous, new Object[0])) {
				assertThatIllegalArgumentException().isThrownBy(() -> Handle.of(other))
					.withMessageStartingWith(
							"'handle' must be a ServerSocketChannel, SocketChannel, DatagramChannel or FileChannel of "
									+ "the JDK, a ServerSocket, Socket or DatagramSocket that has such a channel, "
									+ "or an io.forkit.posix.Fd but is " + other.getClass().getName());
			}
		}
		assertThatIllegalArgumentException().isThrownBy(() -> Handle.of(null)).withMessage("'handle' must not be null");
	}

	@Test
	void socketsWithoutAChannelAreRefusedWithTheWayToGetOne() throws Exception {
		try (ServerSocket listener = new ServerSocket(0);
				Socket socket = new Socket("127.0.0.1", listener.getLocalPort());
				DatagramSocket datagrams = new DatagramSocket();
				MulticastSocket multicast = new MulticastSocket()) {
			refusesAsArgument(listener, "java.net.ServerSocket without a channel. Make it with "
					+ "ServerSocketChannel.open().bind(address) and send that or its socket()");
			refusesAsArgument(socket, "java.net.Socket without a channel. Make it with SocketChannel.open(address)");
			refusesAsArgument(datagrams, "Make it with DatagramChannel.open().bind(address)");
			refusesAsArgument(multicast, "Make it with DatagramChannel.open().bind(address)");
		}
	}

	@Test
	void tlsIsRefused() throws Exception {
		try (Socket socket = SSLSocketFactory.getDefault().createSocket();
				ServerSocket listener = SSLServerSocketFactory.getDefault().createServerSocket()) {
			for (Object tls : List.of(socket, listener, SSLContext.getDefault().createSSLEngine())) {
				refusesAsArgument(tls, "the keys and the state of TLS cannot be sent");
			}
		}
	}

	@Test
	void channelThatIsNotOfTheJdkIsRefused() {
		abstract class TlsChannel extends SocketChannel {

			TlsChannel(SelectorProvider provider) {
				super(provider);
			}

		}
		refusesAsArgument(Mockito.mock(TlsChannel.class), "TlsChannel");
	}

	private static void refusesAsArgument(Object handle, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> Handle.of(handle)).withMessageContaining(reason);
	}

	@Test
	void closedHandlesAreRefused() throws Exception {
		Connections some = Connections.tcp();
		Handle early = Handle.of(some.client());
		Fd fd = Fd.read(this.directory);
		fd.close();
		some.close();
		for (Object closed : List.of(some.listener(), some.client(), some.client().socket(), fd)) {
			assertThatIllegalStateException().isThrownBy(() -> Handle.of(closed))
				.withMessageStartingWith("'handle' must be open but is closed: ")
				.withCauseInstanceOf(ClosedChannelException.class);
		}
		assertThatIllegalStateException().isThrownBy(early::open).withMessageContaining("must be open");
	}

	@Test
	void unboundAndUnconnectedSocketsAreRefused() throws Exception {
		try (ServerSocketChannel listener = ServerSocketChannel.open();
				DatagramChannel datagrams = DatagramChannel.open();
				SocketChannel socket = SocketChannel.open().bind(new InetSocketAddress(0))) {
			refusesAsState(listener, "'handle' must be bound before it is sent but is ");
			refusesAsState(datagrams, "'handle' must be bound before it is sent but is ");
			refusesAsState(socket, "'handle' must be connected before it is sent but is ");
		}
	}

	@Test
	void registeredConnectionIsRefusedUntilItsKeyIsGone() throws Exception {
		try (Connections some = Connections.tcp(); Selector selector = Selector.open()) {
			Handle early = Handle.of(some.client());
			some.client().configureBlocking(false);
			SelectionKey key = some.client().register(selector, SelectionKey.OP_READ);
			refusesAsState(some.client(), "cancel its key, and let the selector select once more");
			assertThatIllegalStateException().isThrownBy(early::open).withMessageContaining("cancel its key");
			key.cancel();
			selector.selectNow();
			Handle.of(some.client()).open().close();
			some.listener().configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
			Handle.of(some.listener()).open().close();
		}
	}

	private static void refusesAsState(Object handle, String reason) {
		assertThatIllegalStateException().isThrownBy(() -> Handle.of(handle)).withMessageContaining(reason);
	}

	@Test
	void lockedFileIsRefused() throws Exception {
		try (FileChannel file = file(); FileLock lock = file.lock()) {
			Handle handle = Handle.of(file);
			assertThatIllegalStateException().isThrownBy(handle::open).withMessageContaining("Release the lock first");
			assertThat(lock.isValid()).isTrue();
		}
	}

	@Test
	void handlesThatAreNotSentLeakNothing() throws Exception {
		try (Connections some = Connections.tcp()) {
			Handle.of(some.listener()).open().close();
			int before = OpenFiles.count();
			for (int i = 0; i < 100; i++) {
				Handle handle = Handle.of(some.listener()).keepOpen();
				handle.open().close();
				handle.open().acknowledge();
			}
			Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThan(before + 50));
		}
	}

	@Test
	void fdThatIsClosedMeanwhileIsRefused() throws Exception {
		Fd fd = Fd.read(this.directory);
		Handle handle = Handle.of(fd);
		fd.close();
		assertThatIllegalStateException().isThrownBy(handle::open).withMessageContaining("must be open");
	}

}
