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
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JdkChannels}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(20)
class JdkChannelsTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void channelAcceptsClientsAndStaysBlocking(boolean ipv4Only) throws Exception {
		Fd socket = Sockets.listen(new InetSocketAddress(0), ipv4Only, 10);
		int port = Sockets.localPort(socket);
		try (Fd duplicate = socket.duplicate(); ServerSocketChannel channel = JdkChannels.serverSocketChannel(socket)) {
			assertThat(socket.isOpen()).isFalse();
			assertThat(((InetSocketAddress) channel.getLocalAddress()).getPort()).isEqualTo(port);
			for (int i = 0; i < 3; i++) {
				try (Socket client = new Socket("127.0.0.1", port); SocketChannel accepted = channel.accept()) {
					accepted.write(ByteBuffer.wrap(new byte[] { 42 }));
					assertThat(client.getInputStream().read()).isEqualTo(42);
				}
				assertThat(duplicate.isNonBlocking()).isFalse();
			}
		}
	}

	@Test
	void closeUnblocksAccept() throws Exception {
		Fd socket = Sockets.listen(new InetSocketAddress(0), true, 10);
		try (Fd duplicate = socket.duplicate(); ServerSocketChannel channel = JdkChannels.serverSocketChannel(socket)) {
			AtomicReference<Thread> acceptor = new AtomicReference<>();
			CompletableFuture<SocketChannel> accepted = CompletableFuture.supplyAsync(() -> {
				acceptor.set(Thread.currentThread());
				try {
					return channel.accept();
				}
				catch (Exception ex) {
					throw new CompletionException(ex);
				}
			});
			Awaitility.await().until(() -> isInNativeAccept(acceptor.get()));
			channel.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> accepted.get(5, TimeUnit.SECONDS))
				.withCauseInstanceOf(AsynchronousCloseException.class);
			assertThat(duplicate.isOpen()).isTrue();
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !duplicate.isNonBlocking());
		}
	}

	private static boolean isInNativeAccept(Thread thread) {
		if (thread == null) {
			return false;
		}
		StackTraceElement[] stack = thread.getStackTrace();
		return stack.length > 0 && stack[0].isNativeMethod();
	}

	@Test
	void tcpConnectionIsReadAndWritten() throws Exception {
		try (Connections some = Connections.tcp();
				SocketChannel wrapped = JdkChannels.socketChannel(duplicate(some.server()))) {
			assertThat(wrapped.getLocalAddress()).isEqualTo(some.server().getLocalAddress());
			assertThat(wrapped.getRemoteAddress()).isEqualTo(some.client().getLocalAddress());
			assertThat(wrapped.isConnected()).isTrue();
			some.server().close();
			Connections.assertCarries(some.client(), wrapped, "request");
			Connections.assertCarries(wrapped, some.client(), "response");
			wrapped.setOption(StandardSocketOptions.TCP_NODELAY, true).setOption(StandardSocketOptions.IP_TOS, 8);
			assertThat(wrapped.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
			wrapped.close();
			assertThat(some.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
		}
	}

	@Test
	void socketOfAConnectionHasStreamsAndTimeouts() throws Exception {
		try (Connections some = Connections.tcp();
				Socket socket = JdkChannels.socketChannel(duplicate(some.server())).socket()) {
			assertThat(socket.getPort()).isEqualTo(some.client().socket().getLocalPort());
			socket.setSoTimeout(10);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			some.client().write(ByteBuffer.wrap(new byte[] { 42 }));
			socket.setSoTimeout(0);
			assertThat(socket.getInputStream().read()).isEqualTo(42);
		}
	}

	@Test
	void inet4ConnectionIsReadAndWritten() throws Exception {
		try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)
			.bind(new InetSocketAddress("127.0.0.1", 0));
				SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET)) {
			client.connect(listener.getLocalAddress());
			try (SocketChannel wrapped = JdkChannels.socketChannel(duplicate(client));
					SocketChannel server = listener.accept()) {
				assertThat(wrapped.getRemoteAddress()).isEqualTo(listener.getLocalAddress());
				Connections.assertCarries(wrapped, server, "request");
			}
		}
	}

	@Test
	void resetConnectionBecomesAChannelWhoseReadFails() throws Exception {
		try (Connections some = Connections.tcp()) {
			some.client().setOption(StandardSocketOptions.SO_LINGER, 0).close();
			Fd socket = duplicate(some.server());
			Awaitility.await().until(() -> SocketReader.peerAddress(socket) == null);
			try (SocketChannel wrapped = JdkChannels.socketChannel(socket)) {
				assertThat(wrapped.getRemoteAddress()).isNull();
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> wrapped.read(ByteBuffer.allocate(1)));
			}
		}
	}

	@Test
	void unixConnectionAndListenerServe(@TempDir Path directory) throws Exception {
		try (Connections some = Connections.unix(directory);
				ServerSocketChannel listener = JdkChannels.serverSocketChannel(duplicate(some.listener()));
				SocketChannel server = JdkChannels.socketChannel(duplicate(some.server()));
				SocketChannel client = JdkChannels.socketChannel(duplicate(some.client()))) {
			assertThat(server.getLocalAddress()).isEqualTo(some.listener().getLocalAddress());
			assertThat(server.getRemoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
			assertThat(client.getRemoteAddress()).isEqualTo(some.listener().getLocalAddress());
			Connections.assertCarries(client, server, "request");
			assertThat(listener.getLocalAddress()).isEqualTo(some.listener().getLocalAddress());
			Connections.assertServes(listener, some.listener().getLocalAddress());
		}
	}

	@Test
	void inheritedSocketIsReadAndWritten() throws Exception {
		Sockets.Pair pair = Sockets.pair();
		try (SocketChannel one = InheritedChannel.socketChannel(pair.first().surrender());
				SocketChannel other = JdkChannels.socketChannel(pair.second())) {
			Connections.assertCarries(one, other, "request");
			Connections.assertCarries(other, one, "response");
		}
	}

	@Test
	void channelsCanBeSelected() throws Exception {
		try (Connections some = Connections.tcp();
				Selector selector = Selector.open();
				ServerSocketChannel listener = JdkChannels.serverSocketChannel(duplicate(some.listener()));
				SocketChannel server = JdkChannels.socketChannel(duplicate(some.server()));
				DatagramChannel datagrams = Connections.udp();
				DatagramChannel udp = JdkChannels.datagramChannel(duplicate(datagrams))) {
			listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
			server.configureBlocking(false).register(selector, SelectionKey.OP_READ);
			udp.configureBlocking(false).register(selector, SelectionKey.OP_READ);
			assertThat(selector.selectNow()).isZero();
			some.client().write(ByteBuffer.wrap(new byte[1]));
			datagrams.send(ByteBuffer.wrap(new byte[1]), datagrams.getLocalAddress());
			try (SocketChannel client = SocketChannel.open(some.listener().getLocalAddress())) {
				Set<Channel> selected = new HashSet<>();
				while (selected.size() < 3) {
					selector.select((key) -> selected.add(key.channel()));
				}
				assertThat(client.isConnected()).isTrue();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(value = StandardProtocolFamily.class, names = { "INET", "INET6" })
	void datagramsAreSentAndReceived(StandardProtocolFamily family) throws Exception {
		InetAddress loopback = InetAddress.getByName((family == StandardProtocolFamily.INET) ? "127.0.0.1" : "::1");
		try (DatagramChannel original = bound(family, loopback);
				DatagramChannel peer = bound(family, loopback);
				DatagramChannel wrapped = JdkChannels.datagramChannel(duplicate(original))) {
			assertThat(wrapped.getLocalAddress()).isEqualTo(original.getLocalAddress());
			assertThat(wrapped.isConnected()).isFalse();
			original.close();
			wrapped.send(ByteBuffer.wrap(new byte[] { 1, 2 }), peer.getLocalAddress());
			ByteBuffer received = ByteBuffer.allocate(10);
			assertThat(peer.receive(received)).isEqualTo(wrapped.getLocalAddress());
			assertThat(received.position()).isEqualTo(2);
			peer.send(ByteBuffer.wrap(new byte[] { 3 }), wrapped.getLocalAddress());
			DatagramPacket packet = new DatagramPacket(new byte[10], 10);
			wrapped.socket().receive(packet);
			assertThat(packet.getLength()).isEqualTo(1);
			wrapped.setOption(StandardSocketOptions.IP_TOS, 8);
			wrapped.connect(peer.getLocalAddress());
			Connections.assertCarries(wrapped, peer.connect(wrapped.getLocalAddress()), "text");
		}
	}

	private static DatagramChannel bound(StandardProtocolFamily family, InetAddress address) throws IOException {
		return DatagramChannel.open(family).bind(new InetSocketAddress(address, 0));
	}

	@Test
	void connectedDatagramChannelKeepsItsPeerAndWhatHasArrived() throws Exception {
		try (DatagramChannel peer = Connections.udp();
				DatagramChannel original = DatagramChannel.open().connect(peer.getLocalAddress())) {
			peer.connect(original.getLocalAddress());
			peer.write(ByteBuffer.wrap("early".getBytes(StandardCharsets.UTF_8)));
			try (DatagramChannel wrapped = JdkChannels.datagramChannel(duplicate(original))) {
				assertThat(wrapped.isConnected()).isTrue();
				assertThat(wrapped.getRemoteAddress()).isEqualTo(peer.getLocalAddress());
				assertThat(Connections.read(wrapped, 5)).isEqualTo("early");
				Connections.assertCarries(wrapped, peer, "response");
				wrapped.disconnect();
				assertThat(wrapped.isConnected()).isFalse();
				assertThat(((InetSocketAddress) wrapped.getLocalAddress()).getPort())
					.isEqualTo(((InetSocketAddress) original.getLocalAddress()).getPort());
			}
		}
	}

	@Test
	void fileCanBeUsedAsItWasOpened(@TempDir Path directory) throws Exception {
		Path path = Files.writeString(directory.resolve("file"), "0123456789");
		try (FileChannel original = FileChannel.open(path, StandardOpenOption.READ);
				FileChannel wrapped = JdkChannels.fileChannel(duplicate(original))) {
			original.position(3);
			assertThat(wrapped.position()).isEqualTo(3);
			assertThat(wrapped.size()).isEqualTo(10);
			assertThat(read(wrapped)).isEqualTo("3456789");
			assertThatExceptionOfType(NonWritableChannelException.class)
				.isThrownBy(() -> wrapped.write(ByteBuffer.allocate(1)));
			assertThat(wrapped.map(FileChannel.MapMode.READ_ONLY, 0, 10).get(9)).isEqualTo((byte) '9');
		}
		try (FileChannel original = FileChannel.open(path, StandardOpenOption.WRITE);
				FileChannel wrapped = JdkChannels.fileChannel(duplicate(original))) {
			assertThatExceptionOfType(NonReadableChannelException.class)
				.isThrownBy(() -> wrapped.read(ByteBuffer.allocate(1)));
			wrapped.write(ByteBuffer.wrap(new byte[] { 'x' }));
			try (FileLock lock = wrapped.lock()) {
				assertThat(lock.isValid()).isTrue();
			}
		}
		try (FileChannel original = FileChannel.open(path, StandardOpenOption.APPEND);
				FileChannel wrapped = JdkChannels.fileChannel(duplicate(original))) {
			original.close();
			wrapped.write(ByteBuffer.wrap(new byte[] { 'y' }));
			wrapped.write(ByteBuffer.wrap(new byte[] { 'z' }), 0);
		}
		assertThat(path).hasContent("x123456789yz");
	}

	private static String read(FileChannel channel) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(100);
		channel.read(target);
		return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
	}

	@Test
	void pipeIsReadAndWrittenAsAFile() throws Exception {
		Pipe pipe = Pipe.open();
		try (FileChannel reading = JdkChannels.fileChannel(pipe.readEnd());
				FileChannel writing = JdkChannels.fileChannel(pipe.writeEnd())) {
			writing.write(ByteBuffer.wrap(new byte[] { 'a' }));
			assertThat(read(reading)).isEqualTo("a");
			writing.close();
			assertThat(reading.read(ByteBuffer.allocate(1))).isEqualTo(-1);
		}
	}

	@Test
	void blockingCallsWaitThoughTheSenderUsesTheSocketNonBlocking() throws Exception {
		try (Connections some = Connections.tcp();
				DatagramChannel datagrams = Connections.udp();
				ServerSocketChannel listener = JdkChannels.serverSocketChannel(duplicate(some.listener()));
				SocketChannel server = JdkChannels.socketChannel(duplicate(some.server()));
				DatagramChannel udp = JdkChannels.datagramChannel(duplicate(datagrams))) {
			for (SelectableChannel channel : List.of(some.listener(), some.server(), datagrams)) {
				channel.configureBlocking(false);
			}
			CompletableFuture<Integer> read = async(() -> server.read(ByteBuffer.allocate(1)));
			CompletableFuture<SocketChannel> accepted = async(listener::accept);
			CompletableFuture<SocketAddress> received = async(() -> udp.receive(ByteBuffer.allocate(1)));
			CompletableFuture<Void> written = async(() -> {
				ByteBuffer source = ByteBuffer.allocate(16 * 1024 * 1024);
				while (source.hasRemaining()) {
					assertThat(server.write(source)).isPositive();
				}
				return null;
			});
			for (Future<?> future : List.of(read, accepted, received, written)) {
				assertThatExceptionOfType(TimeoutException.class)
					.isThrownBy(() -> future.get(50, TimeUnit.MILLISECONDS));
			}
			some.client().write(ByteBuffer.wrap(new byte[1]));
			assertThat(read.get()).isEqualTo(1);
			SocketChannel.open(some.listener().getLocalAddress()).close();
			accepted.get().close();
			datagrams.send(ByteBuffer.wrap(new byte[1]), datagrams.getLocalAddress());
			assertThat(received.get()).isEqualTo(datagrams.getLocalAddress());
			Connections.read(some.client(), 16 * 1024 * 1024);
			written.get();
			try (Fd socket = duplicate(server)) {
				assertThat(socket.isNonBlocking()).isTrue();
			}
		}
	}

	private static <T> CompletableFuture<T> async(Callable<T> call) {
		CompletableFuture<T> future = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				future.complete(call.call());
			}
			catch (Throwable ex) {
				future.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	@Test
	void nonBlockingPipeReadsNothing() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			pipe.readEnd().setNonBlocking(true);
			try (FileChannel reading = JdkChannels.fileChannel(pipe.readEnd())) {
				assertThat(reading.read(ByteBuffer.allocate(1))).isZero();
			}
		}
	}

	@Test
	void closeClosesTheDescriptor(@TempDir Path directory) throws Exception {
		try (Connections some = Connections.tcp();
				DatagramChannel datagrams = Connections.udp();
				FileChannel file = FileChannel.open(directory.resolve("file"), StandardOpenOption.CREATE,
						StandardOpenOption.WRITE)) {
			wrapAndCloseAll(some, datagrams, file);
			int before = OpenFiles.count();
			for (int i = 0; i < 100; i++) {
				wrapAndCloseAll(some, datagrams, file);
			}
			Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThan(before + 50));
		}
	}

	private static void wrapAndCloseAll(Connections some, DatagramChannel datagrams, FileChannel file)
			throws IOException {
		JdkChannels.serverSocketChannel(duplicate(some.listener())).close();
		JdkChannels.socketChannel(duplicate(some.server())).close();
		JdkChannels.datagramChannel(duplicate(datagrams)).close();
		JdkChannels.fileChannel(duplicate(file)).close();
	}

	@Test
	void descriptorOfAnotherKindIsRefusedAndClosed(@TempDir Path directory) throws Exception {
		try (Connections some = Connections.tcp(); DatagramChannel datagrams = Connections.udp()) {
			refuses(duplicate(some.server()), JdkChannels::serverSocketChannel, "a TCP connection");
			refuses(duplicate(some.listener()), JdkChannels::socketChannel, "a listening TCP socket");
			refuses(duplicate(some.listener()), JdkChannels::datagramChannel, "a listening TCP socket");
			refuses(duplicate(datagrams), JdkChannels::fileChannel, "a UDP socket");
			refuses(Fd.read(directory), JdkChannels::fileChannel, "of a kind that has no channel");
		}
	}

	@Test
	void unboundUdpSocketIsRefused() throws Exception {
		try (DatagramChannel unbound = DatagramChannel.open()) {
			refuses(OpenDescriptors.duplicate(NioInternals.number(unbound)), JdkChannels::datagramChannel,
					"that is not bound");
		}
	}

	private static void refuses(Fd fd, Wrapping wrapping, String reason) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> wrapping.wrap(fd)).withMessageContaining(reason);
		assertThat(fd.isOpen()).isFalse();
	}

	private static Fd duplicate(Channel channel) throws IOException {
		return ChannelDescriptors.duplicate(channel);
	}

	@FunctionalInterface
	private interface Wrapping {

		Channel wrap(Fd fd) throws IOException;

	}

	@Test
	void closedDescriptorIsRefused() throws Exception {
		Fd socket = Sockets.listen(new InetSocketAddress(0), true, 10);
		socket.close();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> JdkChannels.serverSocketChannel(socket));
	}

	@Test
	void descriptorThatIsNoSocketIsClosed() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> JdkChannels.serverSocketChannel(pipe.readEnd()))
				.withMessage("The descriptor is a pipe, which cannot be made a ServerSocketChannel");
			assertThat(pipe.readEnd().isOpen()).isFalse();
		}
	}

}
