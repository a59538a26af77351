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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.forkit.ipc.ChannelClosedException;
import io.forkit.ipc.ChannelEnd;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.SentMessage;
import io.forkit.ipc.WireFormat;
import io.forkit.process.ForkedProcess;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Node's tests of messages, and of the end of the channel.
 */
class NodeIpcTests extends AbstractChannelTests {

	private static final String ECHO = "process.on('message', (message) => process.send(message));";

	@Test
	@DisplayName("test/parallel/test-child-process-disconnect.js: both sides are told, and the program ends by itself")
	void disconnect() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "disconnect").silent().start();
				Mailbox mailbox = Mailbox.of(child)) {
			assertThat(mailbox.next()).isEqualTo("ready");
			assertThat(child.isConnected()).isTrue();
			CompletableFuture<Boolean> connected = child.onDisconnect().thenApply((end) -> child.isConnected());
			CompletableFuture<ChannelEnd> end = child.disconnect();
			assertThat(child.isConnected()).isFalse();
			// Node makes an error of the second time.
			assertThat(get(child.disconnect())).isSameAs(get(end));
			assertThat(get(end).cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(get(connected)).isFalse();
			assertThat(new String(child.stdout().readAllBytes(), StandardCharsets.UTF_8))
				.isEqualTo("disconnected false\n");
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-disconnect.js: the program can disconnect as well")
	void disconnectOfTheProgram() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "disconnect").silent().start()) {
			child.send("disconnect");
			assertThat(get(child.onDisconnect()).cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(child.isConnected()).isFalse();
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-send-after-close.js: a message is refused, without an exception")
	void sendAfterClose() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "nothing").start()) {
			get(child.onClose());
			SentMessage sent = child.send("too late");
			assertThat(sent).failsWithin(LIMIT)
				.withThrowableThat()
				.havingRootCause()
				.isInstanceOf(ChannelClosedException.class)
				.withMessageMatching("The channel is closed: the other process has ended or disconnected "
						+ "\\(ForkChild, pid \\d+, exit code 0\\)");
			assertThat(child.trySend("too late")).isFalse();
			assertThat(child.request("too late", String.class)).failsWithin(LIMIT);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-send-type-error.js: what cannot be sent is refused, with what can")
	void typeErrors() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "wait").start()) {
			assertThatIllegalArgumentException().isThrownBy(() -> child.send("msg", "no handle"))
				.withMessageContaining("ServerSocketChannel, SocketChannel, DatagramChannel or FileChannel")
				.withMessageContaining("java.lang.String");
			assertThatIllegalArgumentException().isThrownBy(() -> child.send("msg", null));
			assertThatIllegalArgumentException().isThrownBy(() -> child.send(new Object()));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-internal.js: what Node keeps for itself is refused, and nothing else")
	void internalMessages() throws Exception {
		Map<String, String> internal = Map.of("cmd", "NODE_bar");
		Map<String, String> plain = Map.of("cmd", "fooNODE_");
		try (ForkedProcess child = forkNode(ECHO).start(); Mailbox mailbox = Mailbox.of(child)) {
			assertThatIllegalArgumentException().isThrownBy(() -> child.send(internal))
				.withMessageContaining("'cmd' with the value 'NODE_bar'");
			child.send(plain);
			assertThat(mailbox.next()).isEqualTo(plain);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-internal.js: what a program says to Node reaches no listener")
	void internalMessagesOfTheProgram() throws Exception {
		String program = "process.send({cmd: 'NODE_bar'}); process.send({cmd: 'fooNODE_'});";
		try (ForkedProcess child = forkNode(program).start(); Mailbox mailbox = Mailbox.of(child)) {
			assertThat(mailbox.next()).isEqualTo(Map.of("cmd", "fooNODE_"));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-internal.js: between JVMs no message is internal")
	void noInternalMessages() throws Exception {
		Map<String, String> message = Map.of("cmd", "NODE_bar");
		try (ForkedProcess child = fork(ForkChild.class, "echo").start(); Mailbox mailbox = Mailbox.of(child)) {
			child.send(message);
			assertThat(mailbox.next()).isEqualTo(message);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-ipc-next-tick.js: a listener that throws each time gets all messages")
	void throwingListener() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "throw").start(); Mailbox mailbox = Mailbox.of(child)) {
			for (int i = 0; i < 10; i++) {
				child.send(i);
			}
			for (int i = 0; i < 10; i++) {
				assertThat(mailbox.next()).isEqualTo("no " + i);
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-advanced-serialization-largebuffer.js: large messages arrive whole and in order")
	void largeMessages() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "echo").start(); Mailbox mailbox = Mailbox.of(child)) {
			for (int i = 0; i < 4; i++) {
				child.send(filled(8 * 1024 * 1024, i));
			}
			for (int i = 0; i < 4; i++) {
				assertThat(Arrays.equals((byte[]) mailbox.next(), filled(8 * 1024 * 1024, i))).isTrue();
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-advanced-serialization-splitted-length-field.js: "
			+ "messages that end anywhere in a read all arrive")
	void splitHeads() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "echo").start(); Mailbox mailbox = Mailbox.of(child)) {
			for (int i = 0; i < 40; i++) {
				get(child.send(filled(65_500 + i, i)));
			}
			for (int i = 0; i < 40; i++) {
				assertThat((byte[]) mailbox.next()).isEqualTo(filled(65_500 + i, i));
			}
		}
	}

	private static byte[] filled(int size, int value) {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, (byte) value);
		return bytes;
	}

	@Test
	@DisplayName("test/parallel/test-child-process-advanced-serialization.js: values of all kinds come back as they are")
	void kindsOfValues() throws Exception {
		List<Object> values = List.of(new byte[] { 1, 2, 3 }, Map.of("a", List.of(1, 2L, 3.5)),
				BigInteger.ONE.shiftLeft(200), Long.MIN_VALUE, 1, -0.0, Double.NaN, true, "ä\ud83d\ude00",
				List.of("x", List.of()));
		try (ForkedProcess child = fork(ForkChild.class, "echo").start(); Mailbox mailbox = Mailbox.of(child)) {
			child.send(null);
			values.forEach(child::send);
			assertThat(mailbox.next()).isNull();
			for (Object value : values) {
				assertThat(mailbox.next()).isEqualTo(value);
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-advanced-serialization.js: circles are refused, and Node has only one format")
	void circlesAndFormats() throws Exception {
		List<Object> circle = new ArrayList<>();
		circle.add(circle);
		try (ForkedProcess child = fork(ForkChild.class, "echo").start(); Mailbox mailbox = Mailbox.of(child)) {
			assertThatIllegalArgumentException().isThrownBy(() -> child.send(circle));
			// The channel has not noticed.
			child.send("next");
			assertThat(mailbox.next()).isEqualTo("next");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> forkNode("").wireFormat(WireFormat.FRAMES))
			.withMessageContaining("'format' must be JSON");
		assertThatIllegalArgumentException().isThrownBy(() -> fork(ForkChild.class).wireFormat(null));
	}

	@Test
	@DisplayName("doc/api/child_process.md#subprocesssendmessage-sendhandle-options-callback: "
			+ "what is sent before anybody listens is kept")
	void kept() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "report").start()) {
			assertThat(exit(child).code()).hasValue(0);
			MessageChannel channel = child.messageChannel();
			assertThat(channel.isConnected()).isFalse();
			try (Mailbox mailbox = Mailbox.of(child)) {
				assertThat(mailbox.next()).isInstanceOf(Map.class);
			}
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> child.send("too late").join());
		}
	}

}
