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

import io.forkit.posix.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * The layout of {@link WireFormat#FRAMES}. A frame is a head of eight bytes and a
 * payload: length of the payload (4 bytes, big-endian), version, type, flags (2 bytes). A
 * message that is larger than one frame has its whole length (4 bytes) at the beginning
 * of the first one, and goes on in frames of type {@link #PART}.
 */
final class MessageFrames {

	static final int HEAD = 8;

	static final int VERSION = 1;

	/** The most that one frame carries, so that others can come in between. */
	static final int MAX_PAYLOAD = 64 * 1024;

	/** A message, or the beginning of one: the envelope and the value. */
	static final int MESSAGE = 1;

	/** The message goes on. */
	static final int PART = 2;

	/** Nothing more will come. */
	static final int FAREWELL = 3;

	/** Tell when the message of this number (8 bytes) was handled. */
	static final int ACK_WANTED = 4;

	/** The message of this number (8 bytes) was handled; a failure (a value) follows. */
	static final int HANDLED = 5;

	/** The handle of this number (4 bytes) has arrived. */
	static final int HANDLE_ARRIVED = 6;

	/** The handle of this number (4 bytes) was lost on the way. */
	static final int HANDLE_LOST = 7;

	/** The handle of this number (4 bytes) was sent again. */
	static final int HANDLE_AGAIN = 8;

	/** The handle of this number (4 bytes) will not be sent again. */
	static final int HANDLE_GIVEN_UP = 9;

	/** The message goes on with so many bytes (4 bytes) in the shared memory. */
	static final int SHARED_PART = 10;

	/** There will be large messages: offer memory for them. */
	static final int MEMORY_WANTED = 11;

	/**
	 * Where memory is: who is to write it (1 byte, 0 for the sender), and its
	 * {@link SharedMemory.Address}.
	 */
	static final int MEMORY_OFFER = 12;

	/** The memory that the other side wants to write is used. */
	static final int MEMORY_TAKEN = 13;

	/** The memory that the other side wants to write is not used. */
	static final int MEMORY_REFUSED = 14;

	/**
	 * Messages that are not answers may be begun until they have taken so many bytes (8
	 * bytes), of all that were ever sent: {@link #size}, and {@link Outgoing#OVERHEAD}
	 * for each. The last one may be larger than what was left.
	 */
	static final int WINDOW = 15;

	/** So many may be sent before anything is said. */
	static final long FIRST_WINDOW = 64 * 1024;

	/** Flag of a message: it has more than one frame. */
	static final int MORE = 1;

	/** Flag of a message: it asks for an answer to this number (8 bytes). */
	static final int REQUEST = 2;

	/** Flag of a message: it is the answer to this number (8 bytes). */
	static final int ANSWER = 4;

	/** Flag of an answer: the value tells a failure. */
	static final int FAILURE = 8;

	/** Flag of a message: a handle of this number (4 bytes) and kind (1) goes with it. */
	static final int HANDLE = 16;

	/**
	 * Flag of a message: it is none for listeners. Such a message has one frame, and may
	 * come between those of another one.
	 */
	static final int INTERNAL = 32;

	/** How long an offer is. */
	static final int MEMORY_OFFER_LENGTH = 1 + 8 + 4 + 8 + 4;

	private MessageFrames() {
	}

	/**
	 * Return how many bytes a message takes with its heads, more or less. Both sides
	 * count with it.
	 * @param payload how many it has without
	 * @return the number
	 */
	static long size(long payload) {
		return payload + HEAD * (1 + (payload - 1) / MAX_PAYLOAD);
	}

	static void putHead(ByteBuffer target, int length, int type, int flags) {
		target.putInt(length).put((byte) VERSION).put((byte) type).putShort((short) flags);
	}

	/**
	 * Return a frame without a value.
	 * @param type its type
	 * @param number a number of eight or four bytes
	 * @param bytes how many bytes the number has, 0 if there is none
	 * @return the frame
	 */
	static ByteSource control(int type, long number, int bytes) {
		ByteBuffer frame = ByteBuffer.allocate(HEAD + bytes);
		putHead(frame, bytes, type, 0);
		if (bytes == Long.BYTES) {
			frame.putLong(number);
		}
		else if (bytes == Integer.BYTES) {
			frame.putInt((int) number);
		}
		return ByteSource.of(frame.array(), frame.capacity());
	}

	static ByteSource memoryOffer(SharedMemory.Address address, boolean toWrite) {
		ByteBuffer frame = ByteBuffer.allocate(HEAD + MEMORY_OFFER_LENGTH);
		putHead(frame, MEMORY_OFFER_LENGTH, MEMORY_OFFER, 0);
		frame.put((byte) (toWrite ? 1 : 0))
			.putLong(address.pid())
			.putInt(address.number())
			.putLong(address.token())
			.putInt(address.size());
		return ByteSource.of(frame.array(), frame.capacity());
	}

	/**
	 * A message in several frames, which are made while they are copied out.
	 */
	static final class Pieces implements ByteSource {

		private final int flags;

		private final ValueWriter beginning;

		private final int beginningLength;

		private final byte[] rest;

		private final @Nullable SharedRing shared;

		private final long length;

		// Of the payload, without heads and the whole length.
		private long copied;

		private int leftInFrame;

		private boolean started;

		// Through shared memory, the last time that something was copied.
		private int passed;

		/**
		 * Create a message.
		 * @param flags its flags
		 * @param beginning the first bytes of its payload, behind a head
		 * @param rest the bytes after those
		 * @param shared where the rest may go instead, if there is such
		 */
		Pieces(int flags, ValueWriter beginning, byte[] rest, @Nullable SharedRing shared) {
			this.flags = flags;
			this.beginning = beginning;
			this.beginningLength = beginning.length() - HEAD;
			this.rest = rest;
			this.shared = shared;
			this.length = (long) this.beginningLength + rest.length;
		}

		@Override
		public long size() {
			return MessageFrames.size(this.length);
		}

		@Override
		public long weight() {
			return this.beginning.weight();
		}

		@Override
		public boolean copyTo(ByteBuffer target) {
			this.passed = 0;
			while (this.copied < this.length) {
				if (this.leftInFrame == 0 && sharePart(target)) {
					return this.copied == this.length;
				}
				if (this.leftInFrame == 0 && !startFrame(target)) {
					return false;
				}
				int count = Math.min(target.remaining(), this.leftInFrame);
				if (count == 0) {
					return false;
				}
				copy(target, count);
			}
			return true;
		}

		/** Put a part of the rest into the shared memory, if there is room. */
		private boolean sharePart(ByteBuffer target) {
			SharedRing ring = this.shared;
			if (ring == null || this.copied < this.beginningLength || target.remaining() < HEAD + Integer.BYTES) {
				return false;
			}
			int count = (int) Math.min(Math.min(ring.room(), SharedPayloads.MAX_PART), this.length - this.copied);
			if (count < SharedPayloads.MIN_PART) {
				return false;
			}
			ring.put(this.rest, (int) (this.copied - this.beginningLength), count);
			putHead(target, Integer.BYTES, SHARED_PART, 0);
			target.putInt(count);
			this.copied += count;
			this.passed = count;
			return true;
		}

		private boolean startFrame(ByteBuffer target) {
			boolean first = !this.started;
			int field = first ? Integer.BYTES : 0;
			if (target.remaining() < HEAD + field) {
				return false;
			}
			long most = (first && this.shared != null) ? this.beginningLength : this.length - this.copied;
			this.leftInFrame = (int) Math.min(most, MAX_PAYLOAD - field);
			putHead(target, this.leftInFrame + field, first ? MESSAGE : PART, first ? (this.flags | MORE) : 0);
			if (first) {
				target.putInt((int) this.length);
				this.started = true;
			}
			return true;
		}

		private void copy(ByteBuffer target, int count) {
			int left = count;
			if (this.copied < this.beginningLength) {
				int some = (int) Math.min(left, this.beginningLength - this.copied);
				target.put(this.beginning.bytes(), HEAD + (int) this.copied, some);
				this.copied += some;
				left -= some;
			}
			if (left > 0) {
				target.put(this.rest, (int) (this.copied - this.beginningLength), left);
				this.copied += left;
			}
			this.leftInFrame -= count;
		}

		@Override
		public boolean atBoundary() {
			return this.leftInFrame == 0;
		}

		@Override
		public ByteSource again() {
			return new Pieces(this.flags, this.beginning, this.rest, this.shared);
		}

		@Override
		public int passedBeside() {
			return this.passed;
		}

	}

}
