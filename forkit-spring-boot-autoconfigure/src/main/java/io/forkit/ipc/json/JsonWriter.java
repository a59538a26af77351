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

package io.forkit.ipc.json;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON with the same bytes as {@code JSON.stringify} of JavaScript. Not
 * thread-safe.
 */
final class JsonWriter {

	private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

	private static final int CHUNK = 1024;

	// As in an escape of one unit
	private static final int MAX_CHAR = 6;

	private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

	private final Beans beans;

	private byte[] bytes = new byte[256];

	private int size;

	private int depth;

	JsonWriter(Beans beans) {
		this.beans = beans;
	}

	/** Return what was written. */
	byte[] toBytes() {
		return Arrays.copyOf(this.bytes, this.size);
	}

	/** Write any value. */
	void value(@Nullable Object value) throws JsonConversionException {
		if (value == null) {
			ascii("null");
		}
		else if (value instanceof String || value instanceof Character || value instanceof StringBuilder) {
			string(value.toString());
		}
		else if (value instanceof Boolean) {
			ascii(value.toString());
		}
		else if (isNumber(value)) {
			number((Number) value);
		}
		else if (value instanceof byte[] buffer) {
			buffer(ByteBuffer.wrap(buffer));
		}
		else if (value instanceof ByteBuffer buffer) {
			buffer(buffer.duplicate());
		}
		else if (value instanceof Collection<?> collection) {
			collection(collection);
		}
		else if (value instanceof Map<?, ?> map && hasStringKeys(map)) {
			map(map);
		}
		else if (value.getClass().isArray()) {
			array(value);
		}
		else {
			this.beans.write(value, this);
		}
	}

	private static boolean isNumber(Object value) {
		return value instanceof Integer || value instanceof Long || value instanceof Double || value instanceof Float
				|| value instanceof Short || value instanceof Byte || value instanceof BigInteger
				|| value instanceof BigDecimal || value instanceof AtomicInteger || value instanceof AtomicLong;
	}

	private static boolean hasStringKeys(Map<?, ?> map) {
		for (Object key : map.keySet()) {
			if (!(key instanceof String)) {
				return false;
			}
		}
		return true;
	}

	/** Write a number, or {@code null} if there is no such number in JSON. */
	void number(Number number) {
		if (number instanceof Integer) {
			integer(number.intValue());
		}
		else if (number instanceof Double) {
			ascii(JavaScriptNumber.toString(number.doubleValue()));
		}
		else if (number instanceof Float) {
			// By its own digits: those of the double next to it say more than is known.
			ascii(JavaScriptNumber.toString(Double.parseDouble(number.toString())));
		}
		else {
			ascii(number.toString());
		}
	}

	private void integer(int value) {
		ensure(11);
		if (value < 0) {
			this.bytes[this.size++] = '-';
		}
		int digits = 1;
		for (int rest = value / 10; rest != 0; rest /= 10) {
			digits++;
		}
		int rest = value;
		for (int i = this.size + digits - 1; i >= this.size; i--) {
			this.bytes[i] = (byte) ('0' + Math.abs(rest % 10));
			rest /= 10;
		}
		this.size += digits;
	}

	/** Write bytes the way a {@code Buffer} of Node turns into JSON. */
	void buffer(ByteBuffer buffer) {
		ascii("{\"type\":\"Buffer\",\"data\":[");
		boolean first = true;
		while (buffer.hasRemaining()) {
			ensure(4);
			if (!first) {
				this.bytes[this.size++] = ',';
			}
			first = false;
			int value = buffer.get() & 0xff;
			if (value >= 100) {
				this.bytes[this.size++] = (byte) ('0' + value / 100);
			}
			if (value >= 10) {
				this.bytes[this.size++] = (byte) ('0' + value / 10 % 10);
			}
			this.bytes[this.size++] = (byte) ('0' + value % 10);
		}
		ascii("]}");
	}

	private void collection(Collection<?> collection) throws JsonConversionException {
		open('[');
		boolean first = true;
		for (Object element : collection) {
			separate(first);
			first = false;
			value(element);
		}
		close(']');
	}

	private void array(Object array) throws JsonConversionException {
		open('[');
		int length = Array.getLength(array);
		for (int i = 0; i < length; i++) {
			separate(i == 0);
			value(Array.get(array, i));
		}
		close(']');
	}

