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

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.forkit.ipc.ChannelEnd;
import io.forkit.ipc.MessageType;
import io.forkit.ipc.RemoteFailureException;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.Connections;
import io.forkit.posix.Signal;
import io.forkit.process.ForkedProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with a Node program that this process has forked.
 */
class NodeChildTests extends AbstractChannelTests {

	/** Tells what a message is in JavaScript, and sends it back. */
	private static final String DESCRIBE = """
			process.on('message', (message, handle) => {
			  if (message && message.$request) {
			    const answer = { $reply: message.$request };
			    if (message.body === 'fail') answer.error = { message: 'no' };
			    else answer.body = { asked: message.body };
			    process.send(answer);
			    return;
			  }
			  process.send([typeof message, message]);
			});
			""";

	/** Serves whoever comes to a handle. */
	private static final String SERVE = """
			const dgram = require('dgram');
			process.on('message', (message, handle) => {
			  if (message === 'server') handle.on('connection', (socket) => socket.pipe(socket));
			  else if (message === 'socket') handle.pipe(handle);
			  else if (message === 'datagrams')
			    handle.on('message', (data, from) => handle.send(data, from.port, from.address));
			  process.send('took ' + message + ' ' + handle.constructor.name);
			});
			""";

	@Test
	void messagesOfEveryKindArriveAsWhatTheyAre() throws Exception {
		Map<String, Object> nested = new LinkedHashMap<>();
		nested.put("list", List.of(1, "two", List.of(), Map.of()));
		nested.put("null", null);
		Map<@Nullable Object, List<?>> expected = new LinkedHashMap<>();
		expected.put(null, Arrays.asList("object", null));
		expected.put(true, List.of("boolean", true));
		expected.put(-7, List.of("number", -7));
		expected.put(0.1, List.of("number", 0.1));
		expected.put(1e300, List.of("number", 1e300));
		expected.put(1L << 53, List.of("number", 1L << 53));
		expected.put("", List.of("string", ""));
		expected.put("\u0000\u2028ä€\ud83d\ude00\"\\", List.of("string", "\u0000\u2028ä€\ud83d\ude00\"\\"));
		expected.put(List.of(1, 2), List.of("object", List.of(1, 2)));
		expected.put(nested, List.of("object", nested));
		expected.put(new Point(1, 2.5), List.of("object", Map.of("x", 1, "y", 2.5)));
		expected.put(new Named("n"), List.of("object", Map.of("type", "named", "name", "n")));
		expected.put(new byte[] { 0, -1 }, List.of("object", Map.of("type", "Buffer", "data", List.of(0, 255))));
		try (ForkedProcess child = forkNode(DESCRIBE).start(); Mailbox mailbox = Mailbox.of(child)) {
			for (Map.Entry<@Nullable Object, List<?>> entry : expected.entrySet()) {
				child.send(entry.getKey());
				assertThat(mailbox.next()).isEqualTo(entry.getValue());
			}
			// JavaScript has no integers of that size.
			child.send(Long.MAX_VALUE);
			assertThat(((Number) ((List<?>) mailbox.next()).get(1)).doubleValue()).isEqualTo(0x1p63);
			child.send(BigInteger.ONE.shiftLeft(100));
			assertThat(((Number) ((List<?>) mailbox.next()).get(1)).doubleValue()).isEqualTo(0x1p100);
		}
	}

	@Test
	void messagesOfNodeAreRoutedByTheirKind() throws Exception {
		String program = """
				process.send(null); process.send(true); process.send(3.5); process.send('text');
				process.send([1, [2]]); process.send(Buffer.from([0, 255])); process.send({ type: 'named', name: 'n' });
				process.send({ x: 1, y: 2 }); process.send(12345678901234567890);
				""";
		try (ForkedProcess child = forkNode(program).start()) {
			StringBuffer seen = new StringBuffer();
			child.onMessage(Void.class, (nothing) -> seen.append("null "));
			child.onMessage(Boolean.class, (value) -> seen.append(value).append(' '));
			child.onMessage(Number.class, (value) -> seen.append(value.doubleValue()).append(' '));
			child.onMessage(String.class, (value) -> seen.append(value).append(' '));
			child.onMessage(List.class, (value) -> seen.append(value).append(' '));
			child.onMessage(byte[].class, (value) -> seen.append(Arrays.toString(value)).append(' '));
			child.onMessage(Named.class, (value) -> seen.append(value).append(' '));
			child.onMessage(Map.class, (value) -> seen.append(value).append(' '));
			get(child.onClose());
			assertThat(seen).hasToString(
					"null true 3.5 text [1, [2]] [0, -1] Named[name=n] {x=1, y=2} " + 12345678901234567890.0 + " ");
		}
	}

