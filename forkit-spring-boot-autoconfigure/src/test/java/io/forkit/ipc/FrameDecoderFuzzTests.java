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

/**
 * Feeds anything to a {@link FrameDecoder}. Tries the inputs beside it in a build, and
 * looks for others with {@code .ci/fuzz}.
 */
class FrameDecoderFuzzTests {

	private static final int MAX_PAYLOAD = 1000;

	@FuzzTest
	void anyBytes(byte[] input) {
		for (boolean truncated : new boolean[] { false, true }) {
			List<Object> expected = null;
			for (List<byte[]> pieces : Pieces.of(input)) {
				long limit = (MAX_PAYLOAD + 1000L) * (input.length / FrameFormat.HEAD + 1) + 1000L * pieces.size()
						+ 20_000;
				expected = Pieces.same(expected, Pieces.read(limit, () -> decode(pieces, truncated)));
			}
		}
	}

	private static List<Object> decode(List<byte[]> pieces, boolean truncated) {
		FrameDecoder decoder = new FrameDecoder(MAX_PAYLOAD);
		List<Frame> frames = new ArrayList<>();
		List<Object> result = new ArrayList<>();
		try {
			boolean first = true;
			for (byte[] piece : pieces) {
				decoder.decode(piece, piece.length, List.of(), truncated && first, frames::add);
				first = false;
			}
		}
		catch (MalformedFrameException ex) {
			result.add(ex.getMessage());
		}
		for (Frame frame : frames) {
			result.add(List.of(frame.type(), frame.fdsLost(), ByteBuffer.wrap(frame.payload())));
		}
		decoder.close();
		return result;
	}

}
