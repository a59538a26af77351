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

import org.jspecify.annotations.Nullable;

/**
 * Accepts connections without waiting from a listening socket whose O_NONBLOCK flag is
 * set, see {@code accept(2)}. Thread-safe. The socket belongs to its owner.
 *
 * @since 0.1.0
 */
public final class ListeningSocket {

	private static final int SOCK_CLOEXEC = 0x80000;

	private static final int EAGAIN = 11;

	private static final int EINTR = 4;

	private final Fd socket;

	/**
	 * Create an object for a socket, which is made non-blocking for everybody who shares
	 * it.
	 * @param socket a listening socket
	 * @throws IOException if the descriptor is closed
	 */
	public ListeningSocket(Fd socket) throws IOException {
		this.socket = socket;
		socket.setNonBlocking(true);
	}

	/**
	 * Accept a connection if there is one. It is blocking and close-on-exec.
	 * @return the connection, owned by the caller, or {@code null} if none waits
	 * @throws IOException if the socket was closed, with EMFILE or ENFILE if there are
	 * too many open files, and others of {@code accept(2)}
	 */
	public @Nullable Fd accept() throws IOException {
		int number = this.socket.acquire();
		try {
			while (true) {
				int connection = Native.LIBC.accept4(number, 0, 0, SOCK_CLOEXEC);
				if (connection >= 0) {
					return Fd.adopt(connection);
				}
				int errno = Native.errno();
				if (errno == EAGAIN) {
					return null;
				}
				if (errno != EINTR && !isOfTheConnection(errno)) {
					throw new ErrnoException("accept", errno);
				}
			}
		}
		finally {
			this.socket.release();
		}
	}

	/**
	 * Return whether an error tells of a connection that has failed before anybody could
	 * accept it: there may be others.
	 */
	private static boolean isOfTheConnection(int errno) {
		return switch (errno) {
			// EPERM, ENONET, EPROTO, ENOPROTOOPT, EOPNOTSUPP, ENETDOWN, ENETUNREACH,
			// ECONNABORTED, EHOSTDOWN, EHOSTUNREACH
			case 1, 64, 71, 92, 95, 100, 101, 103, 112, 113 -> true;
			default -> false;
		};
	}

}