	@Test
	void largeMessagesAndTextThatIsSplitAnywhereComeBack() throws Exception {
		// Characters of one to four bytes, so that reads end inside of them.
		String unit = "aä€\ud83d\ude00";
		try (ForkedProcess child = forkNode("process.on('message', (message) => process.send(message));").start();
				Mailbox mailbox = Mailbox.of(child)) {
			for (int bytes : new int[] { 1024 * 1024, 64 * 1024 * 1024 }) {
				String text = unit.repeat(bytes / 10);
				child.send(text);
				assertThat(text.equals(mailbox.next())).isTrue();
			}
			for (int i = 0; i < 200; i++) {
				child.send("x".repeat(i) + unit.repeat(3000));
			}
			for (int i = 0; i < 200; i++) {
				assertThat(("x".repeat(i) + unit.repeat(3000)).equals(mailbox.next())).isTrue();
			}
		}
	}

	@Test
	void requestsAreAnsweredInBothDirections() throws Exception {
		String program = DESCRIBE + """
				process.prependListener('message', (message) => {
				  if (message.$reply) process.send(['answered', message.$reply, message.body, message.error]);
				});
				process.send({ $request: 17, body: { x: 1, y: 2 } });
				process.send({ $request: 18, body: 'fail' });
				""";
		try (ForkedProcess child = forkNode(program).start(); Mailbox mailbox = Mailbox.of(child)) {
			child.onMessage(Point.class, (point, exchange) -> exchange.send(point.x() + point.y()));
			child.onMessage(String.class, (text, exchange) -> exchange.fail(new IllegalStateException(text)));
			assertThat(get(child.request(List.of("q"), Map.class))).isEqualTo(Map.of("asked", List.of("q")));
			assertThat(child.request("fail", Map.class)).failsWithin(LIMIT)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(RemoteFailureException.class)
				.withMessageContaining("no");
		}
	}

	@Test
	void listenersConnectionsAndUdpSocketsServeRealClientsInNode() throws Exception {
		try (ForkedProcess child = forkNode(SERVE).start();
				Mailbox mailbox = Mailbox.of(child);
				Connections connections = Connections.tcp();
				DatagramChannel datagrams = Connections.udp();
				DatagramChannel client = DatagramChannel.open()) {
			InetSocketAddress address = (InetSocketAddress) connections.listener().getLocalAddress();
			InetSocketAddress udp = (InetSocketAddress) datagrams.getLocalAddress();
			get(child.send("socket", connections.server()));
			assertThat(mailbox.next()).isEqualTo("took socket Socket");
			Connections.assertCarries(connections.client(), connections.client(), "over the connection");
			get(child.send("server", connections.listener()));
			assertThat(mailbox.next()).isEqualTo("took server Server");
			try (SocketChannel socket = SocketChannel.open(address)) {
				Connections.assertCarries(socket, socket, "over the listener");
			}
			get(child.send("datagrams", datagrams));
			assertThat(mailbox.next()).isEqualTo("took datagrams Socket");
			client.send(StandardCharsets.UTF_8.encode("over UDP"), udp);
			ByteBuffer answer = ByteBuffer.allocate(100);
			assertThat(client.receive(answer)).isEqualTo(udp);
			assertThat(StandardCharsets.UTF_8.decode(answer.flip()).toString()).isEqualTo("over UDP");
		}
	}

	@Test
	void listenersAndConnectionsOfTheUnixDomainServeInNode() throws Exception {
		try (ForkedProcess child = forkNode(SERVE).start();
				Mailbox mailbox = Mailbox.of(child);
				Connections connections = Connections.unix(this.directory)) {
			UnixDomainSocketAddress address = (UnixDomainSocketAddress) connections.listener().getLocalAddress();
			get(child.send("socket", connections.server()));
			assertThat(mailbox.next()).isEqualTo("took socket Socket");
			Connections.assertCarries(connections.client(), connections.client(), "over the connection");
			get(child.send("server", connections.listener()));
			assertThat(mailbox.next()).isEqualTo("took server Server");
			try (SocketChannel socket = SocketChannel.open(address)) {
				Connections.assertCarries(socket, socket, "over the listener");
			}
		}
	}

