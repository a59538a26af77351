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
import java.util.function.Consumer;

import io.forkit.ipc.json.JsonScanner;
import io.forkit.ipc.json.JsonSyntaxException;
import io.forkit.ipc.json.JsonText;
import io.forkit.ipc.json.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what a Node program sends with the serialization {@code json}: JSON texts
 * that each end with a line feed. As in Node, bytes that are no UTF-8 are replaced by
 * U+FFFD and an empty line is malformed. Not thread-safe, and of no use after an
 * exception.
 */
final class NodeDecoder {

	// A line that is shorter is copied, and the buffer kept for the next one.
	private static final int WORTH_KEEPING = 8192;

	private static final long EACH_BYTE = 0x0101010101010101L;

	private static final long EACH_HIGH_BIT = 0x8080808080808080L;

	private static final long LINE_FEEDS = '\n' * EACH_BYTE;

	private final int maxLength;

	private final JsonScanner scanner = new JsonScanner(NodeCommands.MEMBER);

	private byte[] buffer = {};

	private int buffered;

	/**
	 * Create a decoder.
	 * @param maxLength how many bytes a line may have
	 */
	NodeDecoder(int maxLength) {
		this.maxLength = maxLength;
	}

	/**
	 * Take what was received.
	 * @param input the bytes, of which none is left over
	 * @param consumer given each complete packet
	 * @throws MalformedFrameException if a line is no JSON or too long
	 */
	void decode(ByteBuffer input, Consumer<NodePacket> consumer) throws MalformedFrameException {
		while (input.hasRemaining()) {
			int lineFeed = lineFeed(input);
			if (lineFeed < 0) {
				append(input, input.remaining());
				return;
			}
			JsonText line = complete(input, lineFeed - input.position());
			consumer.accept(packet(line));
		}
	}

	/** Return whether the beginning of a line has arrived and its end has not. */
	boolean isInsideLine() {
		return this.buffered > 0;
	}

	private static int lineFeed(ByteBuffer input) {
		int position = input.position();
		int limit = input.limit();
		for (; position + Long.BYTES <= limit; position += Long.BYTES) {
			long difference = input.getLong(position) ^ LINE_FEEDS;
			if ((difference - EACH_BYTE & ~difference & EACH_HIGH_BIT) != 0) {
				break;
			}
		}
		for (; position < limit; position++) {
			if (input.get(position) == '\n') {
				return position;
			}
		}
		return -1;
	}

	private void append(ByteBuffer input, int count) throws MalformedFrameException {
		if (count > this.maxLength - this.buffered) {
			throw tooLong();
		}
		int needed = this.buffered + count;
		if (needed > this.buffer.length) {
			long doubled = Math.max(2L * this.buffer.length, needed);
			this.buffer = Arrays.copyOf(this.buffer, (int) Math.min(doubled, this.maxLength));
		}
		input.get(this.buffer, this.buffered, count);
		this.buffered = needed;
	}

	private JsonText complete(ByteBuffer input, int count) throws MalformedFrameException {
		byte[] line;
		int length = this.buffered + count;
		if (this.buffered == 0) {
			if (count > this.maxLength) {
				throw tooLong();
			}
			line = new byte[count];
			input.get(line);
		}
		else {
			append(input, count);
			boolean keep = length <= WORTH_KEEPING;
			line = keep ? Arrays.copyOf(this.buffer, length) : this.buffer;
			this.buffer = keep ? this.buffer : new byte[0];
			this.buffered = 0;
		}
		input.position(input.position() + 1);
		return scan(line, length);
	}

	private JsonText scan(byte[] line, int length) throws MalformedFrameException {
		byte[] text = line;
		int end = length;
		long repaired = Utf8.repairedLength(line, 0, length);
		if (repaired >= 0) {
			if (repaired > this.maxLength) {
				throw tooLong();
			}
			end = (int) repaired;
			text = Utf8.repair(line, 0, length, end);
		}
		try {
			return this.scanner.scan(text, 0, end);
		}
		catch (JsonSyntaxException ex) {
			throw new MalformedFrameException("The line is not JSON: " + ex.getMessage());
		}
	}

	private MalformedFrameException tooLong() {
		return new MalformedFrameException(
				"The line has more than the %d bytes that are allowed".formatted(this.maxLength));
	}

	private NodePacket packet(JsonText line) {
		String command = NodeCommands.of(this.scanner.member());
		if (command == null) {
			return new NodePacket.Message(line);
		}
		return switch (command) {
			case NodeCommands.HANDLE -> handle(line);
			case NodeCommands.HANDLE_ACK -> new NodePacket.HandleAck();
			case NodeCommands.HANDLE_NACK -> new NodePacket.HandleNack();
			default -> new NodePacket.Internal(command, line);
		};
	}

	private static NodePacket handle(JsonText line) {
		JsonText message = line.member("msg");
		String command = (message != null) ? NodeCommands.of(message.member(NodeCommands.MEMBER)) : null;
		return new NodePacket.Handle(NodeHandleType.of(string(line, "type")),
				(message != null) ? message : JsonText.NULL, command, string(line, "key"), string(line, "dgramType"));
	}

	private static @Nullable String string(JsonText line, String name) {
		JsonText member = line.member(name);
		return (member != null) ? member.string() : null;
	}

}
