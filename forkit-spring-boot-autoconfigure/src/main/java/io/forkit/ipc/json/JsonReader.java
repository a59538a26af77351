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

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that was checked by a {@link JsonScanner} as plain objects. Not thread-safe.
 */
final class JsonReader {

	/** Java reads longer integers in quadratic time. Jackson has the same limit. */
	static final int MAX_DIGITS = 1000;

	private final byte[] bytes;

	private final ByteBuffer words;

	private final int end;

	private int position;

	JsonReader(JsonText text) {
		this(text.bytes(), text.from(), text.to());
	}

	JsonReader(byte[] bytes, int position, int end) {
		this.bytes = bytes;
		this.words = ByteBuffer.wrap(bytes);
		this.end = end;
		this.position = position;
	}

	/**
	 * Read a value of any kind: {@code null}, {@link Boolean}, {@link String},
	 * {@link Integer}, {@link Long}, {@link BigInteger} or {@link Double}, an
	 * {@link ArrayList} or a {@link LinkedHashMap}, both of which may hold {@code null}.
	 */
	@Nullable Object value() throws JsonConversionException {
		skipWhitespace();
		switch (this.bytes[this.position]) {
			case '{':
				return object();
			case '[':
				return array();
			case '"':
				return string();
			case 't':
				this.position += 4;
				return true;
			case 'f':
				this.position += 5;
				return false;
			case 'n':
				this.position += 4;
				return null;
			default:
				return anyNumber();
		}
	}

	private Map<String, @Nullable Object> object() throws JsonConversionException {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		this.position++;
		skipWhitespace();
		while (this.bytes[this.position] != '}') {
			String name = string();
			skipWhitespace();
			this.position++;
			object.put(name, value());
			nextElement();
		}
		this.position++;
		return object;
	}

	private List<@Nullable Object> array() throws JsonConversionException {
		List<@Nullable Object> array = new ArrayList<>();
		this.position++;
		skipWhitespace();
		while (this.bytes[this.position] != ']') {
			array.add(value());
			nextElement();
		}
		this.position++;
		return array;
	}

	private void nextElement() {
		skipWhitespace();
		if (this.bytes[this.position] == ',') {
			this.position++;
			skipWhitespace();
		}
	}

	/** Read a string, at its opening quote. */
	String string() {
		int from = ++this.position;
		int end = plainEnd(from);
		if (this.bytes[end] == '"') {
			this.position = end + 1;
			return text(from, end);
		}
		StringBuilder string = new StringBuilder();
		while (this.bytes[end] == '\\') {
			string.append(text(from, end));
			from = escape(end + 1, string);
			end = plainEnd(from);
		}
		this.position = end + 1;
		return string.append(text(from, end)).toString();
	}

	private int plainEnd(int from) {
		return Words.plainEnd(this.words, from, this.bytes.length);
	}

	private String text(int from, int to) {
		return new String(this.bytes, from, to - from, StandardCharsets.UTF_8);
	}

	private int escape(int position, StringBuilder string) {
		int c = this.bytes[position];
		switch (c) {
			case 'b' -> string.append('\b');
			case 'f' -> string.append('\f');
			case 'n' -> string.append('\n');
			case 'r' -> string.append('\r');
			case 't' -> string.append('\t');
			case 'u' -> {
				int unit = 0;
				for (int i = 1; i <= 4; i++) {
					unit = (unit << 4) + Character.digit(this.bytes[position + i], 16);
				}
				string.append((char) unit);
				return position + 5;
			}
			default -> string.append((char) c);
		}
		return position + 1;
	}

	/** Read a number, and leave to the caller what becomes of it. */
	String number() {
		int from = this.position;
		while (this.position < this.end && isInNumber(this.bytes[this.position])) {
			this.position++;
		}
		return new String(this.bytes, from, this.position - from, StandardCharsets.ISO_8859_1);
	}

	/** Read an array of integers from 0 to 255. */
	byte[] bytes() throws JsonConversionException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		this.position++;
		skipWhitespace();
		while (this.bytes[this.position] != ']') {
			int value = -1;
			while (this.bytes[this.position] >= '0' && this.bytes[this.position] <= '9' && value <= 255) {
				value = 10 * Math.max(value, 0) + this.bytes[this.position++] - '0';
			}
			if (value < 0 || value > 255 || isInNumber(this.bytes[this.position])) {
				throw new JsonConversionException("a Buffer holds something that is no byte");
			}
			bytes.write(value);
			nextElement();
		}
		return bytes.toByteArray();
	}

	private Number anyNumber() throws JsonConversionException {
		int position = this.position;
		int value = 0;
		// Nine digits fit in any case.
		int last = Math.min(this.end, position + 9);
		while (position < last && this.bytes[position] >= '0' && this.bytes[position] <= '9') {
			value = 10 * value + this.bytes[position++] - '0';
		}
		if (position == this.position || (position < this.end && isInNumber(this.bytes[position]))) {
			return number(number());
		}
		this.position = position;
		return value;
	}

	private static boolean isInNumber(int c) {
		return (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 'e' || c == 'E' || c == '+';
	}

	private static Number number(String number) throws JsonConversionException {
		if (!isInteger(number)) {
			return Double.valueOf(number);
		}
		if (number.length() <= 18) {
			long value = Long.parseLong(number);
			// No conditional expression, which would make a long of both
			if (value == (int) value) {
				return (int) value;
			}
			return value;
		}
		if (number.length() > MAX_DIGITS) {
			throw new JsonConversionException("a number has more than " + MAX_DIGITS + " digits");
		}
		BigInteger value = new BigInteger(number);
		if (value.bitLength() < Long.SIZE) {
			return value.longValue();
		}
		return value;
	}

	static boolean isInteger(String number) {
		return number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
	}

	private void skipWhitespace() {
		while (this.bytes[this.position] == ' ' || this.bytes[this.position] == '\t'
				|| this.bytes[this.position] == '\n' || this.bytes[this.position] == '\r') {
			this.position++;
		}
	}

}