	@Test
	void listenersConnectionsAndUdpSocketsOfNodeServeRealClientsHere() throws Exception {
		String program = """
				const net = require('net'); const dgram = require('dgram');
				const closing = (name, it) => process.send(name, it, () => it.close(() => process.send('closed')));
				const server = net.createServer();
				const accepting = net.createServer({ pauseOnConnect: true }, (socket) => process.send('socket', socket));
				const datagrams = dgram.createSocket('udp4');
				process.on('message', (message) => {
				  if (message === 'server') server.listen(0, '127.0.0.1', () => closing('server', server));
				  if (message === 'datagrams') datagrams.bind(0, '127.0.0.1', () => closing('datagrams', datagrams));
				  if (message === 'port')
				    accepting.listen(0, '127.0.0.1', () => process.send(accepting.address().port));
				});
				""";
		try (ForkedProcess child = forkNode(program).start(); Mailbox mailbox = Mailbox.of(child)) {
			child.send("server");
			try (ServerSocketChannel server = mailbox.take().server()) {
				// Node itself listens on, until it is told otherwise.
				assertThat(mailbox.next()).isEqualTo("closed");
				Connections.assertServes(server, server.getLocalAddress());
			}
			child.send("datagrams");
			DatagramChannel datagrams = mailbox.take().datagrams();
			assertThat(mailbox.next()).isEqualTo("closed");
			serve(datagrams);
			child.send("port");
			InetSocketAddress address = new InetSocketAddress("127.0.0.1",
					(Integer) Objects.requireNonNull(mailbox.next()));
			try (SocketChannel client = SocketChannel.open(address); SocketChannel socket = mailbox.take().socket()) {
				Connections.assertCarries(socket, client, "from here");
				Connections.assertCarries(client, socket, "to here");
			}
		}
	}

	private void serve(DatagramChannel datagrams) throws Exception {
		try (datagrams; DatagramChannel client = DatagramChannel.open(StandardProtocolFamily.INET)) {
			client.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			client.send(StandardCharsets.UTF_8.encode("hello"), datagrams.getLocalAddress());
			ByteBuffer received = ByteBuffer.allocate(100);
			assertThat(datagrams.receive(received)).isEqualTo(client.getLocalAddress());
			assertThat(received.position()).isEqualTo(5);
		}
	}

	@Test
	void eitherSideDisconnectsAfterAllWasSent() throws Exception {
		String program = """
				let received = 0;
				process.on('message', (message) => {
				  received++;
				  if (message === 'disconnect') { process.send('last'); process.disconnect(); }
				});
				process.on('disconnect', () => { process.exitCode = received; });
				""";
		for (boolean here : new boolean[] { true, false }) {
			try (ForkedProcess child = forkNode(program).start(); Mailbox mailbox = Mailbox.of(child)) {
				for (int i = 0; i < 49; i++) {
					child.send("x".repeat(10_000));
				}
				child.send(here ? "last" : "disconnect");
				if (here) {
					child.disconnect();
				}
				else {
					assertThat(mailbox.next()).isEqualTo("last");
				}
				get(child.onDisconnect());
				assertThat(exit(child).code()).hasValue(50);
			}
		}
	}

	@Test
	void aNodeProgramThatIsKilledInTheMiddleOfAMessageHarmsNothing() throws Exception {
		String program = """
				process.send('begin');
				process.send('x'.repeat(64 * 1024 * 1024));
				""";
		try (ForkedProcess child = forkNode(program).start();
				Mailbox mailbox = Mailbox.of(child);
				Connections connections = Connections.tcp()) {
			assertThat(mailbox.next()).isEqualTo("begin");
			child.kill(Signal.SIGSTOP);
			SentMessage large = child.send("y".repeat(8 * 1024 * 1024));
			SentMessage handle = child.send("handle", connections.server());
			child.kill(Signal.SIGKILL);
			assertThat(exit(child).signal()).contains(Signal.SIGKILL);
			assertThat(get(child.onDisconnect()).cause()).isEqualTo(ChannelEnd.Cause.PEER_GONE);
			assertThat(large).failsWithin(LIMIT);
			assertThat(handle).failsWithin(LIMIT);
			assertThat(readAll(connections.client())).isEmpty();
			assertThat(mailbox.size()).isLessThanOrEqualTo(1);
		}
	}

	record Point(double x, double y) {
	}

	@MessageType("named")
	record Named(String name) {
	}

}
