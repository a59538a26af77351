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
import org.jspecify.annotations.Nullable;

/**
 * Waits until something can be done with one of two sockets, see {@code poll(2)}. For one
 * thread at a time. The sockets stay open at least as long as the wait.
 *
 * @since 0.1.0
 */
public final class SocketWait {

	private static final int ENTRY = 8;

	private static final short POLLIN = 1;

	private static final short POLLOUT = 4;

	private final Pointer entries = Native.allocate(2 * ENTRY);

	/**
	 * Wait until one of them can be read.
	 * @param first a socket
	 * @param second another one, if there is one
	 * @param timeout how long at most, in milliseconds, or -1 for ever
	 * @return {@code false} when the time is over; otherwise one of them can be read or
	 * is at its end
	 * @throws IOException if one was closed before
	 */
	public boolean await(Fd first, @Nullable Fd second, int timeout) throws IOException {
		return await(first, POLLIN, second, timeout);
	}

	/**
	 * Wait until the first one can be written, or the second one be read.
	 * @param first a socket
	 * @param second another one, if there is one
	 * @param timeout how long at most, in milliseconds, or -1 for ever
	 * @return {@code false} when the time is over; otherwise it is so, or the peer of one
	 * is gone
	 * @throws IOException if one was closed before
	 */
	public boolean awaitRoom(Fd first, @Nullable Fd second, int timeout) throws IOException {
		return await(first, POLLOUT, second, timeout);
	}

	private boolean await(Fd first, short events, @Nullable Fd second, int timeout) throws IOException {
		int number = first.acquire();
		try {
			if (second == null) {
				return await(number, events, -1, timeout);
			}
			int other = second.acquire();
			try {
				return await(number, events, other, timeout);
			}
			finally {
				second.release();
			}
		}
		finally {
			first.release();
		}
	}

	private boolean await(int first, short events, int second, int timeout) throws ErrnoException {
		put(0, first, events);
		put(1, second, POLLIN);
		long count = Native.retry(() -> Native.LIBC.poll(this.entries, 2, timeout));
		return Native.check("poll", (int) count) > 0;
	}

	// A negative number is left out by the system.
	private void put(int index, int number, short events) {
		this.entries.putInt((long) index * ENTRY, number);
		this.entries.putShort(index * ENTRY + 4L, events);
		this.entries.putShort(index * ENTRY + 6L, (short) 0);
	}

}
