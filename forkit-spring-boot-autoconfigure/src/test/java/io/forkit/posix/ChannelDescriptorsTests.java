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

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ChannelDescriptors}, by asking the channel and by searching for it.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
@ParameterizedClass(name = "direct={0}")
@ValueSource(booleans = { true, false })
class ChannelDescriptorsTests {

	private final boolean direct;

	@TempDir
	private Path directory;

	private int openBefore;

	ChannelDescriptorsTests(boolean direct) {
		this.direct = direct;
	}

	@BeforeEach
	void loadClasses() throws Exception {
		try (DatagramChannel one = Connections.udp();
				DatagramChannel other = Connections.udp();
				FileChannel file = open(StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
			ChannelDescriptors.duplicate(one, this.direct).close();
			ChannelDescriptors.duplicate(file, this.direct).close();
		}
		this.openBefore = OpenFiles.count();
	}

	private void assertFound(Channel channel) throws Exception {
		try (Fd duplicate = ChannelDescriptors.duplicate(channel, this.direct)) {
			assertThat(target(duplicate.toString().substring(3))).isEqualTo(target("" + NioInternals.number(channel)));
			assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + duplicate.toString().substring(3))))
				.containsPattern("flags:\\s+02\\d{6}");
			assertThat(channel.isOpen()).isTrue();
		}
	}

	private static String target(String number) throws Exception {
		return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
	}

	private void assertNothingLeaks() {
		Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(this.openBefore));
	}

	@Test
	void tcpListenerAndBothEndsOfItsConnectionsAreFound() throws Exception {
		try (Connections some = Connections.tcp(); Connections others = Connections.tcp()) {
			for (Channel channel : List.of(some.listener(), some.client(), some.server(), others.server())) {
				assertFound(channel);
			}
		}
		assertNothingLeaks();
	}

	@Test
	void connectionsAreFoundOneAfterTheOtherAtTheNumbersOfEarlierOnes() throws Exception {
		for (int i = 0; i < 20; i++) {
			try (Connections connections = Connections.tcp()) {
				assertFound(connections.server());
				assertFound(connections.client());
				assertFound(connections.server());
			}
		}
	}

	@Test
	void manyConnectionsAreFoundWhileOthersTakeThePlacesOfSome() throws Exception {
		Deque<Connections> open = new ArrayDeque<>();
		try {
			for (int i = 0; i < 60; i++) {
				open.add(Connections.tcp());
				if (i % 3 == 2) {
					open.remove().close();
				}
				for (Connections connections : open) {
					assertFound(connections.server());
				}
			}
		}
		finally {
			for (Connections connections : open) {
				connections.close();
			}
		}
	}

	@Test
	void wildcardListenerOfEitherFamilyIsFound() throws Exception {
		try (ServerSocketChannel dual = ServerSocketChannel.open().bind(new InetSocketAddress(0));
				ServerSocketChannel inet = ServerSocketChannel.open(StandardProtocolFamily.INET)
					.bind(new InetSocketAddress("0.0.0.0", 0))) {
			assertFound(dual);
			assertFound(inet);
		}
	}

	@Test
	void unixListenerAndBothEndsOfItsConnectionsAreFound() throws Exception {
		try (Connections some = Connections.unix(this.directory);
				SocketChannel secondClient = SocketChannel.open(some.listener().getLocalAddress());
				SocketChannel second = some.listener().accept()) {
			for (NetworkChannel channel : List.of(some.listener(), some.client(), some.server(), secondClient,
					second)) {
				Map<SocketOption<?>, Object> before = options(channel);
				assertFound(channel);
				assertThat(options(channel)).isEqualTo(before);
			}
		}
		assertNothingLeaks();
	}

	@Test
	void unixListenerIsToldFromAnOlderOneOfTheSamePath() throws Exception {
		try (ServerSocketChannel older = Connections.unixListener(this.directory)) {
			UnixDomainSocketAddress address = (UnixDomainSocketAddress) older.getLocalAddress();
			Files.delete(address.getPath());
			try (ServerSocketChannel newer = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
				assertFound(older);
				assertFound(newer);
			}
		}
	}

	@Test
	void listenersThatShareAPortAreToldApartAndStayAsTheyAre() throws Exception {
		List<ServerSocketChannel> listeners = new ArrayList<>();
		SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		for (int i = 0; i < 4; i++) {
			ServerSocketChannel listener = ServerSocketChannel.open()
				.setOption(StandardSocketOptions.SO_REUSEPORT, true)
				.bind(address);
			address = listener.getLocalAddress();
			listeners.add(listener);
		}
		for (ServerSocketChannel listener : listeners) {
			Map<SocketOption<?>, Object> before = options(listener);
			assertFound(listener);
			assertThat(options(listener)).isEqualTo(before);
		}
		for (ServerSocketChannel listener : listeners) {
			listener.close();
		}
		assertNothingLeaks();
	}

	@Test
	void udpSocketsThatShareAPortAreToldApartAndStayAsTheyAre() throws Exception {
		SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		List<DatagramChannel> channels = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			DatagramChannel channel = DatagramChannel.open()
				.setOption(StandardSocketOptions.SO_REUSEPORT, true)
				.bind(address);
			address = channel.getLocalAddress();
			channels.add(channel);
		}
		for (DatagramChannel channel : channels) {
			Map<SocketOption<?>, Object> before = options(channel);
			assertFound(channel);
			assertThat(options(channel)).isEqualTo(before);
		}
		for (DatagramChannel channel : channels) {
			channel.close();
		}
		assertNothingLeaks();
	}

	@Test
	void connectedUdpSocketIsFound() throws Exception {
		try (DatagramChannel peer = Connections.udp();
				DatagramChannel channel = DatagramChannel.open().connect(peer.getLocalAddress())) {
			assertFound(channel);
		}
	}

	@Test
	void connectionIsFoundAlthoughItsPeerHasResetIt() throws Exception {
		try (Connections some = Connections.tcp();
				Connections others = Connections.tcp();
				SocketChannel unconnected = SocketChannel.open()) {
			some.client().setOption(StandardSocketOptions.SO_LINGER, 0).close();
			Awaitility.await().until(() -> {
				try (Fd socket = ChannelDescriptors.duplicate(some.server(), true)) {
					return SocketReader.peerAddress(socket) == null;
				}
			});
			assertThat(unconnected.isOpen()).isTrue();
			assertFound(some.server());
			assertFound(others.server());
		}
	}

	@Test
	void sameSocketIsFoundAgainWhileDuplicatesOfItAreOpen() throws Exception {
		try (Connections some = Connections.tcp();
				Fd first = ChannelDescriptors.duplicate(some.listener(), this.direct);
				Fd second = ChannelDescriptors.duplicate(some.listener(), this.direct)) {
			assertThat(first.isOpen()).isTrue();
			assertThat(second.isOpen()).isTrue();
			assertFound(some.listener());
		}
	}

	private static Map<SocketOption<?>, Object> options(NetworkChannel channel) throws Exception {
		Map<SocketOption<?>, Object> options = new HashMap<>();
		for (SocketOption<?> option : channel.supportedOptions()) {
			// The kernel leaves the mode of quick acknowledgements by itself.
			if (!Set.of("TCP_QUICKACK", "IP_MULTICAST_IF", "SO_INCOMING_NAPI_ID", "SO_PEERCRED")
				.contains(option.name())) {
				options.put(option, channel.getOption(option));
			}
		}
		return options;
	}

	@Test
	void fileIsToldFromOtherChannelsOfTheSameFile() throws Exception {
		try (FileChannel reading = open(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
				FileChannel writing = open(StandardOpenOption.WRITE);
				FileChannel appending = open(StandardOpenOption.APPEND);
				FileChannel alsoReading = open(StandardOpenOption.READ)) {
			writing.write(ByteBuffer.allocate(100));
			for (FileChannel channel : List.of(reading, writing, appending, alsoReading)) {
				assertFound(channel);
			}
			for (FileChannel channel : List.of(alsoReading, reading, writing)) {
				try (Fd duplicate = ChannelDescriptors.duplicate(channel, this.direct)) {
					for (long position : new long[] { 3, 5 }) {
						channel.position(position);
						assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + duplicate.toString().substring(3))))
							.containsPattern("pos:\\s+" + position + "\\n");
					}
				}
			}
			assertThat(OpenDescriptors.processLocks(NioInternals.number(reading))).isEmpty();
		}
		assertNothingLeaks();
	}

	private FileChannel open(OpenOption... options) throws Exception {
		return FileChannel.open(this.directory.resolve("file"), options);
	}

	@Test
	void channelsOfStreamsAreFound() throws Exception {
		Path path = Files.writeString(this.directory.resolve("stream"), "text");
		try (FileInputStream stream = new FileInputStream(path.toFile());
				RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
			assertFound(stream.getChannel());
			assertFound(file.getChannel());
		}
	}

	@Test
	void lockedFileIsRefusedAndStaysLocked() throws Exception {
		try (FileChannel file = open(StandardOpenOption.WRITE); FileLock part = file.lock(10, 5, false)) {
			assertThatIllegalStateException().isThrownBy(() -> ChannelDescriptors.duplicate(file, this.direct))
				.withMessageContaining("Release the lock first");
			assertThat(OpenDescriptors.processLocks(NioInternals.number(file))).hasSize(1);
			part.release();
			try (FileLock whole = file.lock()) {
				assertThatIllegalStateException().isThrownBy(() -> ChannelDescriptors.duplicate(file, this.direct))
					.withMessageContaining("Release the lock first");
				assertThat(whole.isValid()).isTrue();
			}
			assertFound(file);
		}
		assertNothingLeaks();
	}

	@Test
	void closedChannelsAreRefused() throws Exception {
		FileChannel file = open(StandardOpenOption.WRITE);
		Connections connections = Connections.tcp();
		DatagramChannel datagrams = Connections.udp();
		for (Channel channel : List.of(file, connections.listener(), connections.client(), datagrams)) {
			channel.close();
			assertThatExceptionOfType(ClosedChannelException.class)
				.isThrownBy(() -> ChannelDescriptors.duplicate(channel, this.direct));
		}
		connections.close();
		assertNothingLeaks();
	}

	@Test
	void whatIsFoundIsNotReturnedWhenTheChannelWasClosedMeanwhile() throws Exception {
		Fd wrong = Fd.read(this.directory);
		FileChannel file = open(StandardOpenOption.WRITE);
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> ChannelDescriptors.duplicate(file, (channel) -> {
				channel.close();
				return wrong;
			}));
		assertThat(wrong.isOpen()).isFalse();
		FileChannel other = open(StandardOpenOption.WRITE);
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> ChannelDescriptors.duplicate(other, (channel) -> {
				channel.close();
				throw new IllegalStateException("cannot be found");
			}));
	}

	@Test
	void unboundSocketsAreRefused() throws Exception {
		try (ServerSocketChannel listener = ServerSocketChannel.open();
				SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
				DatagramChannel datagrams = DatagramChannel.open()) {
			for (Channel channel : List.of(listener, socket, datagrams)) {
				assertThatIllegalStateException().isThrownBy(() -> ChannelDescriptors.duplicate(channel, this.direct))
					.withMessageEndingWith("must be bound or connected");
			}
		}
		assertNothingLeaks();
	}

	@Test
	void otherChannelsAreRefused() throws Exception {
		java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
		try (var source = pipe.source(); var sink = pipe.sink()) {
			assertThat(ChannelDescriptors.hasDescriptor(sink)).isFalse();
			assertThatIllegalArgumentException().isThrownBy(() -> ChannelDescriptors.duplicate(source))
				.withMessageStartingWith("'channel' must be a channel of the JDK");
		}
	}

	@Test
	void channelThatIsClosedMeanwhileIsFoundOrRefusedButNothingElseIsFound() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(0))) {
			SocketAddress address = new InetSocketAddress("127.0.0.1",
					((InetSocketAddress) listener.getLocalAddress()).getPort());
			int refused = 0;
			for (int i = 0; i < 1000; i++) {
				Channel channel = (i % 2 == 0) ? SocketChannel.open(listener.getLocalAddress()) : FileChannel
					.open(this.directory.resolve("raced"), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
				String expected = target("" + NioInternals.number(channel));
				Future<?> closing = executor.submit(() -> {
					channel.close();
					// Takes the number that has become free.
					ServerSocketChannel.open().bind(new InetSocketAddress(0)).close();
					return null;
				});
				try (Fd duplicate = ChannelDescriptors.duplicate(channel, this.direct)) {
					assertThat(target(duplicate.toString().substring(3))).isEqualTo(expected);
				}
				catch (ClosedChannelException ex) {
					refused++;
				}
				closing.get();
				if (i % 2 == 0) {
					listener.accept().close();
				}
			}
			assertThat(refused).isPositive();
		}
		finally {
			executor.shutdown();
		}
		assertNothingLeaks();
	}

}
