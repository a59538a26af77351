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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same input cut in different ways, and what reading it costs.
 */
final class Pieces {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Pieces() {
	}

	/**
	 * Return the whole, pieces that depend on nothing but the input, and single bytes.
	 */
	static List<List<byte[]>> of(byte[] input) {
		Random random = new Random(Arrays.hashCode(input));
		List<byte[]> pieces = new ArrayList<>();
		List<byte[]> bytes = new ArrayList<>();
		for (int from = 0; from < input.length;) {
			int to = Math.min(input.length, from + 1 + random.nextInt(60));
			pieces.add(Arrays.copyOfRange(input, from, to));
			from = to;
		}
		// Long inputs take most of the time and tell nothing new here.
		for (byte value : (input.length <= 100) ? input : new byte[0]) {
			bytes.add(new byte[] { value });
		}
		return bytes.isEmpty() ? List.of(List.of(input), pieces) : List.of(List.of(input), pieces, bytes);
	}

	/** Return the result if it is the one of the first cut, which may be missing yet. */
	static <T> T same(@Nullable T expected, T result) {
		// Not AssertJ, which takes more time than a decoder
		if (expected != null && !expected.equals(result)) {
			throw new AssertionError("In one piece: %s, in others: %s".formatted(expected, result));
		}
		return result;
	}

	/**
	 * Read with a limit to all memory that is taken meanwhile.
	 * @param limit how many bytes at most
	 * @param read reads all pieces
	 * @return what was read
	 */
	static <T> T read(long limit, Supplier<T> read) {
		long before = THREADS.getCurrentThreadAllocatedBytes();
		T result = read.get();
		if (THREADS.getCurrentThreadAllocatedBytes() - before > limit) {
			// Classes that were loaded are not to blame.
			before = THREADS.getCurrentThreadAllocatedBytes();
			result = read.get();
			assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThanOrEqualTo(limit);
		}
		return result;
	}

}
