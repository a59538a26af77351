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

import java.io.InputStream;
import java.util.Objects;

/**
 * A stream of zeros, as input that costs next to nothing to make.
 */
final class Zeros extends InputStream {

	private long left;

	Zeros(long length) {
		this.left = length;
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

}
