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

package io.forkit.cluster;

import java.io.IOException;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Has sockets that are there before this process, or outlive it. Belongs to the thread of
 * the supervisor.
 */
interface SocketKeeper extends AutoCloseable {

	/** Has none. */
	SocketKeeper NONE = new SocketKeeper() {

		@Override
		public @Nullable SharedSocket take(SocketRequest request) {
			return null;
		}

		@Override
		public boolean keep(SocketRequest key, Fd socket) {
			return false;
		}

		@Override
		public boolean putBack(SocketRequest key, Fd socket) {
			return false;
		}

		@Override
		public void forget(SocketRequest key, Fd socket) {
		}

		@Override
		public void close() {
		}

	};

	/**
	 * Take a socket.
	 * @param request what it is to be
	 * @return the socket, owned by the caller, or {@code null} if there is none
	 * @throws IOException if it cannot be used
	 */
	@Nullable SharedSocket take(SocketRequest request) throws IOException;

	/**
	 * Have a socket outlive this process.
	 * @param key what it was opened for
	 * @param socket the socket, which stays the caller's
	 * @return whether it will
	 */
	boolean keep(SocketRequest key, Fd socket);

	/**
	 * A socket that was taken a moment ago cannot be used now: it can be taken again. One
	 * that was kept is forgotten.
	 * @param key what it was opened for
	 * @param socket the socket, which the caller closes
	 * @return whether it was taken
	 */
	boolean putBack(SocketRequest key, Fd socket);

	/**
	 * A socket is not needed any more, and no worker has it. One that does not belong to
	 * this service can be taken again.
	 * @param key what it was opened for
	 * @param socket the socket, which the caller closes
	 */
	void forget(SocketRequest key, Fd socket);

	/** This process accepts no more; what outlives it is left as it is. */
	@Override
	void close();

}
