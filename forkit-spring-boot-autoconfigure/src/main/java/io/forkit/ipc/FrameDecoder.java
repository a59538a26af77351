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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import io.forkit.posix.MessageSocket;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames together from what arrives in pieces of any size. Not thread-safe.
 */
final class FrameDecoder {

	private final int maxPayload;

	private final ByteBuffer head = ByteBuffer.allocate(FrameFormat.HEAD);

	// Descriptors arrive with the first byte of their frame, or before.
	private final Queue<Fd> fds = new ArrayDeque<>();

	private boolean fdsLost;

	private @Nullable ByteBuffer payload;

	FrameDecoder(int maxPayload) {
		this.maxPayload = maxPayload;
	}

	/**
	 * Take what was received.
	 * @param bytes the bytes
	 * @param count how many of them
	 * @param received descriptors that came with them, now owned by the decoder
	 * @param truncated whether descriptors were lost
	 * @param consumer given each complete frame
	 * @throws MalformedFrameException if this is no frame or too large a one
	 */
	void decode(byte[] bytes, int count, List<Fd> received, boolean truncated, Consumer<Frame> consumer)
			throws MalformedFrameException {
		this.fds.addAll(received);
		this.fdsLost |= truncated;
		ByteBuffer input = ByteBuffer.wrap(bytes, 0, count);
		while (input.hasRemaining()) {
			ByteBuffer target = this.payload;
			if (target == null) {
				transfer(input, this.head);
				if (this.head.hasRemaining()) {
					return;
				}
				target = ByteBuffer.allocate(checkedLength());
				this.payload = target;
			}
			transfer(input, target);
			if (!target.hasRemaining()) {
				Frame frame = frame(target.array());
				this.payload = null;
				this.head.clear();
				consumer.accept(frame);
			}
		}
	}

	private static void transfer(ByteBuffer from, ByteBuffer to) {
		int count = Math.min(from.remaining(), to.remaining());
		to.put(to.position(), from, from.position(), count);
		to.position(to.position() + count);
		from.position(from.position() + count);
	}

	private int checkedLength() throws MalformedFrameException {
		int version = this.head.get(4) & 0xff;
		if (version != FrameFormat.VERSION) {
			throw new MalformedFrameException(
					"The version of the frame is %d and not %d".formatted(version, FrameFormat.VERSION));
		}
		int length = this.head.getInt(0);
		if (length < 0 || length > this.maxPayload) {
			throw new MalformedFrameException("The frame has %d bytes but at most %d are allowed"
				.formatted(Integer.toUnsignedLong(length), this.maxPayload));
		}
		int count = this.head.getShort(6) & 0xffff;
		if (count > MessageSocket.MAX_FDS) {
			throw new MalformedFrameException(
					"The frame has %d descriptors but at most %d are allowed".formatted(count, MessageSocket.MAX_FDS));
		}
		return length;
	}

	private Frame frame(byte[] payload) throws MalformedFrameException {
		int count = this.head.getShort(6) & 0xffff;
		int type = this.head.get(5) & 0xff;
		boolean lost = this.fdsLost && this.fds.size() < count;
		if (!lost && this.fds.size() < count) {
			throw new MalformedFrameException(
					"The frame announces %d descriptors but %d have arrived".formatted(count, this.fds.size()));
		}
		List<Fd> own = new ArrayList<>();
		while (!this.fds.isEmpty() && own.size() < count) {
			own.add(this.fds.remove());
		}
		if (lost) {
			// Which ones are missing cannot be told.
			own.forEach(Fd::close);
			this.fdsLost = false;
			return new Frame(type, payload, List.of(), true);
		}
		return new Frame(type, payload, own);
	}

	/** Close the descriptors that no frame has claimed. */
	void close() {
		this.fds.forEach(Fd::close);
		this.fds.clear();
	}

}
