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
import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Feeds anything to a {@link MessageFrameDecoder}. Tries the inputs beside it in a build,
 * and looks for others with {@code .ci/fuzz}.
 */
class MessageFrameDecoderFuzzTests {

	private static final int MAX_MESSAGE = 100_000;

	// Every level of nesting may make room for some elements that never come.
	private static final long NESTED = 256 * 1024 * 8;

	private static final int PER_BYTE = 300;

	private final JsonCodec codec = new JsonCodec();

	@FuzzTest
	void anyBytes(byte[] input) {
		List<Object> expected = null;
		for (List<byte[]> pieces : Pieces.of(input)) {
			long limit = MAX_MESSAGE + NESTED + (long) PER_BYTE * input.length + 1000L * pieces.size() + 200_000;
			List<Object> received = Pieces.read(limit, () -> decode(pieces));
			expected = Pieces.same(expected, received.stream().map(MessageFrameDecoderFuzzTests::readable).toList());
		}
	}

	private List<Object> decode(List<byte[]> pieces) {
		FramesFormat format = new FramesFormat(MAX_MESSAGE, this.codec);
		Collector collector = new Collector();
		ByteBuffer buffer = ByteBuffer.allocate(MessageFrames.HEAD + MessageFrames.MAX_PAYLOAD);
		try {
			for (byte[] piece : pieces) {
				for (int at = 0; at < piece.length;) {
					int count = Math.min(piece.length - at, buffer.remaining());
					buffer.put(piece, at, count).flip();
					at += count;
					format.decode(buffer, List.of(), collector);
					buffer.compact();
				}
			}
		}
		catch (MalformedFrameException ex) {
			// What the message says depends on how much has arrived.
			collector.received.add(ex.getClass());
		}
		return collector.received;
	}

	/** What can be compared. */
	private static Object readable(Object received) {
		if (!(received instanceof MessageBody body)) {
			return received;
		}
		try {
			Object value = body.as(Object.class);
			return List.of(body.type(), (value instanceof byte[] bytes) ? ByteBuffer.wrap(bytes)
					: String.valueOf(value).replaceAll("\\[B@[0-9a-f]+", "bytes"));
		}
		catch (MessageConversionException ex) {
			return body.type();
		}
	}

	private static final class Collector implements MessageFormat.Receiver {

		private final List<Object> received = new ArrayList<>();

		@Override
		public void message(Envelope envelope, MessageBody body, @Nullable Fd descriptor) {
			this.received.add(envelope);
			this.received.add(body);
		}

		@Override
		public void failure(long id, MessageFormat.Failure failure) {
			this.received.add(Arrays.asList(id, failure));
		}

		@Override
		public void question(MessageFormat.SocketQuestion question) {
			this.received.add(question);
		}

		@Override
		public void note(MessageFormat.Note note) {
			this.received.add(note);
		}

	}

}
