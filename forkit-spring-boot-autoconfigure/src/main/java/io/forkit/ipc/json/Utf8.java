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
 * Replaces what is no UTF-8 by U+FFFD, just as Node and all browsers do: one for each
 * longest beginning of a character, and one for each byte that begins none.
 *
 * @since 0.1.0
 */
public final class Utf8 {

	private Utf8() {
	}

	/**
	 * Return how long the text is when it is repaired.
	 * @param bytes holds the text
	 * @param from where it begins
	 * @param to where it ends
	 * @return the number of bytes, or -1 if there is nothing to repair
	 */
	public static long repairedLength(byte[] bytes, int from, int to) {
		ByteBuffer words = ByteBuffer.wrap(bytes);
		long length = 0;
		boolean valid = true;
		int position = from;
		while (position < to) {
			int ascii = Words.asciiEnd(words, position, to);
			length += ascii - position;
			position = ascii;
			if (position == to) {
				break;
			}
			int count = sequence(bytes, position, to);
			valid &= count > 0;
			length += (count > 0) ? count : 3;
			position += Math.abs(count);
		}
		return valid ? -1 : length;
	}

	/**
	 * Repair a text.
	 * @param bytes holds the text
	 * @param from where it begins
	 * @param to where it ends
	 * @param length the length that {@link #repairedLength} has returned
	 * @return the text with the replacements
	 */
	public static byte[] repair(byte[] bytes, int from, int to, int length) {
		byte[] repaired = new byte[length];
		int size = 0;
		int position = from;
		while (position < to) {
			int count = sequence(bytes, position, to);
			if (count > 0) {
				for (int i = 0; i < count; i++) {
					repaired[size++] = bytes[position + i];
				}
			}
			else {
				repaired[size++] = (byte) 0xef;
				repaired[size++] = (byte) 0xbf;
				repaired[size++] = (byte) 0xbd;
			}
			position += Math.abs(count);
		}
		return repaired;
	}

	/**
	 * Look at the next character.
	 * @return the number of its bytes, or minus the number of those that make none
	 */
	private static int sequence(byte[] bytes, int position, int to) {
		int first = bytes[position] & 0xff;
		if (first < 0x80) {
			return 1;
		}
		int count = (first < 0xe0) ? 2 : (first < 0xf0) ? 3 : 4;
		if (first < 0xc2 || first > 0xf4) {
			return -1;
		}
		// The second byte tells overlong forms, surrogates and what is above U+10FFFF.
		int lowest = (first == 0xe0) ? 0xa0 : (first == 0xf0) ? 0x90 : 0x80;
		int highest = (first == 0xed) ? 0x9f : (first == 0xf4) ? 0x8f : 0xbf;
		for (int i = 1; i < count; i++) {
			int next = (position + i < to) ? bytes[position + i] & 0xff : 0;
			if (next < lowest || next > highest) {
				return -i;
			}
			lowest = 0x80;
			highest = 0xbf;
		}
		return count;
	}

}
