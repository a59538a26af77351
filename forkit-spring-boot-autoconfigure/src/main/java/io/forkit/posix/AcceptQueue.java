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
 * The connections of a listening TCP socket that nobody has accepted yet, as
 * {@code TCP_INFO} in {@code tcp(7)} tells.
 *
 * @param length how many wait
 * @param limit how many may wait: what {@code listen(2)} was told, as far as the system
 * allows it
 * @since 0.1.0
 */
public record AcceptQueue(int length, int limit) {

	private static final int IPPROTO_TCP = 6;

	private static final int TCP_INFO = 11;

	private static final int LISTEN = 10;

	/** Up to {@code tcpi_sacked}, which Linux has told since 2.6.24. */
	private static final int SIZE = 32;

	/** {@code tcpi_unacked}, which for a listening socket is the length of its queue. */
	private static final int LENGTH_OFFSET = 24;

	/** {@code tcpi_sacked}, which for a listening socket is the limit of its queue. */
	private static final int LIMIT_OFFSET = 28;

	/**
	 * Look at the queue of a socket. Does not wait.
	 * @param socket the socket
	 * @return the queue, or {@code null} if this is no TCP socket that listens
	 * @throws IOException if the descriptor is closed
	 */
	public static @Nullable AcceptQueue of(Fd socket) throws IOException {
		Pointer info = Native.allocate(SIZE);
		Pointer length = Native.allocate(4);
		length.putInt(0, SIZE);
		int number = socket.acquire();
		try {
			int result = Native.LIBC.getsockopt(number, IPPROTO_TCP, TCP_INFO, info, length);
			if (result != 0 || length.getInt(0) < SIZE || info.getByte(0) != LISTEN) {
				return null;
			}
			return new AcceptQueue(info.getInt(LENGTH_OFFSET), info.getInt(LIMIT_OFFSET));
		}
		finally {
			socket.release();
		}
	}

}
