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

/**
 * The head of a frame: length of the payload (4 bytes, big-endian), version, type, number
 * of descriptors (2 bytes).
 */
final class FrameFormat {

	static final int HEAD = 8;

	static final int VERSION = 1;

	private FrameFormat() {
	}

	static byte[] encode(Frame frame) {
		return ByteBuffer.allocate(HEAD + frame.payload().length)
			.putInt(frame.payload().length)
			.put((byte) VERSION)
			.put((byte) frame.type())
			.putShort((short) frame.fds().size())
			.put(frame.payload())
			.array();
	}

}
