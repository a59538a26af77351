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

package io.forkit.cluster.scheduling;

import java.io.IOException;

import io.forkit.posix.Fd;
import io.forkit.posix.ListeningSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket that a worker has for itself, once the primary has sent one. For
 * one thread at a time.
 */
final class OwnSocket {

	private static final Log logger = LogFactory.getLog(ConnectionReceiver.class);

	private @Nullable Fd descriptor;

	private @Nullable ListeningSocket listening;

	/**
	 * Take a socket in place of the last one.
	 * @param received the socket, which belongs to this, or {@code null} if it got lost
	 * on its way
	 * @return whether there is one now
	 */
	boolean take(@Nullable Fd received) {
		release();
		if (received == null) {
			return false;
		}
		try {
			this.listening = new ListeningSocket(received);
			this.descriptor = received;
			return true;
		}
		catch (IOException ex) {
			logger.debug("A listening socket cannot be used", ex);
			received.close();
			return false;
		}
	}

	@Nullable Fd descriptor() {
		return this.descriptor;
	}

	/**
	 * Accept a connection if there is one.
	 * @return the connection, owned by the caller
	 * @throws IOException if it cannot be accepted
	 */
	@Nullable Fd accept() throws IOException {
		return (this.listening != null) ? this.listening.accept() : null;
	}

	void release() {
		if (this.descriptor != null) {
			this.descriptor.close();
			this.descriptor = null;
			this.listening = null;
		}
	}

}
