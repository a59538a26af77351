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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Writes values in the notation of {@link WireFormat#FRAMES}: a tag, then the content.
 * Lists and maps keep the types of what is in them.
 */
final class ValueWriter {

	static final int NULL = 0;

	static final int TRUE = 1;

	static final int FALSE = 2;

	static final int INT = 3;

	static final int LONG = 4;

	static final int DOUBLE = 5;

	static final int FLOAT = 6;

	static final int BIG_INTEGER = 7;

	static final int BIG_DECIMAL = 8;

	static final int STRING = 9;

	static final int BYTES = 10;

	static final int LIST = 11;

	static final int MAP = 12;

	static final int BEAN = 13;

	/** How deep values may be nested. */
	static final int MAX_DEPTH = 256;

	private static final int FIRST_SIZE = 128;

	private final Beans beans;

	private byte[] bytes = new byte[FIRST_SIZE];

	private int length;

	private long weight;

	/**
	 * Create a writer.
	 * @param beans knows how records and beans are written
	 */
	ValueWriter(Beans beans) {
		this.beans = beans;
	}

	byte[] bytes() {
		return this.bytes;
	}

	int length() {
		return this.length;
	}

	/**
	 * Return what the values take beside their bytes.
	 * @return the number of bytes, see {@link ValueWeight}
	 */
	long weight() {
		return this.weight;
	}

	/** Leave room for something that is known later. */
	void skip(int count) {
		ensure(count);
		this.length += count;
	}

	void writeByte(int value) {
		ensure(1);
		this.bytes[this.length++] = (byte) value;
	}

	void writeTag(int tag) {
		this.weight += ValueWeight.of(tag);
		writeByte(tag);
	}

	void writeInt(int value) {
		ensure(Integer.BYTES);
		int at = this.length;
		this.bytes[at] = (byte) (value >> 24);
		this.bytes[at + 1] = (byte) (value >> 16);
		this.bytes[at + 2] = (byte) (value >> 8);
		this.bytes[at + 3] = (byte) value;
		this.length = at + Integer.BYTES;
	}

	void writeLong(long value) {
		writeInt((int) (value >> 32));
		writeInt((int) value);
	}

	private void write(byte[] content) {
		writeInt(content.length);
		ensure(content.length);
		System.arraycopy(content, 0, this.bytes, this.length, content.length);
		this.length += content.length;
	}

	private void ensure(int count) {
		if (this.bytes.length - this.length < count) {
			long wanted = Math.max(this.length + (long) count, this.bytes.length * 2L);
			if (wanted > Integer.MAX_VALUE - 64) {
				wanted = this.length + (long) count;
			}
			if (wanted > Integer.MAX_VALUE - 64) {
				throw new IllegalArgumentException("'message' must be smaller than 2 GiB");
			}
			this.bytes = Arrays.copyOf(this.bytes, (int) wanted);
		}
	}

	void writeValue(@Nullable Object value) {
		writeValue(value, 0);
	}

	private void writeValue(@Nullable Object value, int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException(
					"'message' must not be nested more than " + MAX_DEPTH + " deep; does it contain itself?");
		}
		if (value == null) {
			writeTag(NULL);
		}
		else if (value instanceof CharSequence || value instanceof Character) {
			writeTag(STRING);
			write(value.toString().getBytes(StandardCharsets.UTF_8));
		}
		else if (value instanceof Number number) {
			writeNumber(number);
		}
		else if (value instanceof Boolean bool) {
			writeTag(bool ? TRUE : FALSE);
		}
		else if (value instanceof byte[] content) {
			writeTag(BYTES);
			write(content);
		}
		else if (value instanceof ByteBuffer buffer) {
			writeTag(BYTES);
			write(content(buffer));
		}
		else if (value instanceof Collection<?> list) {
			writeList(list.toArray(), depth);
		}
		else if (value instanceof Object[] array) {
			writeList(array, depth);
		}
		else if (value instanceof Map<?, ?> map) {
			writeMap(map, depth);
		}
		else if (value instanceof Optional<?> optional) {
			writeValue(optional.orElse(null), depth);
		}
		else {
			writeBean(value);
		}
	}

	/** Copy what is left in a buffer, which stays as it is. */
	static byte[] content(ByteBuffer buffer) {
		byte[] content = new byte[buffer.remaining()];
		buffer.duplicate().get(content);
		return content;
	}

	private void writeNumber(Number number) {
		if (number instanceof Integer || number instanceof Short || number instanceof Byte
				|| number instanceof AtomicInteger) {
			writeTag(INT);
			writeInt(number.intValue());
		}
		else if (number instanceof Long || number instanceof AtomicLong) {
			writeTag(LONG);
			writeLong(number.longValue());
		}
		else if (number instanceof Double) {
			writeTag(DOUBLE);
			writeLong(Double.doubleToRawLongBits(number.doubleValue()));
		}
		else if (number instanceof Float) {
			writeTag(FLOAT);
			writeInt(Float.floatToRawIntBits(number.floatValue()));
		}
		else if (number instanceof BigInteger big) {
			writeTag(BIG_INTEGER);
			write(big.toByteArray());
		}
		else if (number instanceof BigDecimal big) {
			writeTag(BIG_DECIMAL);
			writeInt(big.scale());
			write(big.unscaledValue().toByteArray());
		}
		else {
			writeBean(number);
		}
	}

	private void writeList(@Nullable Object[] elements, int depth) {
		writeTag(LIST);
		writeInt(elements.length);
		for (Object element : elements) {
			writeValue(element, depth + 1);
		}
	}

	private void writeMap(Map<?, ?> map, int depth) {
		// A copy, as the map may grow meanwhile.
		List<? extends Map.Entry<?, ?>> entries = List.copyOf(map.entrySet());
		writeTag(MAP);
		writeInt(entries.size());
		MapKeys keys = new MapKeys();
		for (Map.Entry<?, ?> entry : entries) {
			int at = this.length;
			writeValue(entry.getKey(), depth + 1);
			String reason = keys.refuse(this.bytes[at], this.length - at);
			if (reason != null) {
				throw new IllegalArgumentException("'message' must have no map with " + reason);
			}
			writeValue(entry.getValue(), depth + 1);
			this.weight += ValueWeight.ENTRY;
		}
	}

	private void writeBean(Object bean) {
		byte[] json = this.beans.write(bean);
		writeTag(BEAN);
		write(TypeNames.of(bean.getClass()).getBytes(StandardCharsets.UTF_8));
		write(json);
	}

}
