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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link FrameDecoder}.
 */
class FrameDecoderTests {

	private static final int MAX_PAYLOAD = 1000;

	private final FrameDecoder decoder = new FrameDecoder(MAX_PAYLOAD);

	private final List<Frame> frames = new ArrayList<>();

	private final List<Fd> opened = new ArrayList<>();

	@AfterEach
	void close() {
		this.decoder.close();
		this.opened.forEach(Fd::close);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 8, 9, 64, 10_000 })
	void framesArriveInPiecesOfAnySize(int size) throws IOException {
		byte[] bytes = concat(encoded(1, 0), encoded(200, 300), encoded(3, 1), encoded(255, MAX_PAYLOAD),
				encoded(0, 0));
		for (int from = 0; from < bytes.length; from += size) {
			decode(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
		}
		assertThat(this.frames).extracting(Frame::type).containsExactly(1, 200, 3, 255, 0);
		assertThat(this.frames).extracting((frame) -> frame.payload().length)
			.containsExactly(0, 300, 1, MAX_PAYLOAD, 0);
		assertThat(this.frames).allSatisfy(
				(frame) -> assertThat(frame.payload()).isEqualTo(payload(frame.type(), frame.payload().length)));
	}

	@Test
	void onlyTheGivenCountIsRead() throws IOException {
		byte[] bytes = concat(encoded(1, 5), encoded(2, 5));
		this.decoder.decode(bytes, bytes.length / 2, List.of(), false, this.frames::add);
		assertThat(this.frames).extracting(Frame::type).containsExactly(1);
	}

	@Test
	void aFrameIsGivenAsSoonAsItIsComplete() throws IOException {
		byte[] bytes = encoded(1, 5);
		decode(Arrays.copyOf(bytes, bytes.length - 1));
		assertThat(this.frames).isEmpty();
		decode(Arrays.copyOfRange(bytes, bytes.length - 1, bytes.length));
		assertThat(this.frames).hasSize(1);
	}

	@Test
	void aFrameThatIsTooLargeIsMalformed() {
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> decode(head(MAX_PAYLOAD + 1, 1, 1, 0)))
			.withMessage("The frame has 1001 bytes but at most 1000 are allowed");
	}

	@Test
	void aNegativeLengthIsMalformed() {
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode(head(-1, 1, 1, 0)))
			.withMessage("The frame has 4294967295 bytes but at most 1000 are allowed");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 255 })
	void anotherVersionIsMalformed(int version) {
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode(head(0, version, 1, 0)))
			.withMessage("The version of the frame is %d and not 1", version);
	}

	@Test
	void moreDescriptorsThanAMessageCanCarryAreMalformed() {
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode(head(0, 1, 1, 254)))
			.withMessage("The frame has 254 descriptors but at most 253 are allowed");
	}

	@Test
	void descriptorsThatWereAnnouncedButAreMissingAreMalformed() throws IOException {
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> decode(head(0, 1, 1, 2), List.of(fd()), false))
			.withMessage("The frame announces 2 descriptors but 1 have arrived");
		assertThat(this.frames).isEmpty();
	}

	@Test
	void descriptorsGoToTheFrameThatAnnouncesThem() throws IOException {
		Fd one = fd();
		Fd two = fd();
		Fd three = fd();
		decode(concat(head(0, 1, 1, 2), head(0, 1, 2, 0), head(0, 1, 3, 1)), List.of(one, two, three), false);
		assertThat(this.frames).extracting(Frame::fds).containsExactly(List.of(one, two), List.of(), List.of(three));
		assertThat(this.opened).allMatch(Fd::isOpen);
	}

	@Test
	void descriptorsWaitForTheRestOfTheirFrame() throws IOException {
		byte[] bytes = head(0, 1, 1, 1);
		Fd fd = fd();
		decode(Arrays.copyOf(bytes, 1), List.of(fd), false);
		decode(Arrays.copyOfRange(bytes, 1, bytes.length));
		assertThat(this.frames).singleElement().extracting(Frame::fds).isEqualTo(List.of(fd));
	}

	@Test
	void aFrameThatLostADescriptorSaysSoAndHasNone() throws IOException {
		Fd arrived = fd();
		decode(head(0, 1, 7, 2), List.of(arrived), true);
		assertThat(this.frames).singleElement().satisfies((frame) -> {
			assertThat(frame.type()).isEqualTo(7);
			assertThat(frame.fdsLost()).isTrue();
			assertThat(frame.fds()).isEmpty();
		});
		assertThat(arrived.isOpen()).isFalse();
	}

	@Test
	void theFrameAfterALossHasItsDescriptorsAgain() throws IOException {
		decode(head(0, 1, 1, 1), List.of(), true);
		Fd fd = fd();
		decode(head(0, 1, 2, 1), List.of(fd), false);
		assertThat(this.frames).extracting(Frame::fdsLost).containsExactly(true, false);
		assertThat(this.frames.get(1).fds()).containsExactly(fd);
	}

	@Test
	void theFrameAfterALossIsNotExcusedFromItsDescriptors() throws IOException {
		decode(head(0, 1, 1, 1), List.of(), true);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> decode(head(0, 1, 2, 1)));
	}

	@Test
	void closeFreesTheDescriptorsThatNoFrameHasClaimed() throws IOException {
		Fd claimed = fd();
		Fd unclaimed = fd();
		decode(head(0, 1, 1, 1), List.of(claimed, unclaimed), false);
		this.decoder.close();
		assertThat(claimed.isOpen()).isTrue();
		assertThat(unclaimed.isOpen()).isFalse();
	}

	@Test
	void closeFreesTheDescriptorsOfAMalformedFrame() throws IOException {
		Fd fd = fd();
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> decode(head(0, 9, 1, 1), List.of(fd), false));
		this.decoder.close();
		assertThat(fd.isOpen()).isFalse();
	}

	@Test
	void noBytesEndInAnotherExceptionThanMalformedFrame() {
		long seed = 20_260_101L;
		Random random = new Random(seed);
		for (int round = 0; round < 20_000; round++) {
			FrameDecoder fuzzed = new FrameDecoder(MAX_PAYLOAD);
			byte[] bytes = mutated(random);
			boolean truncated = random.nextInt(4) == 0;
			assertThatNoException().as("seed %d, round %d", seed, round).isThrownBy(() -> {
				try {
					for (int from = 0; from < bytes.length;) {
						int count = 1 + random.nextInt(bytes.length - from);
						fuzzed.decode(Arrays.copyOfRange(bytes, from, from + count), count, List.of(), truncated,
								this.frames::add);
						from += count;
					}
				}
				catch (MalformedFrameException ex) {
					// The one way in which it may end.
				}
			});
		}
		assertThat(this.frames).hasSizeGreaterThan(1000)
			.allMatch((frame) -> frame.payload().length <= MAX_PAYLOAD && frame.type() >= 0 && frame.type() <= 255);
	}

	/** Some frames of which some bytes are others, and sometimes nothing but noise. */
	private byte[] mutated(Random random) {
		byte[] bytes;
		if (random.nextInt(4) == 0) {
			bytes = new byte[1 + random.nextInt(40)];
			random.nextBytes(bytes);
			return bytes;
		}
		bytes = concat(encoded(random.nextInt(256), random.nextInt(20)),
				encoded(random.nextInt(256), random.nextInt(20)));
		for (int i = random.nextInt(4); i > 0; i--) {
			bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
		}
		return bytes;
	}

	private void decode(byte[] bytes) throws IOException {
		decode(bytes, List.of(), false);
	}

	private void decode(byte[] bytes, List<Fd> fds, boolean truncated) throws IOException {
		this.decoder.decode(bytes, bytes.length, fds, truncated, this.frames::add);
	}

	private Fd fd() throws IOException {
		try (Pipe pipe = Pipe.open()) {
			Fd fd = pipe.readEnd().duplicate();
			this.opened.add(fd);
			return fd;
		}
	}

	private static byte[] encoded(int type, int length) {
		return FrameFormat.encode(new Frame(type, payload(type, length), List.of()));
	}

	private static byte[] payload(int type, int length) {
		byte[] payload = new byte[length];
		new Random(type).nextBytes(payload);
		return payload;
	}

	private static byte[] head(int length, int version, int type, int fds) {
		return ByteBuffer.allocate(8).putInt(length).put((byte) version).put((byte) type).putShort((short) fds).array();
	}

	private static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			bytes.writeBytes(part);
		}
		return bytes.toByteArray();
	}

}
