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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that two processes share, through which one of them passes bytes to the other.
 * How many bytes have come, the reader learns elsewhere, after they were written; how
 * many it has taken, it says at the beginning of the memory. Either side may be hostile:
 * what is read may be anything, but nothing outside of the memory is.
 */
final class SharedRing {

	/**
	 * How many bytes of a ring are not for content: one page, so that both are aligned.
	 */
	static final int HEAD = 4096;

	private static final VarHandle TAKEN = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private final ByteBuffer memory;

	private final int capacity;

	// By this side. Only the one who writes, or reads, changes it.
	private volatile long passed;

	/**
	 * Create a ring.
	 * @param memory the memory, of which this side is either the writer or the reader
	 */
	SharedRing(ByteBuffer memory) {
		this.memory = memory;
		this.capacity = memory.capacity() - HEAD;
	}

	/**
	 * Return how much can be written now. For the writer.
	 * @return the number of bytes
	 */
	int room() {
		long used = this.passed - (long) TAKEN.getAcquire(this.memory, 0);
		return (used >= 0 && used <= this.capacity) ? (int) (this.capacity - used) : 0;
	}

	/**
	 * Write. For the writer, who must have asked for room.
	 * @param source the bytes
	 * @param from where they begin
	 * @param count how many
	 */
	void put(byte[] source, int from, int count) {
		int at = (int) (this.passed % this.capacity);
		int first = Math.min(count, this.capacity - at);
		this.memory.put(HEAD + at, source, from, first);
		this.memory.put(HEAD, source, from + first, count - first);
		this.passed += count;
	}

	/**
	 * Take what was written first. For the reader.
	 * @param target where to
	 * @param from from where on
	 * @param count how many bytes
	 */
	void take(byte[] target, int from, int count) {
		int at = (int) (this.passed % this.capacity);
		int first = Math.min(count, this.capacity - at);
		this.memory.get(HEAD + at, target, from, first);
		this.memory.get(HEAD, target, from + first, count - first);
		this.passed += count;
		TAKEN.setRelease(this.memory, 0, this.passed);
	}

	/**
	 * Return whether the reader has taken everything that was written.
	 * @return whether it has
	 */
	boolean isTaken() {
		return (long) TAKEN.getAcquire(this.memory, 0) == this.passed;
	}

	/**
	 * Return how much there can be at once.
	 * @return the number of bytes
	 */
	int capacity() {
		return this.capacity;
	}

}
