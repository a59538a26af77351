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

package io.forkit.process.node;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.forkit.ipc.Handle;
import io.forkit.ipc.HandleNotReceivedException;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.Children;
import io.forkit.posix.Connections;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.Signal;
import io.forkit.process.ForkedProcess;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Node's tests of handles.
 */
class NodeHandleTests extends AbstractChannelTests {

	private static ServerSocketChannel server() throws IOException {
		return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	private static int port(ServerSocketChannel server) throws IOException {
		return ((InetSocketAddress) server.getLocalAddress()).getPort();
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-net-server.js: both sides accept from a shared listener, and close it")
	void sharedServer() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				ServerSocketChannel server = server()) {
			SocketAddress address = server.getLocalAddress();
			get(child.send("keep", Handle.of(server).keepOpen()));
			assertThat(mailbox.next()).isEqualTo("kept");
			for (int i = 0; i < 2; i++) {
				child.send("accept by the child");
				assertThat(talk(server)).isEqualTo("by the child");
				try (SocketChannel client = SocketChannel.open(address); SocketChannel accepted = server.accept()) {
					Connections.assertCarries(accepted, client, "by the parent");
				}
			}
			server.close();
			child.send("accept after the parent");
			try (SocketChannel client = SocketChannel.open(address)) {
				assertThat(readAll(client)).isEqualTo("after the parent");
			}
			child.send("close");
			assertThat(mailbox.next()).isEqualTo("closed");
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> SocketChannel.open(address));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-net-socket.js: the program answers, and the listener can be closed")
	void acceptedSocket() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start(); Connections connections = Connections.tcp()) {
			get(child.send("write echo", connections.server()));
			assertThat(connections.server().isOpen()).isFalse();
			connections.listener().close();
			assertThat(readAll(connections.client())).isEqualTo("echo");
			get(child.disconnect());
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-net.js: the listener closes while connections live on elsewhere")
	void sockets() throws Exception {
		List<ForkedProcess> children = new ArrayList<>();
		List<SocketChannel> clients = new ArrayList<>();
		ServerSocketChannel server = server();
		try {
			for (int i = 0; i < 2; i++) {
				children.add(fork(HandleChild.class).start());
			}
			for (int i = 0; i < 12; i++) {
				clients.add(SocketChannel.open(server.getLocalAddress()));
				children.get(i % 2).send((i < 6) ? "write end" : "keep", server.accept());
			}
			// Node waits with that until the last connection is closed.
			server.close();
			for (int i = 0; i < 12; i++) {
				children.get(i % 2).send("close");
				assertThat(readAll(clients.get(i))).isEqualTo((i < 6) ? "end" : "");
			}
		}
		finally {
			server.close();
			for (SocketChannel client : clients) {
				client.close();
			}
			children.forEach(ForkedProcess::close);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-getconnections.js: what was sent is counted by the program, if at all")
	void connectionsAreNotCounted() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				Connections connections = Connections.tcp()) {
			get(child.send("keep", connections.server()));
			assertThat(mailbox.next()).isEqualTo("kept");
			// The sender knows nothing of it any more; the program does.
			assertThat(connections.server().isOpen()).isFalse();
			child.send("write-kept still open");
			assertThat(Connections.read(connections.client(), 10)).isEqualTo("still open");
			child.send("close");
			assertThat(mailbox.next()).isEqualTo("closed");
			assertThat(readAll(connections.client())).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-dgram.js: both sides receive from a shared socket")
	void sharedDatagrams() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				DatagramChannel shared = Connections.udp();
				DatagramChannel client = DatagramChannel.open()) {
			get(child.send("keep", Handle.of(shared).keepOpen()));
			assertThat(mailbox.next()).isEqualTo("kept");
			for (int i = 0; i < 2; i++) {
				client.send(ByteBuffer.wrap("to the child".getBytes(StandardCharsets.UTF_8)), shared.getLocalAddress());
				child.send("receive");
				assertThat(mailbox.next()).isEqualTo("to the child");
				client.send(ByteBuffer.wrap("to the parent".getBytes(StandardCharsets.UTF_8)),
						shared.getLocalAddress());
				ByteBuffer buffer = ByteBuffer.allocate(100);
				assertThat(shared.receive(buffer)).isNotNull();
				assertThat(StandardCharsets.UTF_8.decode(buffer.flip()).toString()).isEqualTo("to the parent");
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-recv-handle.js: a handle comes with its own message")
	void order() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start(); ServerSocketChannel server = server()) {
			child.send("batch " + port(server));
			try (SocketChannel accepted = server.accept(); Mailbox mailbox = Mailbox.of(child)) {
				assertThat(mailbox.next()).isEqualTo("one");
				Mailbox.Mail two = mailbox.take();
				assertThat(two.message()).isEqualTo("two");
				try (SocketChannel socket = two.socket()) {
					Connections.assertCarries(socket, accepted, "over the handle");
				}
				assertThat(mailbox.next()).isEqualTo("three");
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-recv-handle.js: a Node program that was busy gets a handle with its own message")
	void orderInNode() throws Exception {
		String program = """
				const fs = require('fs');
				process.send('busy');
				fs.readSync(0, Buffer.alloc(1));
				process.on('message', (message, handle) => {
				  process.send(message + (handle ? ' with ' + handle.constructor.name : ''));
				  if (handle) handle.end();
				});
				""";
		try (ForkedProcess child = forkNode(program).silent().start();
				Mailbox mailbox = Mailbox.of(child);
				Connections connections = Connections.tcp()) {
			assertThat(mailbox.next()).isEqualTo("busy");
			child.send("one");
			child.send("two", connections.server());
			child.send("three");
			child.stdin().write('\n');
			child.stdin().flush();
			assertThat(List.of(mailbox.next(), mailbox.next(), mailbox.next())).containsExactly("one",
					"two with Socket", "three");
			assertThat(readAll(connections.client())).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-send-keep-open.js: a socket that is kept open is used by both")
	void keepOpen() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start(); Connections connections = Connections.tcp()) {
			get(child.send("write child", Handle.of(connections.server()).keepOpen()));
			assertThat(Connections.read(connections.client(), 5)).isEqualTo("child");
			assertThat(connections.server().isOpen()).isTrue();
			write(connections.server(), "parent");
			connections.server().close();
			assertThat(readAll(connections.client())).isEqualTo("parent");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-closed-channel-segfault.js: "
			+ "what a program that ends has not taken fails, and is closed")
	void receiverEnds() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start();
				Connections first = Connections.tcp();
				Connections second = Connections.tcp()) {
			get(child.send("write first", first.server()));
			child.send("halt");
			SentMessage sent = child.send("write second", second.server());
			// It may have been received, but not used.
			assertThat(sent.handle((done, ex) -> ex == null || ex instanceof HandleNotReceivedException))
				.succeedsWithin(LIMIT)
				.isEqualTo(true);
			assertThat(readAll(second.client())).isEmpty();
			assertThat(readAll(first.client())).isEqualTo("first");
			get(child.onClose());
			assertThat(child.isConnected()).isFalse();
			assertThat(second.server().isOpen()).isFalse();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-http-socket-leak.js: a program completes the response")
	void httpResponse() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start(); Connections connections = Connections.tcp()) {
			write(connections.client(), "GET / HTTP/1.0\r\n\r\n");
			assertThat(Connections.read(connections.server(), 18)).endsWith("\r\n\r\n");
			try (Selector selector = Selector.open()) {
				connections.server().configureBlocking(false);
				SelectionKey key = connections.server().register(selector, SelectionKey.OP_READ);
				// What a server has to do with a connection before, in place of Node.
				assertThatIllegalStateException().isThrownBy(() -> child.send("write", connections.server()))
					.withMessageContaining("must not be registered with a selector");
				key.cancel();
				selector.selectNow();
			}
			get(child.send("write HTTP/1.0 200 OK\r\n\r\n", connections.server()));
			assertThat(readAll(connections.client())).isEqualTo("HTTP/1.0 200 OK\r\n\r\n");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-net-send.js: a connection of a program is used here")
	void connectionOfTheProgram() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				ServerSocketChannel server = server()) {
			child.send("connect " + port(server));
			try (SocketChannel accepted = server.accept(); SocketChannel socket = mailbox.take().socket()) {
				write(accepted, "hello");
				accepted.close();
				assertThat(readAll(socket)).isEqualTo("hello");
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-send-deadlock.js: sockets that are sent in both directions at once all arrive")
	void bothDirections() throws Exception {
		int count = 150;
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				ServerSocketChannel server = ServerSocketChannel.open()
					.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2 * count)) {
			child.send("many " + count + " " + port(server));
			List<SentMessage> sent = new ArrayList<>();
			List<SocketChannel> accepted = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				SocketChannel one = server.accept();
				accepted.add(one);
				sent.add(child.send("write to " + i, Handle.of(one).keepOpen()));
			}
			for (int i = 0; i < count; i++) {
				Mailbox.Mail mail = mailbox.take();
				assertThat(mail.message()).isEqualTo("socket " + i);
				mail.socket().close();
				get(sent.get(i));
				accepted.get(i).close();
			}
			assertThat(mailbox.next()).isEqualTo("all sent");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-send-handle-twice.js: the same socket twice arrives twice while it is open")
	void twice() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start(); Connections connections = Connections.tcp()) {
			get(child.send("write first,", Handle.of(connections.server()).keepOpen()));
			get(child.send("write second", connections.server()));
			assertThatIllegalStateException().isThrownBy(() -> child.send("write third", connections.server()))
				.withMessageContaining("must be open but is closed");
			assertThat(readAll(connections.client())).isEqualTo("first,second");
		}
	}

	@Test
	@DisplayName("test/sequential/test-cluster-send-handle-large-payload.js: a large message keeps its handle, both ways")
	void largeMessage() throws Exception {
		String payload = "a".repeat(800_004);
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				Connections connections = Connections.tcp()) {
			get(child.send("return " + payload, connections.server()));
			Mailbox.Mail mail = mailbox.take();
			assertThat(mail.message()).isEqualTo(payload);
			try (SocketChannel returned = mail.socket()) {
				Connections.assertCarries(connections.client(), returned, "there and back");
			}
		}
	}

	@Test
	@DisplayName("test/sequential/test-cluster-send-handle-large-payload.js: a large message keeps its handle, to Node and back")
	void largeMessageOfNode() throws Exception {
		String payload = "ä".repeat(400_002);
		try (ForkedProcess child = forkNode("process.on('message', (text, socket) => process.send(text, socket));")
			.start(); Mailbox mailbox = Mailbox.of(child); Connections connections = Connections.tcp()) {
			get(child.send(payload, connections.server()));
			Mailbox.Mail mail = mailbox.take();
			assertThat(mail.message()).isEqualTo(payload);
			try (SocketChannel returned = mail.socket()) {
				Connections.assertCarries(connections.client(), returned, "there and back");
			}
		}
	}

	@Test
	@DisplayName("test/sequential/test-child-process-pass-fd.js: sockets of many programs at once arrive alive")
	void manyPrograms() throws Exception {
		int count = 16;
		String program = """
				const net = require('net');
				const socket = net.connect(+process.argv[2], '127.0.0.1', () => {
				  process.send('handle', socket, () => process.disconnect());
				});
				""";
		Path script = script("program.js", program);
		List<ForkedProcess> children = new ArrayList<>();
		List<Mailbox> mailboxes = new ArrayList<>();
		try (ServerSocketChannel server = ServerSocketChannel.open()
			.bind(new InetSocketAddress("127.0.0.1", 0), count)) {
			for (int i = 0; i < count; i++) {
				children.add(this.processes.fork(script).args("" + port(server)).start());
				mailboxes.add(Mailbox.of(children.get(i)));
			}
			List<SocketChannel> accepted = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				accepted.add(server.accept());
			}
			List<SocketChannel> received = new ArrayList<>();
			for (Mailbox mailbox : mailboxes) {
				received.add(mailbox.take().socket());
			}
			for (SocketChannel one : accepted) {
				write(one, "hello");
				one.close();
			}
			for (SocketChannel one : received) {
				assertThat(readAll(one)).isEqualTo("hello");
				one.close();
			}
		}
		finally {
			children.forEach(ForkedProcess::close);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-server-close.js: a listener closes when its connection was handed on")
	void serverCloses() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start(); Connections connections = Connections.tcp()) {
			SocketAddress address = connections.listener().getLocalAddress();
			get(child.send("write hello", connections.server()));
			connections.listener().close();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> SocketChannel.open(address));
			assertThat(readAll(connections.client())).isEqualTo("hello");
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-child-process-connect-reset.js: clients of a program that is killed see no more than a reset")
	void killedServer() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				ServerSocketChannel server = server()) {
			SocketAddress address = server.getLocalAddress();
			get(child.send("keep", server));
			assertThat(mailbox.next()).isEqualTo("kept");
			try (SocketChannel client = SocketChannel.open(address)) {
				child.kill(Signal.SIGKILL);
				assertThat(exit(child).signal()).contains(Signal.SIGKILL);
				try {
					assertThat(readAll(client)).isEmpty();
				}
				catch (IOException ex) {
					assertThat(ex).hasMessageContaining("reset");
				}
			}
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> SocketChannel.open(address));
		}
	}

