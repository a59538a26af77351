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

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NodeDecoder}.
 */
class NodeDecoderTests {

	private static final int MAX_LENGTH = 20_000;

	private final NodeDecoder decoder = new NodeDecoder(MAX_LENGTH);

	private final List<NodePacket> packets = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 8, 9, 64, 100_000 })
	void linesArriveInPiecesOfAnySize(int size) throws MalformedFrameException {
		List<String> lines = List.of("1", "\"ä€\ud83d\ude00\"", "[]", "\"" + "ä".repeat(6000) + "\"", "{\"a\":1}",
				"\"" + "x".repeat(8000) + "\"", "null");
		byte[] bytes = bytes(String.join("\n", lines) + "\n");
		for (int from = 0; from < bytes.length; from += size) {
			ByteBuffer piece = ByteBuffer.allocateDirect(size);
			piece.put(bytes, from, Math.min(size, bytes.length - from)).flip();
			this.decoder.decode(piece, this.packets::add);
			assertThat(piece.remaining()).isZero();
		}
		assertThat(this.packets).extracting((packet) -> ((NodePacket.Message) packet).json().toString())
			.containsExactlyElementsOf(lines);
		assertThat(this.decoder.isInsideLine()).isFalse();
	}

	@Test
	void aLineIsGivenAsSoonAsItIsComplete() throws MalformedFrameException {
		decode("{\"a\":");
		assertThat(this.packets).isEmpty();
		assertThat(this.decoder.isInsideLine()).isTrue();
		decode("1}");
		assertThat(this.packets).isEmpty();
		decode("\n2");
		assertThat(this.packets).hasSize(1);
		assertThat(this.decoder.isInsideLine()).isTrue();
	}

	@Test
	void aPacketStaysWhenMoreArrives() throws MalformedFrameException {
		decode("\"fir");
		decode("st\"\n\"sec");
		decode("ond\"\n12345");
		decode("678\n");
		assertThat(this.packets).extracting(Object::toString)
			.containsExactly("Message[json=\"first\"]", "Message[json=\"second\"]", "Message[json=12345678]");
	}

	@Test
	void aConsumerThatThrowsLosesNothingElse() throws MalformedFrameException {
		ByteBuffer input = ByteBuffer.wrap(bytes("1\n2\n"));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.decoder.decode(input, (packet) -> {
			throw new IllegalStateException();
		}));
		this.decoder.decode(input, this.packets::add);
		assertThat(this.packets).extracting(Object::toString).containsExactly("Message[json=2]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"cmd":"NODE_HANDLE_ACK"}                     | HandleAck[]
					{"x":1,"cmd":"NODE_HANDLE_NACK"}              | HandleNack[]
					{"cmd":"NODE_SOCKET_GET_COUNT","key":"k"}     | Internal[command=NODE_SOCKET_GET_COUNT, json={"cmd":"NODE_SOCKET_GET_COUNT","key":"k"}]
					{"cmd":"\\u004eODE_x"}                        | Internal[command=NODE_x, json={"cmd":"\\u004eODE_x"}]
					{"cmd":"a","cmd":"NODE_x"}                    | Internal[command=NODE_x, json={"cmd":"a","cmd":"NODE_x"}]
					{"cmd":"NODE_x","cmd":1}                      | Message[json={"cmd":"NODE_x","cmd":1}]
					{"cmd":"NODE_"}                               | Message[json={"cmd":"NODE_"}]
					{"cmd":"fooNODE_"}                            | Message[json={"cmd":"fooNODE_"}]
					{"a":{"cmd":"NODE_HANDLE"}}                   | Message[json={"a":{"cmd":"NODE_HANDLE"}}]
					["cmd","NODE_HANDLE"]                         | Message[json=["cmd","NODE_HANDLE"]]
					""")
	void linesAreToldApartAsNodeDoes(String line, String packet) throws MalformedFrameException {
		decode(line + "\n");
		assertThat(this.packets).singleElement().hasToString(packet);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"cmd":"NODE_HANDLE","type":"net.Server","msg":"x"}                            | Handle[type=SERVER, message="x", command=null, key=null, datagramType=null]
					{"cmd":"NODE_HANDLE","type":"net.Socket","msg":{"a":1},"key":"6::::0"}         | Handle[type=SOCKET, message={"a":1}, command=null, key=6::::0, datagramType=null]
					{"cmd":"NODE_HANDLE","type":"net.Native","msg":null}                           | Handle[type=NATIVE, message=null, command=null, key=null, datagramType=null]
					{"cmd":"NODE_HANDLE","type":"dgram.Socket","msg":1,"dgramType":"udp4"}         | Handle[type=DATAGRAM, message=1, command=null, key=null, datagramType=udp4]
					{"cmd":"NODE_HANDLE","type":"dgram.Native","msg":{"cmd":"NODE_CLUSTER"}}       | Handle[type=DATAGRAM_NATIVE, message={"cmd":"NODE_CLUSTER"}, command=NODE_CLUSTER, key=null, datagramType=null]
					{"cmd":"NODE_HANDLE","type":"new.Thing"}                                       | Handle[type=null, message=null, command=null, key=null, datagramType=null]
					{"cmd":"NODE_HANDLE","type":7,"key":[]}                                        | Handle[type=null, message=null, command=null, key=null, datagramType=null]
					""")
	void handlesAreRead(String line, String packet) throws MalformedFrameException {
		decode(line + "\n");
		assertThat(this.packets).singleElement().hasToString(packet);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "nope", "1 2", "\u0000", "\ufeff1" })
	void whatIsNoJsonIsMalformed(String line) {
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode("true\n" + line + "\n"))
			.withMessageStartingWith("The line is not JSON: ");
		assertThat(this.packets).hasSize(1);
	}

	@Test
	void deepNestingIsMalformed() {
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode("[".repeat(15_000) + "\n"))
			.withMessage("The line is not JSON: it is nested deeper than 500 levels");
	}

	@Test
	void aLineMayBeAsLongAsTheLimit() throws MalformedFrameException {
		String longest = "\"" + "x".repeat(MAX_LENGTH - 2) + "\"";
		decode(longest + "\n");
		decode(longest.substring(0, 10));
		decode(longest.substring(10));
		decode("\n");
		assertThat(this.packets).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 1000, 100_000 })
	void aLongerLineIsMalformedWhetherItEndsOrNot(int size) {
		byte[] bytes = bytes("\"" + "x".repeat(MAX_LENGTH - 1) + "\"\n");
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> {
			for (int from = 0; from < bytes.length - 1; from += size) {
				decode(Arrays.copyOfRange(bytes, from, Math.min(bytes.length - 1, from + size)));
			}
		}).withMessage("The line has more than the 20000 bytes that are allowed");
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> new NodeDecoder(MAX_LENGTH).decode(ByteBuffer.wrap(bytes), this.packets::add));
	}

	@Test
	void bytesThatAreNoTextAreReplaced() throws MalformedFrameException {
		decode(new byte[] { '"', (byte) 0xff, 'a', (byte) 0xe2, (byte) 0x82, '"', '\n' });
		assertThat(this.packets).singleElement().hasToString("Message[json=\"\ufffda\ufffd\"]");
		byte[] bytes = new byte[MAX_LENGTH];
		Arrays.fill(bytes, (byte) 0xff);
		bytes[0] = '"';
		bytes[MAX_LENGTH - 1] = '"';
		decode(bytes);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode("\n"))
			.withMessage("The line has more than the 20000 bytes that are allowed");
	}

	@Test
	void memoryIsTakenForWhatHasArrivedAlone() throws MalformedFrameException {
		int limit = 64 << 20;
		NodeDecoder large = new NodeDecoder(limit);
		ByteBuffer piece = ByteBuffer.allocateDirect(64 << 10);
		for (int i = 0; i < piece.capacity(); i++) {
			piece.put(i, (byte) 'x');
		}
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		large.decode(ByteBuffer.wrap(bytes("\"")), this.packets::add);
		int arrived = 1;
		while (arrived < limit - piece.capacity()) {
			piece.clear();
			large.decode(piece, this.packets::add);
			arrived += piece.capacity();
			// All arrays together: the last one has at most twice of what is needed.
			assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L * arrived + 100_000);
		}
		before = threads.getCurrentThreadAllocatedBytes();
		large.decode(ByteBuffer.wrap(bytes("\"\n")), this.packets::add);
		assertThat(this.packets).hasSize(1);
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
	}

	private void decode(String text) throws MalformedFrameException {
		decode(bytes(text));
	}

	private void decode(byte[] bytes) throws MalformedFrameException {
		this.decoder.decode(ByteBuffer.wrap(bytes), this.packets::add);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
