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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ValueWriter} has written, and trusts none of it.
 */
final class ValueReader {

	private final ByteBuffer input;

	private final long maxWeight;

	private long weight;

	/**
	 * Create a reader.
	 * @param input what to read
	 * @param maxWeight how much the values may take, see {@link ValueWeight}
	 */
	ValueReader(ByteBuffer input, long maxWeight) {
		this.input = input;
		this.maxWeight = maxWeight;
	}

	/**
	 * Read the only value.
	 * @return the value; records and beans are a {@link Bean}
	 * @throws MalformedFrameException if there is no value, or something after it
	 */
	@Nullable Object readOnly() throws MalformedFrameException {
		Object value = read();
		if (this.input.hasRemaining()) {
			throw new MalformedFrameException(
					"After the value of the message there are %d bytes more".formatted(this.input.remaining()));
		}
		return value;
	}

	/**
	 * Return what the values take beside their bytes.
	 * @return the number of bytes, see {@link ValueWeight}
	 */
	long weight() {
		return this.weight;
	}

	@Nullable Object read() throws MalformedFrameException {
		try {
			return read(0);
		}
		catch (BufferUnderflowException ex) {
			throw new MalformedFrameException("The message ends in the middle of a value");
		}
	}

	private @Nullable Object read(int depth) throws MalformedFrameException {
		if (depth > ValueWriter.MAX_DEPTH) {
			throw new MalformedFrameException(
					"The message is nested more than %d deep".formatted(ValueWriter.MAX_DEPTH));
		}
		int tag = this.input.get();
		weigh(ValueWeight.of(tag));
		return switch (tag) {
			case ValueWriter.NULL -> null;
			case ValueWriter.TRUE -> Boolean.TRUE;
			case ValueWriter.FALSE -> Boolean.FALSE;
			case ValueWriter.INT -> this.input.getInt();
			case ValueWriter.LONG -> this.input.getLong();
			case ValueWriter.DOUBLE -> Double.longBitsToDouble(this.input.getLong());
			case ValueWriter.FLOAT -> Float.intBitsToFloat(this.input.getInt());
			case ValueWriter.BIG_INTEGER -> readBigInteger();
			case ValueWriter.BIG_DECIMAL -> readBigDecimal();
			case ValueWriter.STRING -> readString();
			case ValueWriter.BYTES -> readBytes();
			case ValueWriter.LIST -> readList(depth);
			case ValueWriter.MAP -> readMap(depth);
			case ValueWriter.BEAN -> new Bean(readString(), readBytes());
			default -> throw new MalformedFrameException("There is no kind of value with the number " + tag);
		};
	}

	private void weigh(int more) throws MalformedFrameException {
		this.weight += more;
		if (this.weight > this.maxWeight) {
			throw new MalformedFrameException(
					"The values of the message take more than %d bytes".formatted(this.maxWeight));
		}
	}

	private BigInteger readBigInteger() throws MalformedFrameException {
		byte[] bytes = readBytes();
		if (bytes.length == 0) {
			throw new MalformedFrameException("The message has a number without a digit");
		}
		return new BigInteger(bytes);
	}

	private BigDecimal readBigDecimal() throws MalformedFrameException {
		int scale = this.input.getInt();
		return new BigDecimal(readBigInteger(), scale);
	}

	private String readString() throws MalformedFrameException {
		int length = readLength(1);
		if (this.input.hasArray()) {
			String text = new String(this.input.array(), this.input.arrayOffset() + this.input.position(), length,
					StandardCharsets.UTF_8);
			this.input.position(this.input.position() + length);
			return text;
		}
		byte[] bytes = new byte[length];
		this.input.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private byte[] readBytes() throws MalformedFrameException {
		byte[] bytes = new byte[readLength(1)];
		this.input.get(bytes);
		return bytes;
	}

	private List<@Nullable Object> readList(int depth) throws MalformedFrameException {
		int size = readLength(1);
		// Grown as the elements come: an element takes more memory than its byte.
		List<@Nullable Object> list = new ArrayList<>(Math.min(size, 1024));
		for (int i = 0; i < size; i++) {
			list.add(read(depth + 1));
		}
		return list;
	}

	private Map<@Nullable Object, @Nullable Object> readMap(int depth) throws MalformedFrameException {
		int size = readLength(2);
		Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
		MapKeys keys = new MapKeys();
		for (int i = 0; i < size; i++) {
			int at = this.input.position();
			Object key = read(depth + 1);
			String reason = keys.refuse(this.input.get(at), this.input.position() - at);
			if (reason != null) {
				throw new MalformedFrameException("The message has a map with " + reason);
			}
			map.put(key, read(depth + 1));
			weigh(ValueWeight.ENTRY);
		}
		return map;
	}

	private int readLength(int bytesPerElement) throws MalformedFrameException {
		int length = this.input.getInt();
		if (length < 0 || length > this.input.remaining() / bytesPerElement) {
			throw new MalformedFrameException("The message has %d bytes left but a value announces %d"
				.formatted(this.input.remaining(), Integer.toUnsignedLong(length) * bytesPerElement));
		}
		return length;
	}

}
