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

package io.forkit.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Finds the end of an HTTP/1.1 response, and little more than that.
 */
public final class HttpResponse {

	/** There is more to come. */
	public static final int INCOMPLETE = -1;

	private static final byte[] OK = ascii("HTTP/1.1 200");

	private static final byte[] CONTENT_LENGTH = ascii("\r\ncontent-length:");

	private static final byte[] CHUNKED = ascii("\r\ntransfer-encoding: chunked");

	private static final byte[] CLOSE = ascii("\r\nconnection: close");

	private static final byte[] END_OF_HEADERS = ascii("\r\n\r\n");

	private HttpResponse() {
	}

	/**
	 * Return where the response ends.
	 * @param bytes an array that starts with a response
	 * @param length how many bytes of the array have been read
	 * @return the number of bytes of the response, or {@link #INCOMPLETE}
	 * @throws IOException if it is no response with a status of 200
	 */
	public static int end(byte[] bytes, int length) throws IOException {
		int headers = indexOf(bytes, 0, length, END_OF_HEADERS);
		if (headers == -1) {
			return checkRoom(bytes, length);
		}
		int body = headers + END_OF_HEADERS.length;
		if (!startsWith(bytes, 0, OK)) {
			throw new IOException("Not OK: " + new String(bytes, 0, length, StandardCharsets.UTF_8));
		}
		int contentLength = indexOf(bytes, 0, headers, CONTENT_LENGTH);
		if (contentLength != -1) {
			int end = body + number(bytes, contentLength + CONTENT_LENGTH.length, 10);
			return (end <= length) ? end : checkRoom(bytes, length);
		}
		if (indexOf(bytes, 0, headers, CHUNKED) == -1) {
			throw new IOException("No length: " + new String(bytes, 0, length, StandardCharsets.UTF_8));
		}
		return endOfChunks(bytes, body, length);
	}

	/**
	 * Return whether a response announces that no other one follows on its connection.
	 * @param bytes an array that starts with a whole response
	 * @param length how many bytes it has
	 * @return whether the server closes the connection
	 */
	public static boolean isLast(byte[] bytes, int length) {
		return indexOf(bytes, 0, indexOf(bytes, 0, length, END_OF_HEADERS), CLOSE) != -1;
	}

	private static int endOfChunks(byte[] bytes, int body, int length) throws IOException {
		int chunk = body;
		while (true) {
			int line = indexOf(bytes, chunk, length, END_OF_HEADERS, 2);
			if (line == -1) {
				return checkRoom(bytes, length);
			}
			int size = number(bytes, chunk, 16);
			chunk = line + 2 + size + 2;
			if (chunk > length) {
				return checkRoom(bytes, length);
			}
			if (size == 0) {
				return chunk;
			}
		}
	}

	private static int checkRoom(byte[] bytes, int length) throws IOException {
		if (length == bytes.length) {
			throw new IOException("A response of more than " + length + " bytes");
		}
		return INCOMPLETE;
	}

	private static int number(byte[] bytes, int from, int radix) {
		int index = from;
		while (bytes[index] == ' ') {
			index++;
		}
		int number = 0;
		for (int digit = Character.digit(bytes[index], radix); digit != -1; digit = Character.digit(bytes[++index],
				radix)) {
			number = number * radix + digit;
		}
		return number;
	}

	private static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
		return indexOf(bytes, from, to, wanted, wanted.length);
	}

	private static int indexOf(byte[] bytes, int from, int to, byte[] wanted, int length) {
		for (int index = from; index <= to - length; index++) {
			int matching = 0;
			while (matching < length && lowerCase(bytes[index + matching]) == wanted[matching]) {
				matching++;
			}
			if (matching == length) {
				return index;
			}
		}
		return -1;
	}

	private static boolean startsWith(byte[] bytes, int from, byte[] wanted) {
		for (int index = 0; index < wanted.length; index++) {
			if (bytes[from + index] != wanted[index]) {
				return false;
			}
		}
		return true;
	}

	private static byte lowerCase(byte character) {
		return (character >= 'A' && character <= 'Z') ? (byte) (character + 32) : character;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
