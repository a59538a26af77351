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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.forkit.ipc.json.JsonCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NodeEncoder}.
 */
class NodeEncoderTests {

	private final NodeEncoder encoder = new NodeEncoder(new JsonCodec());

	@Test
	void aMessageIsALine() {
		assertThat(text(this.encoder.encode(Map.of("a", "b\n")))).isEqualTo("{\"a\":\"b\\n\"}\n");
		assertThat(text(this.encoder.encode(null))).isEqualTo("null\n");
		assertThat(text(this.encoder.encode(new Command("start")))).isEqualTo("{\"cmd\":\"start\"}\n");
	}

	@Test
	void aHandleIsAnnouncedInTheWordsOfNode() {
		assertThat(text(this.encoder.encodeHandle(NodeHandleType.SERVER, "", List.of(1), "", null)))
			.isEqualTo("{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Server\",\"msg\":[1]}\n");
		assertThat(text(this.encoder.encodeHandle(NodeHandleType.DATAGRAM, "", "x", "", "udp6")))
			.isEqualTo("{\"cmd\":\"NODE_HANDLE\",\"type\":\"dgram.Socket\",\"msg\":\"x\",\"dgramType\":\"udp6\"}\n");
	}

	@Test
	void answersAreThoseOfNode() {
		assertThat(text(this.encoder.encodeHandleAck())).isEqualTo("{\"cmd\":\"NODE_HANDLE_ACK\"}\n");
		assertThat(text(this.encoder.encodeHandleNack())).isEqualTo("{\"cmd\":\"NODE_HANDLE_NACK\"}\n");
		assertThat(text(this.encoder.encodeSocketCount("6::::0\"", 3)))
			.isEqualTo("{\"cmd\":\"NODE_SOCKET_COUNT\",\"key\":\"6::::0\\\"\",\"count\":3}\n");
		assertThat(text(this.encoder.encodeAllSocketsClosed("k")))
			.isEqualTo("{\"cmd\":\"NODE_SOCKET_ALL_CLOSED\",\"key\":\"k\"}\n");
	}

	@Test
	void aMessageThatNodeWouldTakeForItsOwnIsRefused() {
		List<Object> messages = List.of(Map.of("cmd", "NODE_HANDLE"), new Command("NODE_X"));
		for (Object message : messages) {
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.encoder.encode(message))
				.withMessageContaining("'message' of class " + message.getClass().getName())
				.withMessageContaining("Values that begin with 'NODE_' are for Node itself: use another one");
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> this.encoder.encodeHandle(NodeHandleType.SOCKET, "", message, "", null));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "NODE_", "node_x", "xNODE_x", "" })
	void otherCommandsAreForTheListeners(String command) {
		assertThat(text(this.encoder.encode(new Command(command)))).isEqualTo("{\"cmd\":\"" + command + "\"}\n");
		Map<String, Object> inner = Map.of("a", Map.of("cmd", "NODE_HANDLE"));
		assertThat(text(this.encoder.encode(inner))).isEqualTo("{\"a\":{\"cmd\":\"NODE_HANDLE\"}}\n");
		assertThat(text(this.encoder.encode("\"cmd\":\"NODE_HANDLE\"")))
			.isEqualTo("\"\\\"cmd\\\":\\\"NODE_HANDLE\\\"\"\n");
	}

	@Test
	void whatCannotBeSentIsNamedWithWhatCan() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.encoder.encode(new Object()))
			.withMessageStartingWith("'message' of class java.lang.Object cannot be sent as JSON: ")
			.withMessageEndingWith("Strings, numbers, booleans, null, byte[], ByteBuffer, collections, arrays, maps, "
					+ "records and beans can be");
	}

	@Test
	void theNameOfAClassGoesWithItWhereverItIs() {
		NodeFormat format = new NodeFormat(1000, new JsonCodec());
		Envelope.HandleTag tag = new Envelope.HandleTag(1, HandleKind.SOCKET.ordinal());
		String named = "{\"type\":\"re\\\"named\",\"cmd\":\"x\"}";
		String handle = "{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Socket\",\"msg\":";
		for (var expected : Map
			.of(Envelope.PLAIN, named, new Envelope(Envelope.Purpose.REQUEST, 7, null),
					"{\"$request\":7,\"body\":" + named + "}", new Envelope(Envelope.Purpose.ANSWER, 7, null),
					"{\"$reply\":7,\"body\":" + named + "}", new Envelope(Envelope.Purpose.MESSAGE, 0, tag),
					handle + named + "}", new Envelope(Envelope.Purpose.REQUEST, 7, tag),
					handle + "{\"$request\":7,\"body\":" + named + "}}")
			.entrySet()) {
			byte[] line = RawPeer.bytes(format.message(new Renamed("x"), expected.getKey()));
			assertThat(text(line)).isEqualTo(expected.getValue() + "\n");
		}
		assertThat(text(this.encoder.encode(new Empty()))).isEqualTo("{\"type\":\"empty\"}\n");
	}

	@Test
	void aNameThatCannotBeToldFromAPropertyIsRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.encoder.encode(new Typed("a")))
			.withMessageStartingWith("'message' of class " + Typed.class.getName() + " has a property 'type'");
		assertThat(text(this.encoder.encode(Map.of("type", "a")))).isEqualTo("{\"type\":\"a\"}\n");
	}

	@Test
	void aNameThatCannotBeIsRefused() {
		for (Object message : List.of(new Umlaut("a"), new Nameless("a"))) {
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.encoder.encode(message))
				.withMessageStartingWith("@MessageType of class " + message.getClass().getName()
						+ " must have 1 to 255 printable characters of ASCII but is '");
		}
	}

	private static String text(byte[] line) {
		return new String(line, StandardCharsets.UTF_8);
	}

	record Command(String cmd) {
	}

	@MessageType("re\"named")
	record Renamed(String cmd) {
	}

	@MessageType("empty")
	record Empty() {
	}

	@MessageType("typed")
	record Typed(String type) {
	}

	@MessageType("größe")
	record Umlaut(String name) {
	}

	@MessageType("")
	record Nameless(String name) {
	}

}
