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
import java.nio.channels.SocketChannel;

import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connection that the primary has offered last. It cannot be taken before there is
 * room to say so. For one thread at a time.
 */
final class OfferedConnection {

	private static final Log logger = LogFactory.getLog(ConnectionReceiver.class);

	private final HandOverGate gate;

	private @Nullable SocketChannel connection;

	private int epoch;

	OfferedConnection(HandOverGate gate) {
		this.gate = gate;
	}

	/** Return whether there is one that was neither taken nor dropped. */
	boolean isThere() {
		return this.connection != null;
	}

	/**
	 * The primary offers a connection.
	 * @param offerEpoch for which time of the gate it is meant
	 * @param descriptor the connection, or {@code null} if it got lost on its way
	 * @throws IOException if it cannot be taken, which the primary is told
	 */
	void offer(int offerEpoch, @Nullable Fd descriptor) throws IOException {
		if (!this.gate.isWanted(offerEpoch)) {
			close(descriptor);
			return;
		}
		try {
			this.connection = channel(descriptor);
			this.epoch = offerEpoch;
		}
		catch (Throwable ex) {
			close(descriptor);
			this.gate.refuse(offerEpoch);
			throw ex;
		}
	}

	private static SocketChannel channel(@Nullable Fd descriptor) throws IOException {
		if (descriptor == null) {
			throw new IOException("A connection cannot be taken: too many open files (EMFILE)");
		}
		return JdkChannels.socketChannel(descriptor);
	}

	/**
	 * Take what was offered, if the primary can be told so: whoever was not told gives it
	 * to another worker.
	 * @return the connection, or {@code null} if there is no room to say so yet or it is
	 * not wanted any more
	 * @throws IOException if the primary cannot be told anything any more
	 */
	@Nullable SocketChannel take() throws IOException {
		try {
			if (this.gate.take(this.epoch)) {
				SocketChannel taken = this.connection;
				this.connection = null;
				return taken;
			}
			if (!this.gate.isWanted(this.epoch)) {
				drop();
			}
			return null;
		}
		catch (RuntimeException | Error ex) {
			drop();
			this.gate.refuse(this.epoch);
			throw ex;
		}
	}

	/** The primary gives it to another worker. */
	void drop() {
		if (this.connection != null) {
			close(this.connection);
			this.connection = null;
		}
	}

	static void close(@Nullable Fd descriptor) {
		if (descriptor != null) {
			descriptor.close();
		}
	}

	static void close(SocketChannel connection) {
		try {
			connection.close();
		}
		catch (IOException ex) {
			logger.debug("A connection is not closed", ex);
		}
	}

}
