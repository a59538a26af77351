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
import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.ipc.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Feeds anything to a {@link NodeDecoder}. Tries the inputs beside it in a build, and
 * looks for others with {@code .ci/fuzz}.
 */
class NodeDecoderFuzzTests {

	private static final int MAX_LENGTH = 1000;

	private static final List<Class<?>> TYPES = List.of(String.class, long.class, double.class, byte[].class);

	private final JsonCodec codec = new JsonCodec();

	private final NodeEncoder encoder = new NodeEncoder(this.codec);

	private final MessageConverter converter = new MessageConverter(this.codec);

	@FuzzTest
	void anyBytes(byte[] input) {
		List<Object> expected = null;
		for (List<byte[]> pieces : Pieces.of(input)) {
			long limit = 1000L * (input.length + pieces.size()) + 20_000;
			expected = Pieces.same(expected, Pieces.read(limit, () -> decode(pieces)));
		}
	}

	@FuzzTest
	void anyMessage(byte[] input) {
		for (Object packet : decode(List.of(input))) {
			if (packet instanceof NodePacket.Message message) {
				TYPES.forEach((type) -> convert(message.json(), type));
				Object value = convert(message.json(), Object.class);
				if (value != null) {
					Object rewritten = rewritten(value);
					Pieces.same(rewritten, rewritten(rewritten));
				}
			}
		}
	}

	private static List<Object> decode(List<byte[]> pieces) {
		NodeDecoder decoder = new NodeDecoder(MAX_LENGTH);
		List<Object> result = new ArrayList<>();
		try {
			for (byte[] piece : pieces) {
				decoder.decode(ByteBuffer.wrap(piece), result::add);
			}
		}
		catch (MalformedFrameException ex) {
			result.add(ex.getMessage());
		}
		return result;
	}

	private @Nullable Object convert(JsonText message, Class<?> type) {
		try {
			return this.converter.convert(message, type);
		}
		catch (MessageConversionException ex) {
			return null;
		}
	}

	/** Write a value, and read it as the peer would. */
	private Object rewritten(Object value) {
		List<NodePacket> packets = new ArrayList<>();
		try {
			new NodeDecoder(Integer.MAX_VALUE - 8).decode(ByteBuffer.wrap(this.encoder.encode(value)), packets::add);
		}
		catch (MalformedFrameException ex) {
			throw new AssertionError(ex);
		}
		Object read = this.converter.convert(((NodePacket.Message) packets.get(0)).json(), Object.class);
		return (read != null) ? read : "null";
	}

}
