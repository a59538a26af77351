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

import java.nio.charset.StandardCharsets;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.ipc.json.JsonConversionException;
import io.forkit.ipc.json.JsonScanner;
import io.forkit.ipc.json.JsonSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a Node program with the serialization {@code json} expects. Thread-safe.
 */
final class NodeEncoder {

	private static final byte[] COMMAND = ("\"" + NodeCommands.MEMBER + "\":\"" + NodeCommands.PREFIX)
		.getBytes(StandardCharsets.ISO_8859_1);

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
		byte[] line = write("", message, "\n");
		refuseCommand(line, 0, line.length - 1, message);
		return line;
	}

	/**
	 * Write a message inside of something else.
	 * @param before what comes before it
	 * @param message the message
	 * @param after what comes after it
	 * @return the line
	 * @throws IllegalArgumentException if it cannot be written as JSON
	 */
	byte[] encode(String before, @Nullable Object message, String after) {
		return write(before, message, after);
	}

	/**
	 * Write a message with which a descriptor is sent.
	 * @param type what the descriptor is
	 * @param message the message
	 * @param datagramType {@code udp4} or {@code udp6}, of a datagram socket
	 * @return the line
	 * @throws IllegalArgumentException as for a message without a descriptor
	 */
	byte[] encodeHandle(NodeHandleType type, @Nullable Object message, @Nullable String datagramType) {
		String before = "{\"cmd\":\"%s\",\"type\":\"%s\",\"msg\":".formatted(NodeCommands.HANDLE, type.wireName());
		String after = (datagramType != null) ? ",\"dgramType\":\"" + datagramType + "\"}\n" : "}\n";
		byte[] line = write(before, message, after);
		refuseCommand(line, before.length(), line.length - after.length(), message);
		return line;
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
		JsonScanner scanner = new JsonScanner(NodeCommands.MEMBER);
		try {
			scanner.scan(line, from, to);
		}
		catch (JsonSyntaxException ex) {
			throw new IllegalStateException("'message' was written as something else than JSON", ex);
		}
		String command = NodeCommands.of(scanner.member());
		if (command != null) {
			throw new IllegalArgumentException(("'message' of %s has the member 'cmd' with the value '%s'. "
					+ "Values that begin with '%s' are for Node itself: use another one")
				.formatted((message != null) ? message.getClass() : "null", command, NodeCommands.PREFIX));
		}
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
