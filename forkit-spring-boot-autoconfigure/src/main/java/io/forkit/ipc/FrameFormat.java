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
