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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link FramesFormat}.
 */
class FramesFormatTests {

	private static final int LIMIT = 8 << 20;

	private final FramesFormat format = new FramesFormat(LIMIT, new JsonCodec());

	static List<@Nullable Object> values() {
		Map<Object, @Nullable Object> map = new LinkedHashMap<>();
		map.put("key", 1L);
		map.put(2, null);
		map.put("nested", List.of(Map.of("x", BigInteger.TEN)));
		return Arrays.asList(null, true, false, 0, -1, Integer.MAX_VALUE, Long.MIN_VALUE, 1.5, Double.NaN, 2.5f,
				BigInteger.ONE.shiftLeft(200), new BigDecimal("-12345678901234567890.123"), "", "text", "äöü 😀",
				"x".repeat(100_000), "ü".repeat(300_000), List.of(), List.of("a", 1, 2L, true), map);
	}

	@ParameterizedTest
	@MethodSource("values")
	void whatIsWrittenIsReadAgain(@Nullable Object value) throws Exception {
		assertThat(onlyMessage(encode(value)).as(Object.class)).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000, 65_535, 65_536, 65_537, 200_000, 3_000_000 })
	void bytesOfAnySizeAreReadAgain(int size) throws Exception {
		byte[] content = new byte[size];
		new Random(size).nextBytes(content);
		assertThat(onlyMessage(encode(content)).as(byte[].class)).isEqualTo(content);
		assertThat(onlyMessage(encode(ByteBuffer.wrap(content))).as(ByteBuffer.class))
			.isEqualTo(ByteBuffer.wrap(content));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000, 65_000, 65_531, 65_532, 65_536, 131_066, 131_067, 131_072, 3_000_000 })
	void bothSidesCountTheSame(int size) throws Exception {
		for (Object value : List.of(new byte[size], "x".repeat(size), List.of(new byte[size]))) {
			for (Envelope envelope : List.of(Envelope.PLAIN, new Envelope(Envelope.Purpose.REQUEST, 7, null))) {
				ByteSource source = this.format.message(value, envelope);
				Outgoing outgoing = Outgoing.note(source);
				MessageBody body = onlyMessage(bytes(source));
				Incoming incoming = new Incoming(1, envelope, body, null);
				assertThat(incoming.windowCost()).isEqualTo(outgoing.costOfReceiver());
			}
		}
	}

	@ParameterizedTest
	@MethodSource("values")
	void bothSidesCountTheSameForEachKindOfValue(@Nullable Object value) throws Exception {
		ByteSource source = this.format.message(value, Envelope.PLAIN);
		Outgoing outgoing = Outgoing.note(source);
		MessageBody body = onlyMessage(bytes(source));
		assertThat(new Incoming(1, Envelope.PLAIN, body, null).windowCost()).isEqualTo(outgoing.costOfReceiver());
		assertThat(source.again().weight()).isEqualTo(source.weight());
	}

	@Test
	void whatTakesTooMuchMemoryIsNeitherSentNorMade() throws Exception {
		List<?> maps = Collections.nCopies(20_000, Map.of());
		FramesFormat narrow = new FramesFormat(200_000, new JsonCodec());
		assertThatIllegalArgumentException().isThrownBy(() -> narrow.message(maps, Envelope.PLAIN))
			.withMessageContaining("'message' must take at most 1048576 bytes of memory beside its content but takes")
			.withMessageContaining("send it in parts");
		ByteBuffer sent = ByteBuffer.wrap(encode(maps));
		assertThat(sent.remaining()).isLessThan(200_000);
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> narrow.decode(sent, List.of(), mock(MessageFormat.Receiver.class)))
			.withMessageContaining("The values of the message take more than 1048576 bytes");
	}

	@Test
	void objectsCountWithWhatTheyTake() throws Exception {
		MessageBody maps = onlyMessage(encode(Collections.nCopies(1000, Map.of())));
		assertThat(maps.memory()).isGreaterThan(10 * maps.size());
		MessageBody keys = onlyMessage(encode(Map.of(1, 2, 3, 4)));
		assertThat(keys.memory()).isGreaterThan(2 * 48 + 4 * 16);
		MessageBody bytes = onlyMessage(encode(new byte[100_000]));
		assertThat(bytes.memory()).isBetween(bytes.size(), bytes.size() + 100);
	}

	@Test
	void recordsCarryTheirNameAndBeansInListsBecomeMaps() throws Exception {
		MessageBody body = onlyMessage(encode(new Job("a", 3)));
		assertThat(body.type()).isEqualTo(Job.class.getName());
		assertThat(body.rank(Job.class)).isEqualTo(MessageBody.EXACT);
		assertThat(body.rank(Renamed.class)).isEqualTo(MessageBody.NO_MATCH);
		assertThat(body.as(Job.class)).isEqualTo(new Job("a", 3));
		assertThat(onlyMessage(encode(List.of(new Job("b", 1)))).as(List.class))
			.isEqualTo(List.of(Map.of("path", "b", "size", 1)));
		assertThat(onlyMessage(encode(new Renamed(1))).type()).isEqualTo("renamed");
		assertThat(onlyMessage(encode(new Empty())).as(Empty.class)).isEqualTo(new Empty());
	}

	@Test
	void requestsAndAnswersKeepTheirNumbers() throws Exception {
		Collected collected = decode(bytes(this.format.message("x", new Envelope(Envelope.Purpose.REQUEST, 7, null))),
				bytes(this.format.message("y", new Envelope(Envelope.Purpose.ANSWER, 1L << 40, null))));
		assertThat(collected.envelopes).extracting(Envelope::purpose)
			.containsExactly(Envelope.Purpose.REQUEST, Envelope.Purpose.ANSWER);
		assertThat(collected.envelopes).extracting(Envelope::id).containsExactly(7L, 1L << 40);
	}

	@Test
	void handlesAreAnnouncedAlsoByLargeMessages() throws Exception {
		Envelope.HandleTag tag = new Envelope.HandleTag(5, 2);
		Collected collected = decode(
				bytes(this.format.message("x".repeat(500_000), new Envelope(Envelope.Purpose.MESSAGE, 0, tag))));
		assertThat(collected.envelopes).extracting(Envelope::handle).containsExactly(tag);
	}

	@Test
	void notesComeThroughAndPassLargeMessages() throws Exception {
		MessageFormat.Note note = new MessageFormat.Note(MessageFormat.Note.Kind.HANDLED, 3,
				new MessageFormat.Failure("a.B", "text"));
		ByteSource message = this.format.message("x".repeat(200_000), Envelope.PLAIN);
		ByteBuffer stream = ByteBuffer.allocate(400_000);
		message.copyTo(stream.limit(MessageFrames.HEAD + MessageFrames.MAX_PAYLOAD));
		assertThat(message.atBoundary()).isTrue();
		this.format.note(note).copyTo(stream.limit(stream.capacity()));
		assertThat(message.copyTo(stream)).isTrue();
		Collected collected = decode(Arrays.copyOf(stream.array(), stream.position()));
		assertThat(collected.notes).containsExactly(note);
		assertThat(collected.bodies).hasSize(1);
	}

	@Test
	void whatIsCutAnywhereIsReadAllTheSame() throws Exception {
		byte[] stream = concat(encode("one"), encode("x".repeat(70_000)), encode(3));
		Random random = new Random(1);
		Collected collected = new Collected();
		ByteBuffer input = ByteBuffer.allocateDirect(256 * 1024);
		for (int at = 0; at < stream.length;) {
			int count = Math.min(1 + random.nextInt(3000), stream.length - at);
			input.put(stream, at, count).flip();
			this.format.decode(input, List.of(), collected);
			input.compact();
			at += count;
		}
		assertThat(collected.bodies).hasSize(3);
		assertThat(collected.bodies.get(2).as(Integer.class)).isEqualTo(3);
	}

	@Test
	void whatContainsItselfIsRefused() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertThatIllegalArgumentException().isThrownBy(() -> encode(list)).withMessageContaining("contain itself");
	}

	@Test
	void whatIsNoValueIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> encode(new Object()))
			.withMessageContaining("'message' must be")
			.withMessageContaining("java.lang.Object");
		Runnable lambda = () -> {
		};
		assertThatIllegalArgumentException().isThrownBy(() -> encode(lambda)).withMessageContaining("'message'");
		assertThatIllegalArgumentException().isThrownBy(() -> encode(new IllegalStateException()))
			.withMessageContaining("'message'");
	}

	@Test
	void whatIsLargerThanTheLimitIsRefusedOnBothSides() {
		assertThatIllegalArgumentException().isThrownBy(() -> encode(new byte[LIMIT]))
			.withMessageContaining(String.valueOf(LIMIT));
		byte[] large = bytes(new FramesFormat(2L * LIMIT, new JsonCodec()).message(new byte[LIMIT], Envelope.PLAIN));
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode(large))
			.withMessageContaining("at most " + LIMIT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000 02 01 0000", "00010001 01 01 0000", "ffffffff 01 01 0000", "00000000 01 63 0000",
			"00000000 01 01 0000", "00000001 01 01 0000 63", "00000000 01 02 0000", "00000000 01 04 0000",
			"00000005 01 01 0000 09 00000001", "00000005 01 01 0000 0b 7fffffff", "00000005 01 01 0000 0a ffffffff",
			"00000002 01 01 0000 00 00", "00000004 01 01 0002 00000000", "00000009 01 01 0008 0000000000000000 00",
			"00000005 01 01 0000 07 00000000", "00000003 01 01 0001 000000", "00000005 01 01 0001 00000000 00" })
	void whatIsMalformedIsRefused(String frame) {
		String hex = frame.replace(" ", "");
		byte[] bytes = new byte[hex.length() / 2];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
		}
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode(bytes));
	}

	private byte[] encode(@Nullable Object value) {
		return bytes(this.format.message(value, Envelope.PLAIN));
	}

	private static byte[] bytes(ByteSource source) {
		// In odd pieces, as the socket may take it.
		ByteBuffer all = ByteBuffer.allocate((int) source.size() + 1024);
		ByteBuffer piece = ByteBuffer.allocate(10_007);
		while (!source.copyTo(piece)) {
			all.put(piece.flip());
			piece.clear();
		}
		all.put(piece.flip());
		return Arrays.copyOf(all.array(), all.position());
	}

	private static byte[] concat(byte[]... parts) {
		ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt((part) -> part.length).sum());
		Arrays.stream(parts).forEach(all::put);
		return all.array();
	}

	private MessageBody onlyMessage(byte[] stream) throws MalformedFrameException {
		Collected collected = decode(stream);
		assertThat(collected.bodies).hasSize(1);
		return collected.bodies.get(0);
	}

	private Collected decode(byte[]... stream) throws MalformedFrameException {
		Collected collected = new Collected();
		ByteBuffer input = ByteBuffer.wrap(concat(stream));
		new FramesFormat(LIMIT, new JsonCodec()).decode(input, List.of(), collected);
		assertThat(input.remaining()).isZero();
		return collected;
	}

	record Job(String path, int size) {
	}

	record Empty() {
	}

	@MessageType("renamed")
	record Renamed(int x) {
	}

	private static final class Collected implements MessageFormat.Receiver {

		private final List<Envelope> envelopes = new ArrayList<>();

		private final List<MessageBody> bodies = new ArrayList<>();

		private final List<MessageFormat.Note> notes = new ArrayList<>();

		@Override
		public void message(Envelope envelope, MessageBody body, @Nullable Fd descriptor) {
			this.envelopes.add(envelope);
			this.bodies.add(body);
		}

		@Override
		public void failure(long id, MessageFormat.Failure failure) {
		}

		@Override
		public void note(MessageFormat.Note note) {
			this.notes.add(note);
		}

		@Override
		public void question(MessageFormat.SocketQuestion question) {
			throw new AssertionError(question);
		}

	}

}
