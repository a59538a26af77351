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

/**
 * What values take in memory beside the bytes by which they are sent, more or less. Both
 * sides count in the same way, as a window is in this measure: an empty map has five
 * bytes and takes many times as many.
 */
final class ValueWeight {

	/** What an entry of a map takes beside its key and value. */
	static final int ENTRY = 48;

	private static final int CONSTANT = 8;

	private static final int NUMBER = 24;

	private static final int OBJECT = 64;

	private static final long LEAST_LIMIT = 1 << 20;

	private ValueWeight() {
	}

	/**
	 * Return what a value takes.
	 * @param tag its tag
	 * @return the number of bytes
	 */
	static int of(int tag) {
		return switch (tag) {
			case ValueWriter.NULL, ValueWriter.TRUE, ValueWriter.FALSE -> CONSTANT;
			case ValueWriter.INT, ValueWriter.LONG, ValueWriter.DOUBLE, ValueWriter.FLOAT -> NUMBER;
			default -> OBJECT;
		};
	}

	/**
	 * Return how much the values of one message may take.
	 * @param maxMessageSize how many bytes it may have
	 * @return the number of bytes
	 */
	static long limit(long maxMessageSize) {
		return Math.max(maxMessageSize, LEAST_LIMIT);
	}

}
