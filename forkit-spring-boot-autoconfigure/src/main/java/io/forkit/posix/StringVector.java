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

package io.forkit.posix;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import jnr.ffi.Pointer;

/**
 * A NULL-terminated array of C strings, laid out in one piece of memory.
 */
final class StringVector {

	private final Pointer memory;

	StringVector(List<byte[]> strings) {
		int table = 8 * (strings.size() + 1);
		int size = table;
		for (byte[] string : strings) {
			size = Math.addExact(size, string.length + 1);
		}
		this.memory = Native.allocate(size);
		// Put together in the heap and copied once: each access to native memory is a
		// call.
		ByteBuffer block = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
		int position = table;
		for (byte[] string : strings) {
			block.putLong(this.memory.address() + position);
			block.put(position, string);
			position += string.length + 1;
		}
		this.memory.put(0, block.array(), 0, size);
	}

	Pointer pointer() {
		return this.memory;
	}

	/** Keep the memory until here: the native side holds addresses inside it. */
	void keepAlive() {
		Reference.reachabilityFence(this.memory);
	}

}
