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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
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
	 * Wait for an order.
	 * @param channel where it comes from; nothing that is behind the order is read
	 * @return the order, or {@code null} if the stream has ended before
	 * @throws IOException if it cannot be read, or is none
	 */
	static @Nullable SpareOrder read(ReadableByteChannel channel) throws IOException {
		ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
		if (!fill(channel, head)) {
			return null;
		}
		int size = head.getInt(0);
		if (size < Integer.BYTES || size > MAX_SIZE) {
			throw new IOException("An order of " + size + " bytes cannot be");
		}
		ByteBuffer order = ByteBuffer.allocate(size);
		if (!fill(channel, order)) {
			return null;
		}
		order.flip();
		List<String> words = new ArrayList<>();
		while (order.hasRemaining()) {
			int length = order.getInt();
			words.add(new String(order.array(), order.position(), length, StandardCharsets.UTF_8));
			order.position(order.position() + length);
		}
		return new SpareOrder(words.get(0), words.subList(1, words.size()));
	}

	private static boolean fill(ReadableByteChannel channel, ByteBuffer target) throws IOException {
		while (target.hasRemaining()) {
			if (channel.read(target) < 0) {
				if (target.position() == 0) {
					return false;
				}
				throw new EOFException("The order is not complete");
			}
		}
		return true;
	}

}
