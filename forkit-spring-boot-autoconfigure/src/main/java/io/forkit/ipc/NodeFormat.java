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
import java.util.List;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.ipc.json.JsonText;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * {@link WireFormat#JSON}. Node has messages and handles. A request is an object of which
 * the first member is {@code $request}, with a number, and {@code body}, what is asked;
 * the answer has {@code $reply}, with the same number, and {@code body} or {@code error}.
 */
final class NodeFormat implements MessageFormat {

	private static final String REQUEST = "$request";

	private static final String REPLY = "$reply";

	private static final String BODY = "body";

	private static final String ERROR = "error";

	// Node's own are addresses. An answer has to go in one piece.
	private static final int MAX_KEY = 4096;

	private final int maxMessageSize;

	private final NodeEncoder encoder;

	private final MessageConverter converter;

	private final NodeDecoder decoder;

	NodeFormat(int maxMessageSize, JsonCodec codec) {
		this.maxMessageSize = maxMessageSize;
		this.encoder = new NodeEncoder(codec);
		this.converter = new MessageConverter(codec);
		this.decoder = new NodeDecoder(maxMessageSize);
	}

	@Override
	public ByteSource message(@Nullable Object value, Envelope envelope) {
		byte[] line = encode(value, envelope);
		MessageFormat.checkSize(line.length, this.maxMessageSize);
		return ByteSource.of(line, line.length);
	}

	private byte[] encode(@Nullable Object value, Envelope envelope) {
		String before = switch (envelope.purpose()) {
			case MESSAGE -> "";
			case REQUEST -> before(REQUEST, envelope, BODY);
			case ANSWER -> before(REPLY, envelope, BODY);
			case FAILURE -> before(REPLY, envelope, ERROR);
		};
		String after = before.isEmpty() ? "" : "}";
		Envelope.HandleTag handle = envelope.handle();
		if (handle == null) {
			return this.encoder.encode(before, value, after);
		}
		HandleKind kind = HandleKind.values()[handle.kind()];
		NodeHandleType type = switch (kind) {
			case SERVER_SOCKET -> NodeHandleType.SERVER;
			case DATAGRAM_SOCKET -> NodeHandleType.DATAGRAM;
			default -> NodeHandleType.SOCKET;
		};
		String datagramType = handle.inet6() ? "udp6" : "udp4";
		return this.encoder.encodeHandle(type, before, value, after,
				(kind == HandleKind.DATAGRAM_SOCKET) ? datagramType : null);
	}

	private static String before(String name, Envelope envelope, String member) {
		return "{\"%s\":%d,\"%s\":".formatted(name, envelope.id(), member);
	}

	@Override
	public @Nullable ByteSource note(Note note) {
		byte[] line = switch (note.kind()) {
			case HANDLE_ARRIVED -> this.encoder.encodeHandleAck();
			case HANDLE_LOST -> this.encoder.encodeHandleNack();
			default -> null;
		};
		return (line != null) ? ByteSource.of(line, line.length) : null;
	}

	@Override
	public void decode(ByteBuffer input, List<@Nullable Fd> descriptors, Receiver receiver)
			throws MalformedFrameException {
		this.decoder.decode(input, (packet) -> receive(packet, descriptors, receiver));
	}

	private void receive(NodePacket packet, List<@Nullable Fd> descriptors, Receiver receiver) {
		if (packet instanceof NodePacket.Message message) {
			message(message.json(), receiver);
		}
		else if (packet instanceof NodePacket.Handle handle) {
			Fd descriptor = descriptors.isEmpty() ? null : descriptors.remove(0);
			handle(handle, descriptor, receiver);
		}
		else if (packet instanceof NodePacket.HandleAck) {
			receiver.note(new Note(Note.Kind.HANDLE_ARRIVED, 0));
		}
		else if (packet instanceof NodePacket.HandleNack) {
			receiver.note(new Note(Note.Kind.HANDLE_LOST, 0));
		}
		else if (packet instanceof NodePacket.Internal internal) {
			receive(internal, receiver);
		}
	}

	private static void receive(NodePacket.Internal internal, Receiver receiver) {
		JsonText member = internal.json().member("key");
		String key = (member != null) ? member.string() : null;
		boolean whenClosed = NodeCommands.SOCKET_NOTIFY_CLOSE.equals(internal.command());
		if (key != null && key.length() <= MAX_KEY
				&& (whenClosed || NodeCommands.SOCKET_GET_COUNT.equals(internal.command()))) {
			receiver.question(new SocketQuestion(key, whenClosed));
		}
	}

	@Override
	public ByteSource answer(SocketQuestion question, int open) {
		byte[] line = question.whenClosed() ? this.encoder.encodeAllSocketsClosed(question.key())
				: this.encoder.encodeSocketCount(question.key(), open);
		return ByteSource.of(line, line.length);
	}

	private void handle(NodePacket.Handle handle, @Nullable Fd descriptor, Receiver receiver) {
		if (handle.command() != null) {
			// Node says it to itself. It waits for the acknowledgement all the same.
			if (descriptor != null) {
				descriptor.close();
			}
			receiver.acknowledge();
			return;
		}
		JsonText request = handle.message().first(REQUEST);
		Long id = id(request);
		JsonText body = (id != null) ? handle.message().member(BODY) : handle.message();
		receiver.message(new Envelope((id != null) ? Envelope.Purpose.REQUEST : Envelope.Purpose.MESSAGE,
				(id != null) ? id : 0, tag(handle)), body((body != null) ? body : JsonText.NULL), descriptor);
	}

	private static Envelope.HandleTag tag(NodePacket.Handle handle) {
		String key = handle.key();
		boolean known = key != null && key.length() <= MAX_KEY;
		return new Envelope.HandleTag(0, kind(handle.type()), false, known ? key : null);
	}

	private static int kind(@Nullable NodeHandleType type) {
		if (type == null) {
			return HandleKind.DESCRIPTOR.ordinal();
		}
		return switch (type) {
			case SERVER -> HandleKind.SERVER_SOCKET.ordinal();
			case SOCKET -> HandleKind.SOCKET.ordinal();
			case DATAGRAM -> HandleKind.DATAGRAM_SOCKET.ordinal();
			case NATIVE, DATAGRAM_NATIVE -> HandleKind.DESCRIPTOR.ordinal();
		};
	}

	private void message(JsonText json, Receiver receiver) {
		JsonText reply = json.first(REPLY);
		JsonText request = (reply != null) ? null : json.first(REQUEST);
		Long id = id((reply != null) ? reply : request);
		if (id == null) {
			receiver.message(Envelope.PLAIN, body(json), null);
			return;
		}
		JsonText error = (reply != null) ? json.member(ERROR) : null;
		if (error != null) {
			receiver.failure(id, failure(error));
			return;
		}
		JsonText body = json.member(BODY);
		receiver.message(new Envelope((reply != null) ? Envelope.Purpose.ANSWER : Envelope.Purpose.REQUEST, id, null),
				body((body != null) ? body : JsonText.NULL), null);
	}

	private @Nullable Long id(@Nullable JsonText json) {
		try {
			return (json != null) ? this.converter.convert(json, Long.class) : null;
		}
		catch (MessageConversionException ex) {
			return null;
		}
	}

	/** An error is what {@link Failure#toValue()} says, or what a Node program likes. */
	private Failure failure(JsonText error) {
		Object value = this.converter.convert(error, Object.class);
		if (value instanceof List<?> list && list.size() == 2 && list.get(0) instanceof String type) {
			return new Failure(type, (list.get(1) != null) ? list.get(1).toString() : null);
		}
		JsonText message = error.member("message");
		String text = (message != null) ? message.string() : null;
		return new Failure("Error", (text != null) ? text : String.valueOf(value));
	}

	private MessageBody body(JsonText json) {
		return new NodeBody(json, this.converter);
	}

	@Override
	public boolean isBetweenMessages() {
		return !this.decoder.isInsideLine();
	}

	@Override
	public boolean hasDescriptors() {
		return true;
	}

}
