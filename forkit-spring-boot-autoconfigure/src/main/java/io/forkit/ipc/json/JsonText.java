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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One JSON value as it was received: known to be JSON, but not yet read. Reading is left
 * to whoever knows the class it is wanted as, and happens in their thread. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonText {

	/** The text {@code null}. */
	public static final JsonText NULL = new JsonText(new byte[] { 'n', 'u', 'l', 'l' }, 0, 4);

	private final byte[] bytes;

	private final int from;

	private final int to;

	JsonText(byte[] bytes, int from, int to) {
		this.bytes = bytes;
		this.from = from;
		this.to = to;
	}

	/**
	 * Return the last member of this name, which is the one that counts.
	 * @param name the name of a member of the object
	 * @return the value, or {@code null} if there is none or this is no object
	 */
	public @Nullable JsonText member(String name) {
		if (this.bytes[this.from] != '{') {
			return null;
		}
		try {
			JsonScanner scanner = new JsonScanner(name);
			scanner.scan(this.bytes, this.from, this.to);
			return scanner.member();
		}
		catch (JsonSyntaxException ex) {
			throw new IllegalStateException("Checked before", ex);
		}
	}

	/**
	 * Return the first member of an object if it has this name.
	 * @param name the name, of plain letters
	 * @return the value, or {@code null} if the first one is another one or this is no
	 * object
	 */
	public @Nullable JsonText first(String name) {
		int length = name.length();
		if (this.to - this.from < length + 3 || this.bytes[this.from] != '{' || this.bytes[this.from + 1] != '"'
				|| this.bytes[this.from + 2 + length] != '"') {
			return null;
		}
		for (int i = 0; i < length; i++) {
			if (this.bytes[this.from + 2 + i] != name.charAt(i)) {
				return null;
			}
		}
		return member(name);
	}

	/**
	 * Return what kind of value it is.
	 * @return the first character
	 */
	public char firstCharacter() {
		return (char) this.bytes[this.from];
	}

	/**
	 * Return the text of a JSON string.
	 * @return the text, or {@code null} if this is no string
	 */
	public @Nullable String string() {
		return (this.bytes[this.from] == '"') ? new JsonReader(this).string() : null;
	}

	/**
	 * Return the beginning of this text, for a message to people.
	 * @param maxLength how many characters at most
	 * @return the beginning, with an ellipsis if there is more
	 */
	public String excerpt(int maxLength) {
		// No character has more than four bytes, nor more of them than three for each
		// char.
		int end = Math.min(this.to, this.from + 3 * maxLength + 3);
		String text = new String(this.bytes, this.from, end - this.from, StandardCharsets.UTF_8);
		return (end == this.to && text.length() <= maxLength) ? text
				: text.substring(0, Math.min(maxLength, text.length())) + "…";
	}

	/**
	 * Return the number of bytes in UTF-8.
	 * @return the number of bytes
	 */
	public int length() {
		return this.to - this.from;
	}

	byte[] bytes() {
		return this.bytes;
	}

	int from() {
		return this.from;
	}

	int to() {
		return this.to;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof JsonText that
				&& Arrays.equals(this.bytes, this.from, this.to, that.bytes, that.from, that.to);
	}

	@Override
	public int hashCode() {
		int hash = 1;
		for (int i = this.from; i < this.to; i++) {
			hash = 31 * hash + this.bytes[i];
		}
		return hash;
	}

	/** Return the whole text. */
	@Override
	public String toString() {
		return new String(this.bytes, this.from, length(), StandardCharsets.UTF_8);
	}

}
