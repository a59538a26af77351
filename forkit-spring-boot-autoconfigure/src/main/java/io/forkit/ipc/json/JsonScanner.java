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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Checks that bytes are JSON, as strictly as {@code JSON.parse} of JavaScript does, in
 * one pass and without reading values. On the way it finds one member of the outermost
 * object. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonScanner {

	/** How deep arrays and objects may be nested: as deep as Jackson reads and writes. */
	public static final int MAX_DEPTH = 500;

	private static final byte[] TRUE = { 't', 'r', 'u', 'e' };

	private static final byte[] FALSE = { 'f', 'a', 'l', 's', 'e' };

	private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

	private final String name;

	private final byte[] nameBytes;

	private final boolean[] objects = new boolean[MAX_DEPTH + 1];

	private byte[] bytes = {};

	private int position;

	private int end;

	private ByteBuffer words = ByteBuffer.wrap(this.bytes);

	private boolean escaped;

	private @Nullable JsonText member;

	/**
	 * Create a scanner.
	 * @param name the name of the member to find
	 */
	public JsonScanner(String name) {
		this.name = name;
		this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Check one text. The array belongs to the result and must not be changed any more.
	 * @param bytes holds the text in UTF-8, which is not checked here
	 * @param from where it begins
	 * @param to where it ends
	 * @return the text without the white space around it
	 * @throws JsonSyntaxException if it is no JSON, or nested deeper than
	 * {@link #MAX_DEPTH}
	 */
	public JsonText scan(byte[] bytes, int from, int to) throws JsonSyntaxException {
		this.bytes = bytes;
		this.words = ByteBuffer.wrap(bytes);
		this.position = from;
		this.end = to;
		this.member = null;
		try {
			return scan(from);
		}
		finally {
			this.bytes = new byte[0];
			this.words = ByteBuffer.wrap(this.bytes);
		}
	}

	/**
	 * Return the member with the name that was given, of the text that was scanned last.
	 * @return the last member of that name, or {@code null} if there was none
	 */
	public @Nullable JsonText member() {
		return this.member;
	}

	private JsonText scan(int origin) throws JsonSyntaxException {
		int depth = 0;
		int memberFrom = -1;
		skipWhitespace();
		int start = this.position;
		while (true) {
			skipWhitespace();
			int c = next(origin);
			if (c == '{' || c == '[') {
				boolean object = c == '{';
				if (++depth > MAX_DEPTH) {
					throw new JsonSyntaxException("it is nested deeper than " + MAX_DEPTH + " levels");
				}
				this.objects[depth] = object;
				skipWhitespace();
				if (this.position == this.end || this.bytes[this.position] != (object ? '}' : ']')) {
					if (object && name(origin) && depth == 1) {
						memberFrom = this.position;
					}
					continue;
				}
				this.position++;
				depth--;
			}
			else {
				scalar(c, origin);
			}
			while (true) {
				if (depth == 1 && memberFrom >= 0) {
					this.member = new JsonText(this.bytes, memberFrom, this.position);
					memberFrom = -1;
				}
				int valueEnd = this.position;
				skipWhitespace();
				if (depth == 0) {
					if (this.position < this.end) {
						throw unexpected(this.position, origin);
					}
					return new JsonText(this.bytes, start, valueEnd);
				}
				c = next(origin);
				if (c == ',') {
					if (this.objects[depth] && name(origin) && depth == 1) {
						memberFrom = this.position;
					}
					break;
				}
				if (c != (this.objects[depth] ? '}' : ']')) {
					throw unexpected(this.position - 1, origin);
				}
				depth--;
			}
		}
	}

	/**
	 * Scan the name of a member and the colon.
	 * @return whether it is the name that is looked for
	 */
	private boolean name(int origin) throws JsonSyntaxException {
		skipWhitespace();
		if (next(origin) != '"') {
			throw unexpected(this.position - 1, origin);
		}
		int from = this.position;
		string(origin);
		int to = this.position - 1;
		boolean matches = this.escaped ? new JsonReader(this.bytes, from - 1, to).string().equals(this.name)
				: Arrays.equals(this.bytes, from, to, this.nameBytes, 0, this.nameBytes.length);
		skipWhitespace();
		if (next(origin) != ':') {
			throw unexpected(this.position - 1, origin);
		}
		skipWhitespace();
		return matches;
	}

	private void scalar(int c, int origin) throws JsonSyntaxException {
		switch (c) {
			case '"' -> string(origin);
			case 't' -> literal(TRUE, origin);
			case 'f' -> literal(FALSE, origin);
			case 'n' -> literal(NULL, origin);
			default -> number(c, origin);
		}
	}

	private void string(int origin) throws JsonSyntaxException {
		byte[] bytes = this.bytes;
		int end = this.end;
		int position = this.position;
		this.escaped = false;
		while (true) {
			position = Words.plainEnd(this.words, position, end);
			if (position == end) {
				throw unexpected(end, origin);
			}
			int c = bytes[position++];
			if (c == '"') {
				this.position = position;
				return;
			}
			if (c == '\\') {
				this.position = position;
				escape(origin);
				position = this.position;
				this.escaped = true;
			}
			else {
				throw unexpected(position - 1, origin);
			}
		}
	}

	private void escape(int origin) throws JsonSyntaxException {
		int c = next(origin);
		if (c == 'u') {
			for (int i = 0; i < 4; i++) {
				if (Character.digit(next(origin), 16) < 0) {
					throw unexpected(this.position - 1, origin);
				}
			}
		}
		else if ("\"\\/bfnrt".indexOf(c) < 0) {
			throw unexpected(this.position - 1, origin);
		}
	}

	private void literal(byte[] literal, int origin) throws JsonSyntaxException {
		for (int i = 1; i < literal.length; i++) {
			if (next(origin) != literal[i]) {
				throw unexpected(this.position - 1, origin);
			}
		}
	}

	private void number(int first, int origin) throws JsonSyntaxException {
		int c = (first == '-') ? next(origin) : first;
		if (c < '0' || c > '9') {
			throw unexpected(this.position - 1, origin);
		}
		if (c != '0') {
			skipDigits();
		}
		if (at('.')) {
			this.position++;
			digits(origin);
		}
		if (at('e') || at('E')) {
			this.position++;
			if (at('+') || at('-')) {
				this.position++;
			}
			digits(origin);
		}
	}

	private void digits(int origin) throws JsonSyntaxException {
		int c = next(origin);
		if (c < '0' || c > '9') {
			throw unexpected(this.position - 1, origin);
		}
		skipDigits();
	}

	private void skipDigits() {
		while (this.position < this.end && this.bytes[this.position] >= '0' && this.bytes[this.position] <= '9') {
			this.position++;
		}
	}

	private void skipWhitespace() {
		while (this.position < this.end) {
			int c = this.bytes[this.position];
			if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
				return;
			}
			this.position++;
		}
	}

	private boolean at(int c) {
		return this.position < this.end && this.bytes[this.position] == c;
	}

	private int next(int origin) throws JsonSyntaxException {
		if (this.position == this.end) {
			throw unexpected(this.end, origin);
		}
		return this.bytes[this.position++];
	}

	private JsonSyntaxException unexpected(int position, int origin) {
		if (position == this.end) {
			return new JsonSyntaxException("it ends too early, after %d bytes".formatted(this.end - origin));
		}
		int c = this.bytes[position] & 0xff;
		String what = (c > ' ' && c < 0x7f) ? "'" + (char) c + "'" : "0x%02x".formatted(c);
		return new JsonSyntaxException("unexpected %s at byte %d".formatted(what, position - origin));
	}

}