	private void map(Map<?, ?> map) throws JsonConversionException {
		open('{');
		boolean first = true;
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			separate(first);
			first = false;
			string((String) entry.getKey());
			raw(':');
			value(entry.getValue());
		}
		close('}');
	}

	/** Begin an array or an object. */
	void open(char bracket) throws JsonConversionException {
		if (++this.depth > JsonScanner.MAX_DEPTH) {
			throw new JsonConversionException(
					"it is nested deeper than %d levels, or holds itself".formatted(JsonScanner.MAX_DEPTH));
		}
		raw(bracket);
	}

	/** End an array or an object. */
	void close(char bracket) {
		this.depth--;
		raw(bracket);
	}

	/** Write a comma, unless this is the first element. */
	void separate(boolean first) {
		if (!first) {
			raw(',');
		}
	}

	/** Write one ASCII character. */
	void raw(char c) {
		ensure(1);
		this.bytes[this.size++] = (byte) c;
	}

	/** Write ASCII text as it is. */
	@SuppressWarnings("deprecation")
	void ascii(String text) {
		ensure(text.length());
		text.getBytes(0, text.length(), this.bytes, this.size);
		this.size += text.length();
	}

	/** Write a string. */
	void string(String string) {
		raw('"');
		int length = string.length();
		int position = 0;
		while (position < length) {
			int end = Math.min(length, position + CHUNK);
			ensure(MAX_CHAR * (end - position));
			position = plain(string, position, end);
			if (position < end) {
				position += special(string, position);
			}
		}
		raw('"');
	}

	/** Write characters as they are, up to one that is not written so. */
	private int plain(String string, int from, int to) {
		byte[] bytes = this.bytes;
		int offset = this.size - from;
		int position = from;
		while (position < to) {
			char c = string.charAt(position);
			if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
				break;
			}
			bytes[offset + position++] = (byte) c;
		}
		this.size = offset + position;
		return position;
	}

	/**
	 * Write one character that is escaped, or has more than one byte.
	 * @return how many units it has
	 */
	private int special(String string, int position) {
		char c = string.charAt(position);
		if (c < 0x80) {
			escape(c);
		}
		else if (c < 0x800) {
			this.bytes[this.size++] = (byte) (0xc0 | c >> 6);
			this.bytes[this.size++] = (byte) (0x80 | c & 0x3f);
		}
		else if (!Character.isSurrogate(c)) {
			this.bytes[this.size++] = (byte) (0xe0 | c >> 12);
			this.bytes[this.size++] = (byte) (0x80 | c >> 6 & 0x3f);
			this.bytes[this.size++] = (byte) (0x80 | c & 0x3f);
		}
		else {
			int codePoint = string.codePointAt(position);
			if (codePoint == c) {
				unicode(c);
			}
			else {
				pair(codePoint);
				return 2;
			}
		}
		return 1;
	}

	private void pair(int codePoint) {
		this.bytes[this.size++] = (byte) (0xf0 | codePoint >> 18);
		this.bytes[this.size++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
		this.bytes[this.size++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
		this.bytes[this.size++] = (byte) (0x80 | codePoint & 0x3f);
	}

	private void escape(char c) {
		switch (c) {
			case '"', '\\' -> escaped(c);
			case '\b' -> escaped('b');
			case '\f' -> escaped('f');
			case '\n' -> escaped('n');
			case '\r' -> escaped('r');
			case '\t' -> escaped('t');
			default -> unicode(c);
		}
	}

	private void escaped(char c) {
		this.bytes[this.size++] = '\\';
		this.bytes[this.size++] = (byte) c;
	}

	private void unicode(char c) {
		escaped('u');
		for (int shift = 12; shift >= 0; shift -= 4) {
			this.bytes[this.size++] = HEX[c >> shift & 0xf];
		}
	}

	private void ensure(int count) {
		long needed = (long) this.size + count;
		if (needed > this.bytes.length) {
			if (needed > MAX_SIZE) {
				throw new TooLargeException();
			}
			this.bytes = Arrays.copyOf(this.bytes, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * this.bytes.length)));
		}
	}

	/** What is written does not fit into an array. */
	static final class TooLargeException extends RuntimeException {

	}

	/** Writes what is none of the plain types. */
	@FunctionalInterface
	interface Beans {

		void write(Object bean, JsonWriter writer) throws JsonConversionException;

	}

}
