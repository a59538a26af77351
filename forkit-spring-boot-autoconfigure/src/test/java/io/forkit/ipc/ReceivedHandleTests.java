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

import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.forkit.posix.ChildJvm;
import io.forkit.posix.Connections;
import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.MessageSocket;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ReceivedHandle}, with what {@link Handle} has made and a socket has
 * carried.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ReceivedHandleTests {

	@TempDir
	private Path directory;

	private static ReceivedHandle transfer(Object source) throws Exception {
		try (Sockets.Pair pair = Sockets.pair(); OutgoingHandle outgoing = Handle.of(source).open()) {
			new MessageSocket(pair.first(), 1).send(new byte[1], 0, 1, List.of(outgoing.fd()));
			Fd fd = new MessageSocket(pair.second(), 1).receive(new byte[1], 0).fds().get(0);
			ReceivedHandle received = new ReceivedHandle(outgoing.kind(), fd);
			outgoing.acknowledge();
			return received;
		}
	}

	@Test
	void tcpListenerAndConnectionsServeAfterTheSenderHasClosedThem() throws Exception {
		try (Connections some = Connections.tcp()) {
			var address = some.listener().getLocalAddress();
			try (ServerSocketChannel listener = transfer(some.listener()).as(ServerSocketChannel.class);
					SocketChannel server = transfer(some.server()).as(SocketChannel.class)) {
				assertThat(some.listener().isOpen()).isFalse();
				assertThat(some.server().isOpen()).isFalse();
				Connections.assertServes(listener, address);
				Connections.assertCarries(some.client(), server, "request");
				Connections.assertCarries(server, some.client(), "response");
			}
		}
	}

	@Test
	void nonBlockingConnectionIsNotShutDownWhenTheSenderClosesIt() throws Exception {
		try (Connections some = Connections.tcp()) {
			some.server().configureBlocking(false);
			try (SocketChannel server = transfer(some.server()).as(SocketChannel.class)) {
				Connections.assertCarries(server, some.client(), "response");
			}
		}
	}

	@Test
	void unixListenerAndConnectionsServeAfterTheSenderHasClosedThem() throws Exception {
		try (Connections some = Connections.unix(this.directory)) {
			var address = some.listener().getLocalAddress();
			try (ServerSocketChannel listener = transfer(some.listener()).as(ServerSocketChannel.class);
					SocketChannel server = transfer(some.server()).as(SocketChannel.class)) {
				Connections.assertServes(listener, address);
				Connections.assertCarries(some.client(), server, "request");
			}
		}
	}

	@Test
	void udpSocketServesAfterTheSenderHasClosedIt() throws Exception {
		try (DatagramChannel sent = Connections.udp(); DatagramChannel peer = Connections.udp()) {
			peer.connect(sent.getLocalAddress());
			try (DatagramChannel received = transfer(sent).as(DatagramChannel.class)) {
				received.connect(peer.getLocalAddress());
				Connections.assertCarries(peer, received, "request");
				Connections.assertCarries(received, peer, "response");
			}
		}
	}

	@Test
	void fileIsReadAfterTheSenderHasClosedIt() throws Exception {
		FileChannel sent = file();
		sent.write(ByteBuffer.wrap(new byte[] { 'a', 'b' }));
		sent.position(1);
		try (FileChannel received = transfer(sent).as(FileChannel.class)) {
			assertThat(Connections.read(received, 10)).isEqualTo("b");
		}
	}

	private FileChannel file() throws Exception {
		return FileChannel.open(this.directory.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
	}

	@Test
	void descriptorIsWhatItIs() throws Exception {
		Sockets.Pair pair = Sockets.pair();
		try (ReceivedHandle first = transfer(pair.first()); ReceivedHandle second = transfer(pair.second())) {
			assertThat(pair.first().isOpen()).isFalse();
			assertThat(first.kind()).isEqualTo(HandleKind.DESCRIPTOR);
			assertThat(first.fdKind()).isEqualTo(FdKind.UNIX_CONNECTION);
			try (Fd fd = first.as(Fd.class); SocketChannel channel = second.as(SocketChannel.class)) {
				fd.write(ByteBuffer.allocateDirect(3));
				assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(3);
			}
		}
	}

	@Test
	void wrongTypeIsRefusedAndLeavesItToBeTaken() throws Exception {
		try (DatagramChannel sent = Connections.udp(); ReceivedHandle received = transfer(sent)) {
			for (Class<?> type : List.of(SocketChannel.class, FileChannel.class, String.class, Channel.class)) {
				assertThatIllegalArgumentException().isThrownBy(() -> received.as(type))
					.withMessage("'type' must be DatagramChannel or Fd, as the handle is a UDP socket, but is "
							+ type.getName());
			}
			assertThat(received.isTaken()).isFalse();
			received.as(DatagramChannel.class).close();
		}
	}

	@Test
	void canBeTakenOnceOnly() throws Exception {
		try (Connections some = Connections.tcp(); ReceivedHandle received = transfer(some.server())) {
			try (SocketChannel server = received.as(SocketChannel.class)) {
				assertThat(received.isTaken()).isTrue();
				assertThatIllegalStateException().isThrownBy(() -> received.as(Fd.class))
					.withMessage("The handle (a TCP connection) was already taken as a SocketChannel");
				assertThat(received).hasToString("SOCKET: a TCP connection, was already taken as a SocketChannel");
				received.close();
				Connections.assertCarries(server, some.client(), "still open");
			}
		}
	}

	@Test
	void closesWhatNobodyTakes() throws Exception {
		try (Connections some = Connections.tcp()) {
			ReceivedHandle received = transfer(some.server());
			received.close();
			assertThat(some.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
			assertThat(received.isTaken()).isFalse();
			assertThatIllegalStateException().isThrownBy(() -> received.as(SocketChannel.class))
				.withMessage("The handle (a TCP connection) was closed before anybody took it");
		}
	}

	@Test
	void closedDescriptorIsNoHandle() throws Exception {
		Fd fd = Fd.read(this.directory);
		fd.close();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> new ReceivedHandle(HandleKind.DESCRIPTOR, fd));
	}

	@Test
	void thousandHandlesLeakNothing() throws Exception {
		try (Connections some = Connections.tcp()) {
			ServerSocketChannel listener = some.listener();
			int before = 0;
			for (int i = 0; i < 1100; i++) {
				if (i == 100) {
					before = OpenFiles.count();
				}
				SocketChannel client = SocketChannel.open(listener.getLocalAddress());
				try (SocketChannel server = transfer(listener.accept()).as(SocketChannel.class);
						ReceivedHandle untaken = transfer(client)) {
					assertThat(server.isConnected()).isTrue();
				}
			}
			int limit = before + 100;
			Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThan(limit));
		}
	}

	@Test
	void withoutTheFlagEverythingIsSentAndReceivedAsDescriptors() throws Exception {
		assertThat(ChildJvm.run(1024, FlaglessMain.class, this.directory.toString())).endsWith("done\n");
	}

}
