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
import java.util.List;

import jnr.ffi.Pointer;

/**
 * A NULL-terminated array of C strings, laid out in one piece of memory.
 */
final class StringVector {

	private final Pointer memory;

	StringVector(List<byte[]> strings) {
		long bytes = strings.stream().mapToLong((string) -> string.length + 1L).sum();
		long table = 8L * (strings.size() + 1L);
		this.memory = Native.allocate(table + bytes);
		long position = table;
		for (int i = 0; i < strings.size(); i++) {
			byte[] string = strings.get(i);
			this.memory.putLong(8L * i, this.memory.address() + position);
			this.memory.put(position, string, 0, string.length);
			position += string.length + 1L;
		}
	}

	Pointer pointer() {
		return this.memory;
	}

	/** Keep the memory until here: the native side holds addresses inside it. */
	void keepAlive() {
		Reference.reachabilityFence(this.memory);
	}

}