	@Test
	@DisplayName("test/parallel/test-listen-fd-server.js: a program serves after the listener was closed here")
	void servesAlone() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start(); ServerSocketChannel server = server()) {
			SocketAddress address = server.getLocalAddress();
			get(child.send("keep", server));
			assertThat(server.isOpen()).isFalse();
			child.send("accept alone");
			try (SocketChannel client = SocketChannel.open(address)) {
				assertThat(readAll(client)).isEqualTo("alone");
			}
			get(child.disconnect());
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-listen-fd-detached.js: a detached program serves when this one is gone")
	void detached() throws Exception {
		servesWithoutParent("ignore");
	}

	@Test
	@DisplayName("test/parallel/test-listen-fd-detached-inherit.js: the same with the streams of this process")
	void detachedWithStreams() throws Exception {
		servesWithoutParent("inherit");
	}

	private void servesWithoutParent(String stdio) throws Exception {
		try (ForkedProcess middle = fork(HandleChild.Giving.class, stdio).start();
				Mailbox mailbox = Mailbox.of(middle)) {
			String[] portAndPid = String.valueOf(mailbox.next()).split(" ");
			get(middle.onExit());
			for (int i = 0; i < 2; i++) {
				try (SocketChannel client = SocketChannel
					.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(portAndPid[0])))) {
					assertThat(readAll(client)).isEqualTo(portAndPid[1]);
				}
			}
			await().until(() -> !Children.isRunning(Long.parseLong(portAndPid[1])));
		}
	}

	@Test
	@DisplayName("test/parallel/test-listen-fd-ebadf.js: a descriptor that is no listener is not taken for one")
	void noListener() throws Exception {
		try (ForkedProcess child = fork(HandleChild.class).start();
				Mailbox mailbox = Mailbox.of(child);
				FileChannel file = FileChannel.open(Files.createFile(this.directory.resolve("file")))) {
			get(child.send("server-of-file", file));
			assertThat(String.valueOf(mailbox.next())).contains("'type' must be FileChannel or Fd");
		}
		Fd closed = Fd.read(Path.of("/dev/null"));
		closed.close();
		assertThatIllegalStateException().isThrownBy(() -> Handle.of(closed));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> JdkChannels.serverSocketChannel(closed));
	}

	@Test
	@DisplayName("test/parallel/test-net-listen-fd0.js: neither is what stands for stdin")
	void stdinIsNoListener() throws Exception {
		Fd stdin = Fd.read(Path.of("/dev/null"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> JdkChannels.serverSocketChannel(stdin));
		assertThat(stdin.isOpen()).isFalse();
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "tcp", "unix" })
	@DisplayName("test/parallel/test-net-server-listen-handle.js: listeners of TCP and of the UNIX domain are taken")
	void listeners(String family) throws Exception {
		boolean tcp = "tcp".equals(family);
		SocketAddress address = tcp ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
				: UnixDomainSocketAddress.of(this.directory.resolve("socket"));
		try (ForkedProcess child = fork(HandleChild.class).start();
				ServerSocketChannel server = ServerSocketChannel
					.open(tcp ? StandardProtocolFamily.INET : StandardProtocolFamily.UNIX)) {
			server.bind(address);
			get(child.send("keep", Handle.of(server).keepOpen()));
			child.send("accept " + family);
			assertThat(talk(server)).isEqualTo(family);
		}
	}

}
