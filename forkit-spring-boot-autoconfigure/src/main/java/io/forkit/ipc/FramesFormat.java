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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * {@link WireFormat#FRAMES}.
 */
final class FramesFormat implements MessageFormat {

	// From here on a copy of the content costs more than an array of its own.
	private static final int LARGE = 16 * 1024;

	private static final byte[] NOTHING = {};

	private final long maxMessageSize;

	private final MessageFrameDecoder decoder;

	private final Beans beans;

	private final SharedPayloads payloads;

	FramesFormat(long maxMessageSize, JsonCodec codec) {
		this(maxMessageSize, codec, Transport.MemoryRole.NONE);
	}

	FramesFormat(long maxMessageSize, JsonCodec codec, Transport.MemoryRole memoryRole) {
		this.maxMessageSize = maxMessageSize;
		this.beans = new Beans(codec);
		this.payloads = new SharedPayloads(memoryRole);
		this.decoder = new MessageFrameDecoder(maxMessageSize, this.beans, this.payloads);
	}

	@Override
	public void open(Consumer<ByteSource> notes) {
		this.payloads.open(notes);
	}

	@Override
	public void close() {
		this.payloads.close();
	}

	@Override
	public ByteSource message(@Nullable Object value, Envelope envelope) {
		ValueWriter writer = new ValueWriter(this.beans);
		writer.skip(MessageFrames.HEAD);
		int flags = writeEnvelope(writer, envelope);
		byte[] rest = NOTHING;
		if (value instanceof String text && text.length() > LARGE && !envelope.internal()) {
			rest = text.getBytes(StandardCharsets.UTF_8);
			writer.writeTag(ValueWriter.STRING);
			writer.writeInt(rest.length);
		}
		else if (value instanceof byte[] bytes && bytes.length > LARGE && !envelope.internal()) {
			rest = bytes.clone();
			writer.writeTag(ValueWriter.BYTES);
			writer.writeInt(rest.length);
		}
		else {
			writer.writeValue(value);
		}
		return frames(writer, flags, rest);
	}

	private static int writeEnvelope(ValueWriter writer, Envelope envelope) {
		int flags = switch (envelope.purpose()) {
			case MESSAGE -> 0;
			case REQUEST -> MessageFrames.REQUEST;
			case ANSWER -> MessageFrames.ANSWER;
			case FAILURE -> MessageFrames.ANSWER | MessageFrames.FAILURE;
		};
		if (flags != 0) {
			writer.writeLong(envelope.id());
		}
		Envelope.HandleTag handle = envelope.handle();
		if (handle != null) {
			flags |= MessageFrames.HANDLE;
			writer.writeInt(handle.number());
			writer.writeByte(handle.kind());
		}
		if (envelope.internal()) {
			flags |= MessageFrames.INTERNAL;
		}
		return flags;
	}

	private ByteSource frames(ValueWriter writer, int flags, byte[] rest) {
		int payload = writer.length() - MessageFrames.HEAD;
		long length = (long) payload + rest.length;
		MessageFormat.checkSize(length,
				((flags & MessageFrames.INTERNAL) != 0) ? MessageFrames.MAX_PAYLOAD : this.maxMessageSize);
		checkWeight(writer.weight());
		if (rest.length == 0 && payload <= MessageFrames.MAX_PAYLOAD) {
			MessageFrames.putHead(ByteBuffer.wrap(writer.bytes()), payload, MessageFrames.MESSAGE, flags);
			return new ByteSource.Whole(writer.bytes(), writer.length(), writer.weight());
		}
		return new MessageFrames.Pieces(flags, writer, rest, wayFor(rest));
	}

	private void checkWeight(long weight) {
		long limit = ValueWeight.limit(this.maxMessageSize);
		if (weight > limit) {
			throw new IllegalArgumentException("'message' must take at most %d bytes of memory beside its %s"
				.formatted(limit, "content but takes " + weight + "; send it in parts, or as a record or an array"));
		}
	}

	private @Nullable SharedRing wayFor(byte[] rest) {
		if (rest.length < SharedPayloads.LARGE) {
			return null;
		}
		this.payloads.want();
		return this.payloads.outgoing();
	}

	@Override
	public ByteSource note(Note note) {
		return switch (note.kind()) {
			case FAREWELL -> MessageFrames.control(MessageFrames.FAREWELL, 0, 0);
			case ACK_WANTED -> MessageFrames.control(MessageFrames.ACK_WANTED, note.number(), Long.BYTES);
			case HANDLED -> handled(note);
			case WINDOW -> MessageFrames.control(MessageFrames.WINDOW, note.number(), Long.BYTES);
			case HANDLE_ARRIVED -> ofHandle(MessageFrames.HANDLE_ARRIVED, note);
			case HANDLE_LOST -> ofHandle(MessageFrames.HANDLE_LOST, note);
			case HANDLE_AGAIN -> ofHandle(MessageFrames.HANDLE_AGAIN, note);
			case HANDLE_GIVEN_UP -> ofHandle(MessageFrames.HANDLE_GIVEN_UP, note);
		};
	}

	private static ByteSource ofHandle(int type, Note note) {
		return MessageFrames.control(type, note.number(), Integer.BYTES);
	}

	private ByteSource handled(Note note) {
		ValueWriter writer = new ValueWriter(this.beans);
		writer.skip(MessageFrames.HEAD);
		writer.writeLong(note.number());
		Failure failure = note.failure();
		writer.writeValue((failure != null) ? failure.toValue() : null);
		MessageFrames.putHead(ByteBuffer.wrap(writer.bytes()), writer.length() - MessageFrames.HEAD,
				MessageFrames.HANDLED, 0);
		return ByteSource.of(writer.bytes(), writer.length());
	}

	@Override
	public void decode(ByteBuffer input, List<@Nullable Fd> descriptors, Receiver receiver)
			throws MalformedFrameException {
		this.decoder.decode(input, receiver);
	}

	@Override
	public long firstWindow() {
		return MessageFrames.FIRST_WINDOW;
	}

	@Override
	public boolean isBetweenMessages() {
		return this.decoder.isBetweenMessages();
	}

	@Override
	public boolean hasDescriptors() {
		return false;
	}

	@Override
	public boolean hasInternalMessages() {
		return true;
	}

}
