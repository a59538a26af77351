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

import io.forkit.ipc.json.JsonCodec;
import io.forkit.ipc.json.JsonConversionException;
import io.forkit.ipc.json.JsonScanner;
import io.forkit.ipc.json.JsonSyntaxException;
import io.forkit.ipc.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a Node program with the serialization {@code json} expects. Thread-safe.
 */
final class NodeEncoder {

	private static final byte[] COMMAND = ("\"" + NodeCommands.MEMBER + "\":\"" + NodeCommands.PREFIX)
		.getBytes(StandardCharsets.ISO_8859_1);

	private static final String TYPE = "type";

	private final JsonCodec codec;

	NodeEncoder(JsonCodec codec) {
		this.codec = codec;
	}

	/**
	 * Write a message.
	 * @param message the message
	 * @return the line
	 * @throws IllegalArgumentException if it cannot be written as JSON, or if Node would
	 * take it for one of its own
	 */
	byte[] encode(@Nullable Object message) {
		return encode("", message, "");
	}

	/**
	 * Write a message that may be inside of something else.
	 * @param before what comes before it, in ASCII; empty if nothing does
	 * @param message the message
	 * @param after what comes after it
	 * @return the line
	 * @throws IllegalArgumentException if it cannot be written as JSON
	 */
	byte[] encode(String before, @Nullable Object message, String after) {
		return line(before, message, after + "\n", before.isEmpty());
	}

	/**
	 * Write a message with which a descriptor is sent.
	 * @param type what the descriptor is
	 * @param before what comes before the message, as without a descriptor
	 * @param message the message
	 * @param after what comes after it
	 * @param datagramType {@code udp4} or {@code udp6}, of a datagram socket
	 * @return the line
	 * @throws IllegalArgumentException as for a message without a descriptor
	 */
	byte[] encodeHandle(NodeHandleType type, String before, @Nullable Object message, String after,
			@Nullable String datagramType) {
		String head = "{\"cmd\":\"%s\",\"type\":\"%s\",\"msg\":".formatted(NodeCommands.HANDLE, type.wireName());
		String tail = (datagramType != null) ? ",\"dgramType\":\"" + datagramType + "\"}\n" : "}\n";
		return line(head + before, message, after + tail, before.isEmpty());
	}

	private byte[] line(String before, @Nullable Object message, String after, boolean alone) {
		byte[] line = named(write(before, message, after), before.length(), after.length(), message);
		if (alone) {
			refuseCommand(line, before.length(), line.length - after.length(), message);
		}
		return line;
	}

	/** Add the name that a class of messages has. */
	private byte[] named(byte[] line, int before, int after, @Nullable Object message) {
		if (message == null || !message.getClass().isAnnotationPresent(MessageType.class) || line[before] != '{') {
			return line;
		}
		String name = TypeNames.of(message.getClass());
		refuseType(line, before, line.length - after, message.getClass());
		boolean empty = line[before + 1] == '}';
		byte[] member = ("\"" + TYPE + "\":" + quoted(name) + (empty ? "" : ",")).getBytes(StandardCharsets.UTF_8);
		int at = before + 1;
		return ByteBuffer.allocate(line.length + member.length)
			.put(line, 0, at)
			.put(member)
			.put(line, at, line.length - at)
			.array();
	}

	/** The other side could not tell it from the name. */
	private static void refuseType(byte[] line, int from, int to, Class<?> type) {
		if (member(TYPE, line, from, to) != null) {
			throw new IllegalArgumentException(("'message' of %s has a property 'type', which in JSON is the place for "
					+ "the name that @MessageType gives the class: rename the property")
				.formatted(type));
		}
	}

	/** Write that the descriptor has arrived. */
	byte[] encodeHandleAck() {
		return command(NodeCommands.HANDLE_ACK, "");
	}

	/** Write that the descriptor has not arrived. */
	byte[] encodeHandleNack() {
		return command(NodeCommands.HANDLE_NACK, "");
	}

	/** Write how many sockets of the other side's server are open here. */
	byte[] encodeSocketCount(String key, int count) {
		return command(NodeCommands.SOCKET_COUNT, ",\"key\":%s,\"count\":%d".formatted(quoted(key), count));
	}

	/** Write that no socket of the other side's server is open here any more. */
	byte[] encodeAllSocketsClosed(String key) {
		return command(NodeCommands.SOCKET_ALL_CLOSED, ",\"key\":" + quoted(key));
	}

	private String quoted(String key) {
		return new String(write("", key, ""), StandardCharsets.UTF_8);
	}

	private static byte[] command(String command, String members) {
		return "{\"cmd\":\"%s\"%s}\n".formatted(command, members).getBytes(StandardCharsets.UTF_8);
	}

	private byte[] write(String before, @Nullable Object message, String after) {
		try {
			return this.codec.write(before, message, after);
		}
		catch (JsonConversionException ex) {
			throw new IllegalArgumentException(
					("'message' of %s cannot be sent as JSON: %s. Strings, numbers, booleans, "
							+ "null, byte[], ByteBuffer, collections, arrays, maps, records and beans can be")
						.formatted((message != null) ? message.getClass() : "null", ex.getMessage()),
					ex);
		}
	}

	/** Node would take the message for itself, and its listeners would wait forever. */
	private static void refuseCommand(byte[] line, int from, int to, @Nullable Object message) {
		if (line[from] != '{' || !mayBeCommand(line, from, to)) {
			return;
		}
		String command = NodeCommands.of(member(NodeCommands.MEMBER, line, from, to));
		if (command != null) {
			throw new IllegalArgumentException(("'message' of %s has the member 'cmd' with the value '%s'. "
					+ "Values that begin with '%s' are for Node itself: use another one")
				.formatted((message != null) ? message.getClass() : "null", command, NodeCommands.PREFIX));
		}
	}

	private static @Nullable JsonText member(String name, byte[] line, int from, int to) {
		JsonScanner scanner = new JsonScanner(name);
		try {
			scanner.scan(line, from, to);
		}
		catch (JsonSyntaxException ex) {
			throw new IllegalStateException("'message' was written as something else than JSON", ex);
		}
		return scanner.member();
	}

	private static boolean mayBeCommand(byte[] line, int from, int to) {
		for (int i = from; i <= to - COMMAND.length; i++) {
			int matched = 0;
			while (matched < COMMAND.length && line[i + matched] == COMMAND[matched]) {
				matched++;
			}
			if (matched == COMMAND.length) {
				return true;
			}
		}
		return false;
	}

}
