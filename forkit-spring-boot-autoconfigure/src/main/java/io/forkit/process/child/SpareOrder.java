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

package io.forkit.process.child;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a spare JVM is to run. It is the first thing on the socket of the channel, before
 * the channel begins: its length (4 bytes, big-endian), and each word with its length in
 * front of it. Before that, the spare JVM sends one byte, {@link #READY}.
 *
 * @param mainClass the name of the class
 * @param args its arguments
 * @since 0.1.0
 */
public record SpareOrder(String mainClass, List<String> args) {

	/** What a spare JVM sends when it can take an order. */
	public static final byte READY = 'R';

	/** The largest order in bytes: it must fit into a socket that nobody has read. */
	public static final int MAX_SIZE = 64 * 1024;

	/**
	 * Encode the order.
	 * @return a direct buffer, or {@code null} if the order is too large
	 */
	public @Nullable ByteBuffer encode() {
		List<byte[]> words = new ArrayList<>();
		words.add(this.mainClass.getBytes(StandardCharsets.UTF_8));
		for (String arg : this.args) {
			words.add(arg.getBytes(StandardCharsets.UTF_8));
		}
		long size = Integer.BYTES;
		for (byte[] word : words) {
			size += Integer.BYTES + word.length;
		}
		if (size > MAX_SIZE) {
			return null;
		}
		ByteBuffer order = ByteBuffer.allocateDirect((int) size);
		order.putInt((int) size - Integer.BYTES);
		for (byte[] word : words) {
			order.putInt(word.length).put(word);
		}
		return order.flip();
	}

	/**
	 * Decode an order.
	 * @param order the bytes behind the length
	 * @return the order
	 * @throws RuntimeException if the bytes are no order
	 */
	static SpareOrder decode(ByteBuffer order) {
		List<String> words = new ArrayList<>();
		while (order.hasRemaining()) {
			int length = order.getInt();
			if (length < 0 || length > order.remaining()) {
				throw new IllegalArgumentException(
						"'order' has a word of " + length + " bytes but only " + order.remaining() + " are left");
			}
			byte[] word = new byte[length];
			order.get(word);
			words.add(new String(word, StandardCharsets.UTF_8));
		}
		return new SpareOrder(words.get(0), words.subList(1, words.size()));
	}

}
