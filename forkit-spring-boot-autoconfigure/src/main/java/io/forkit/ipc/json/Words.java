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

/**
 * Looks at eight bytes at a time. A {@link ByteBuffer} reads them without the method
 * handles of a {@code VarHandle}, which a fresh JVM would have to set up first.
 */
final class Words {

	private static final long EACH_BYTE = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	private static final long QUOTES = '"' * EACH_BYTE;

	private static final long BACKSLASHES = '\\' * EACH_BYTE;

	private static final long SPACES = ' ' * EACH_BYTE;

	private Words() {
	}

	/** Return where the ASCII characters end, to within eight. */
	static int asciiEnd(ByteBuffer bytes, int from, int to) {
		int position = from;
		while (position + Long.BYTES <= to && (bytes.getLong(position) & HIGH_BITS) == 0) {
			position += Long.BYTES;
		}
		return position;
	}

	/** Return the next quote, backslash or control character of a string. */
	static int plainEnd(ByteBuffer bytes, int from, int to) {
		int position = from;
		for (; position + Long.BYTES <= to; position += Long.BYTES) {
			long word = bytes.getLong(position);
			if (((zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | (word - SPACES & ~word)) & HIGH_BITS) != 0) {
				break;
			}
		}
		while (position < to && isPlain(bytes.get(position))) {
			position++;
		}
		return position;
	}

	private static long zeros(long word) {
		return word - EACH_BYTE & ~word;
	}

	private static boolean isPlain(int c) {
		return (c >= ' ' || c < 0) && c != '"' && c != '\\';
	}

}
