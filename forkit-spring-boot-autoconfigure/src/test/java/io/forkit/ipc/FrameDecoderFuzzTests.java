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

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Feeds anything to a {@link FrameDecoder}. Tries the inputs beside it in a build, and
 * looks for others with {@code .ci/fuzz}.
 */
class FrameDecoderFuzzTests {

	private static final int MAX_PAYLOAD = 1000;

	@FuzzTest
	void anyBytes(byte[] input) {
		for (boolean truncated : new boolean[] { false, true }) {
			List<String> expected = null;
			for (List<byte[]> pieces : Pieces.of(input)) {
				long limit = (10 * MAX_PAYLOAD + 1000L) * (input.length / FrameFormat.HEAD + 1) + 1000L * pieces.size();
				List<String> result = Pieces.read(limit, () -> decode(pieces, truncated));
				expected = (expected != null) ? expected : result;
				assertThat(result).isEqualTo(expected);
			}
		}
	}

	private static List<String> decode(List<byte[]> pieces, boolean truncated) {
		FrameDecoder decoder = new FrameDecoder(MAX_PAYLOAD);
		List<Frame> frames = new ArrayList<>();
		List<String> result = new ArrayList<>();
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
			assertThat(frame.payload()).hasSizeLessThanOrEqualTo(MAX_PAYLOAD);
			result.add(frame.type() + " " + frame.fdsLost() + " " + HexFormat.of().formatHex(frame.payload()));
		}
		decoder.close();
		return result;
	}

}
