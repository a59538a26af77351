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

import java.io.IOException;

import jnr.ffi.Pointer;

/**
 * Memory outside the Java heap that reads and writes go through, made once and used
 * again. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class NativeBuffer {

	/** Result of a read or write that would have had to wait. */
	public static final int WOULD_BLOCK = -2;

	/** Result of a read at the end of the file. */
	public static final int END_OF_FILE = -1;

	private static final int EAGAIN = 11;

	private final Pointer memory;

	private final int capacity;

	public NativeBuffer(int capacity) {
		this.memory = Native.allocate(capacity);
		this.capacity = capacity;
	}

	public int capacity() {
		return this.capacity;
	}

	/**
	 * Read once into this buffer, see {@code read(2)}.
	 * @param fd the descriptor to read from
	 * @return the number of bytes, {@link #END_OF_FILE} or {@link #WOULD_BLOCK}
	 * @throws IOException if the call failed otherwise
	 */
	public int readFrom(Fd fd) throws IOException {
		int number = fd.acquire();
		try {
			long result = Native.retry(() -> Native.LIBC.read(number, this.memory, this.capacity));
			if (result > 0) {
				return (int) result;
			}
			return (result == 0) ? END_OF_FILE : wouldBlock("read");
		}
		finally {
			fd.release();
		}
	}

	/**
	 * Write the bytes once, through this buffer and at most as many as it can hold, see
	 * {@code write(2)}.
	 * @param fd the descriptor to write to
	 * @param bytes the source
	 * @param offset where to begin
	 * @param length how many bytes are left to write
	 * @return the number of bytes written, or {@link #WOULD_BLOCK}
	 * @throws IOException if the call failed otherwise, with EPIPE if nobody can read
	 */
	public int writeTo(Fd fd, byte[] bytes, int offset, int length) throws IOException {
		int count = Math.min(length, this.capacity);
		this.memory.put(0, bytes, offset, count);
		int number = fd.acquire();
		try {
			long result = Native.retry(() -> Native.LIBC.write(number, this.memory, count));
			return (result >= 0) ? (int) result : wouldBlock("write");
		}
		finally {
			fd.release();
		}
	}

	/**
	 * Copy bytes of the last read out of this buffer.
	 * @param target where to copy to
	 * @param offset where to begin in the target
	 * @param length how many bytes
	 */
	public void get(byte[] target, int offset, int length) {
		this.memory.get(0, target, offset, length);
	}

	private static int wouldBlock(String call) throws ErrnoException {
		int errno = Native.errno();
		if (errno == EAGAIN) {
			return WOULD_BLOCK;
		}
		throw new ErrnoException(call, errno);
	}

}
