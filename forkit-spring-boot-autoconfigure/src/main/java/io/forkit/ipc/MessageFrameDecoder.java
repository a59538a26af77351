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
import java.util.Arrays;
import java.util.List;

import io.forkit.posix.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * Makes out the frames of {@link WireFormat#FRAMES}. Nothing is allocated for what has
 * only been announced.
 */
final class MessageFrameDecoder {

	// The tag and the length.
	private static final int BYTES_HEAD = 1 + Integer.BYTES;

	private final long maxMessageSize;

	private final long maxWeight;

	private final Beans beans;

	private final SharedPayloads payloads;

	private @Nullable Assembly assembly;

	MessageFrameDecoder(long maxMessageSize, Beans beans, SharedPayloads payloads) {
		this.maxMessageSize = maxMessageSize;
		this.maxWeight = ValueWeight.limit(maxMessageSize);
		this.beans = beans;
		this.payloads = payloads;
	}

	void decode(ByteBuffer input, MessageFormat.Receiver receiver) throws MalformedFrameException {
		while (input.remaining() >= MessageFrames.HEAD) {
			int at = input.position();
			int length = checkedLength(input, at);
			if (input.remaining() < MessageFrames.HEAD + length) {
				return;
			}
			int type = input.get(at + 5) & 0xff;
			int flags = input.getShort(at + 6) & 0xffff;
			int end = at + MessageFrames.HEAD + length;
			int limit = input.limit();
			input.position(at + MessageFrames.HEAD).limit(end);
			frame(type, flags, input, receiver);
			input.limit(limit).position(end);
		}
	}

	boolean isBetweenMessages() {
		return this.assembly == null;
	}

	private static int checkedLength(ByteBuffer input, int at) throws MalformedFrameException {
		int version = input.get(at + 4) & 0xff;
		if (version != MessageFrames.VERSION) {
			throw new MalformedFrameException(
					"The version of the frame is %d and not %d".formatted(version, MessageFrames.VERSION));
		}
		int length = input.getInt(at);
		if (length < 0 || length > MessageFrames.MAX_PAYLOAD) {
			throw new MalformedFrameException("The frame has %d bytes but at most %d are allowed"
				.formatted(Integer.toUnsignedLong(length), MessageFrames.MAX_PAYLOAD));
		}
		return length;
	}

	private void frame(int type, int flags, ByteBuffer payload, MessageFormat.Receiver receiver)
			throws MalformedFrameException {
		switch (type) {
			case MessageFrames.MESSAGE -> begin(flags, payload, receiver);
			case MessageFrames.PART -> goOn(payload, receiver);
			case MessageFrames.FAREWELL -> receiver.note(new MessageFormat.Note(MessageFormat.Note.Kind.FAREWELL, 0));
			case MessageFrames.ACK_WANTED ->
				receiver.note(new MessageFormat.Note(MessageFormat.Note.Kind.ACK_WANTED, number(payload, Long.BYTES)));
			case MessageFrames.HANDLED -> receiver.note(new MessageFormat.Note(MessageFormat.Note.Kind.HANDLED,
					number(payload, Long.BYTES), failure(new ValueReader(payload, this.maxWeight).readOnly())));
			case MessageFrames.HANDLE_ARRIVED -> ofHandle(MessageFormat.Note.Kind.HANDLE_ARRIVED, payload, receiver);
			case MessageFrames.HANDLE_LOST -> ofHandle(MessageFormat.Note.Kind.HANDLE_LOST, payload, receiver);
			case MessageFrames.HANDLE_AGAIN -> ofHandle(MessageFormat.Note.Kind.HANDLE_AGAIN, payload, receiver);
			case MessageFrames.HANDLE_GIVEN_UP -> ofHandle(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, payload, receiver);
			case MessageFrames.SHARED_PART -> goOnBeside(payload, receiver);
			case MessageFrames.MEMORY_WANTED -> this.payloads.wanted();
			case MessageFrames.MEMORY_OFFER -> offer(payload);
			case MessageFrames.MEMORY_TAKEN -> this.payloads.answered(true);
			case MessageFrames.MEMORY_REFUSED -> this.payloads.answered(false);
			case MessageFrames.WINDOW ->
				receiver.note(new MessageFormat.Note(MessageFormat.Note.Kind.WINDOW, number(payload, Long.BYTES)));
			default -> throw new MalformedFrameException("There is no type of frame with the number " + type);
		}
	}

	private static void ofHandle(MessageFormat.Note.Kind kind, ByteBuffer payload, MessageFormat.Receiver receiver)
			throws MalformedFrameException {
		receiver.note(new MessageFormat.Note(kind, number(payload, Integer.BYTES)));
	}

	private static long number(ByteBuffer payload, int bytes) throws MalformedFrameException {
		if (payload.remaining() < bytes) {
			throw new MalformedFrameException(
					"The frame has %d bytes but must begin with a number of %d".formatted(payload.remaining(), bytes));
		}
		return (bytes == Long.BYTES) ? payload.getLong() : payload.getInt();
	}

	private void begin(int flags, ByteBuffer payload, MessageFormat.Receiver receiver) throws MalformedFrameException {
		boolean internal = (flags & MessageFrames.INTERNAL) != 0;
		if (internal && (flags & MessageFrames.MORE) != 0) {
			throw new MalformedFrameException("An internal message has more than one frame");
		}
		if (this.assembly != null && !internal) {
			throw new MalformedFrameException("A message begins in the middle of another one");
		}
		if ((flags & MessageFrames.MORE) == 0) {
			message(flags, payload, receiver);
			return;
		}
		long length = number(payload, Integer.BYTES);
		if (length < 0 || length > this.maxMessageSize) {
			throw new MalformedFrameException("The message has %d bytes but at most %d are allowed"
				.formatted(length & 0xffffffffL, this.maxMessageSize));
		}
		this.assembly = isBytesAlone(flags, payload, length) ? bytesAlone(flags, payload, length)
				: new Assembly(flags, (int) length, false);
		goOn(payload, receiver);
	}

	private static boolean isBytesAlone(int flags, ByteBuffer payload, long length) {
		int at = payload.position();
		return flags == MessageFrames.MORE && payload.remaining() >= BYTES_HEAD && payload.get(at) == ValueWriter.BYTES
				&& payload.getInt(at + 1) == length - BYTES_HEAD && length > BYTES_HEAD;
	}

	// Put together where they stay: to copy them once more takes as long as to receive
	// them.
	private static Assembly bytesAlone(int flags, ByteBuffer payload, long length) {
		payload.position(payload.position() + BYTES_HEAD);
		return new Assembly(flags, (int) length - BYTES_HEAD, true);
	}

	private void goOn(ByteBuffer payload, MessageFormat.Receiver receiver) throws MalformedFrameException {
		Assembly current = begun();
		if (current.add(payload)) {
			complete(current, receiver);
		}
	}

	private void goOnBeside(ByteBuffer payload, MessageFormat.Receiver receiver) throws MalformedFrameException {
		Assembly current = begun();
		if (current.add((int) number(payload, Integer.BYTES), this.payloads)) {
			complete(current, receiver);
		}
	}

	private Assembly begun() throws MalformedFrameException {
		Assembly current = this.assembly;
		if (current == null) {
			throw new MalformedFrameException("A message goes on that has not begun");
		}
		return current;
	}

	private void complete(Assembly done, MessageFormat.Receiver receiver) throws MalformedFrameException {
		this.assembly = null;
		if (done.bytesAlone) {
			receiver.message(Envelope.PLAIN, new ValueBody(done.bytes, (long) done.length + BYTES_HEAD,
					ValueWeight.of(ValueWriter.BYTES), this.beans), null);
			return;
		}
		message(done.flags, done.content(), receiver);
	}

	private void offer(ByteBuffer payload) throws MalformedFrameException {
		if (payload.remaining() != MessageFrames.MEMORY_OFFER_LENGTH) {
			throw new MalformedFrameException("The frame has %d bytes but an offer of memory has %d"
				.formatted(payload.remaining(), MessageFrames.MEMORY_OFFER_LENGTH));
		}
		boolean toWrite = payload.get() != 0;
		this.payloads.offered(
				new SharedMemory.Address(payload.getLong(), payload.getInt(), payload.getLong(), payload.getInt()),
				toWrite);
	}

	private void message(int flags, ByteBuffer payload, MessageFormat.Receiver receiver)
			throws MalformedFrameException {
		int size = payload.remaining();
		long id = ((flags & (MessageFrames.REQUEST | MessageFrames.ANSWER)) != 0) ? number(payload, Long.BYTES) : 0;
		Envelope.HandleTag handle = null;
		if ((flags & MessageFrames.HANDLE) != 0) {
			int number = (int) number(payload, Integer.BYTES);
			if (!payload.hasRemaining()) {
				throw new MalformedFrameException("The frame announces a handle but not its kind");
			}
			handle = new Envelope.HandleTag(number, payload.get());
		}
		ValueReader reader = new ValueReader(payload, this.maxWeight);
		Object value = reader.readOnly();
		boolean internal = (flags & MessageFrames.INTERNAL) != 0;
		if ((flags & MessageFrames.FAILURE) != 0 && !internal) {
			MessageFormat.Failure failure = failure(value);
			if (failure == null) {
				throw new MalformedFrameException("The frame announces a failure but has none");
			}
			receiver.failure(id, failure);
			return;
		}
		receiver.message(new Envelope(purpose(flags), id, handle, internal),
				new ValueBody(value, size, reader.weight(), this.beans), null);
	}

	private static Envelope.Purpose purpose(int flags) {
		if ((flags & MessageFrames.ANSWER) != 0) {
			return ((flags & MessageFrames.FAILURE) != 0) ? Envelope.Purpose.FAILURE : Envelope.Purpose.ANSWER;
		}
		return ((flags & MessageFrames.REQUEST) != 0) ? Envelope.Purpose.REQUEST : Envelope.Purpose.MESSAGE;
	}

	private static MessageFormat.@Nullable Failure failure(@Nullable Object value) throws MalformedFrameException {
		if (value == null) {
			return null;
		}
		if (value instanceof List<?> list && list.size() == 2 && list.get(0) instanceof String type
				&& (list.get(1) == null || list.get(1) instanceof String)) {
			return new MessageFormat.Failure(type, (String) list.get(1));
		}
		throw new MalformedFrameException("The frame has something else in the place of a failure");
	}

	/**
	 * A message of which some has arrived.
	 */
	private static final class Assembly {

		private static final int FIRST_SIZE = 1 << 20;

		private final int flags;

		private final int length;

		private final boolean bytesAlone;

		private byte[] bytes;

		private int count;

		Assembly(int flags, int length, boolean bytesAlone) {
			this.flags = flags;
			this.length = length;
			this.bytesAlone = bytesAlone;
			this.bytes = new byte[Math.min(length, FIRST_SIZE)];
		}

		boolean add(ByteBuffer payload) throws MalformedFrameException {
			int more = payload.remaining();
			makeRoom(more);
			payload.get(this.bytes, this.count, more);
			this.count += more;
			return this.count == this.length;
		}

		boolean add(int more, SharedPayloads payloads) throws MalformedFrameException {
			makeRoom(more);
			payloads.take(more, this.bytes, this.count);
			this.count += more;
			return this.count == this.length;
		}

		private void makeRoom(int more) throws MalformedFrameException {
			if (more < 0 || more > this.length - this.count) {
				throw new MalformedFrameException("The message goes on for %d bytes but only %d of its %d are left"
					.formatted(more, this.length - this.count, this.length));
			}
			if (more > this.bytes.length - this.count) {
				this.bytes = Arrays.copyOf(this.bytes,
						(int) Math.min(this.length, Math.max(this.bytes.length * 2L, this.count + more)));
			}
		}

		ByteBuffer content() {
			return ByteBuffer.wrap(this.bytes, 0, this.length);
		}

	}

}
