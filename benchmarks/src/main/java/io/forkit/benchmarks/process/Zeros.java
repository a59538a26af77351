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

package io.forkit.benchmarks.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A stream of zeros, as input that costs next to nothing to make.
 */
final class Zeros extends InputStream {

	static final int BLOCK_SIZE = 64 * 1024;

	private long left;

	Zeros(long length) {
		this.left = length;
	}

	/**
	 * Write zeros, a block at a time.
	 * @param output where to
	 * @param length how many
	 * @throws IOException if they cannot be written
	 */
	static void write(OutputStream output, long length) throws IOException {
		byte[] block = new byte[BLOCK_SIZE];
		for (long left = length; left > 0; left -= block.length) {
			output.write(block, 0, (int) Math.min(left, block.length));
		}
	}

	@Override
	public int read() {
		return (this.left-- > 0) ? 0 : -1;
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (this.left <= 0) {
			return -1;
		}
		// Arrays that are read into were made for it and hold nothing but zeros.
		int count = (int) Math.min(length, this.left);
		this.left -= count;
		return count;
	}

	@Override
	public int available() {
		return (int) Math.min(this.left, Integer.MAX_VALUE);
	}

}
