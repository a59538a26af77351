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

import java.nio.ByteBuffer;

/**
 * The bytes of something that is sent, copied out piece by piece.
 */
interface ByteSource {

	/**
	 * Return how many bytes there are in all, more or less.
	 * @return the number
	 */
	long size();

	/**
	 * Return what the values in it take for the receiver beside the bytes.
	 * @return the number of bytes, see {@link ValueWeight}
	 */
	default long weight() {
		return 0;
	}

	/**
	 * Copy as much as there is room for.
	 * @param target where to
	 * @return whether that was the last of it
	 */
	boolean copyTo(ByteBuffer target);

	/**
	 * Return whether something else may be sent before the rest.
	 * @return whether a piece is complete
	 */
	boolean atBoundary();

	/**
	 * Return how many bytes went another way when something was copied last. The other
	 * process should be told before more is.
	 * @return the number
	 */
	default int passedBeside() {
		return 0;
	}

	/**
	 * Return the same bytes, from the beginning.
	 * @return a new source
	 */
	ByteSource again();

	/**
	 * Return a source of bytes that go in one piece.
	 * @param bytes the bytes
	 * @param length how many of them
	 * @return the source
	 */
	static ByteSource of(byte[] bytes, int length) {
		return new Whole(bytes, length, 0);
	}

	/**
	 * Bytes that nothing may come between.
	 */
	final class Whole implements ByteSource {

		private final byte[] bytes;

		private final int length;

		private final long weight;

		private int copied;

		Whole(byte[] bytes, int length, long weight) {
			this.bytes = bytes;
			this.length = length;
			this.weight = weight;
		}

		@Override
		public long size() {
			return this.length;
		}

		@Override
		public long weight() {
			return this.weight;
		}

		@Override
		public boolean copyTo(ByteBuffer target) {
			int count = Math.min(target.remaining(), this.length - this.copied);
			target.put(this.bytes, this.copied, count);
			this.copied += count;
			return this.copied == this.length;
		}

		@Override
		public boolean atBoundary() {
			return this.copied == 0;
		}

		@Override
		public ByteSource again() {
			return new Whole(this.bytes, this.length, this.weight);
		}

	}

}
