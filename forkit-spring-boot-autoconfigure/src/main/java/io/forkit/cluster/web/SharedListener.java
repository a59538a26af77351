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

package io.forkit.cluster.web;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import io.forkit.cluster.worker.ClusterWorker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * This worker's own descriptor of a shared socket, through which it accepts until it is
 * closed. What nobody here has accepted stays in the queue, for the siblings.
 */
final class SharedListener {

	private static final Log logger = LogFactory.getLog(SharedListener.class);

	private final ClusterWorker worker;

	private final ServerSocketChannel channel;

	private final AtomicBoolean open = new AtomicBoolean(true);

	// Written by the one thread that accepts.
	private volatile long accepted;

	private volatile long lastAccept;

	SharedListener(ClusterWorker worker, ServerSocketChannel channel) {
		this.worker = worker;
		this.channel = channel;
	}

	ServerSocketChannel channel() {
		return this.channel;
	}

	boolean isOpen() {
		return this.open.get();
	}

	/**
	 * Wait for a connection. To be called by one thread.
	 * @return the connection, or {@code null} once this listener is closed
	 * @throws IOException if the connection cannot be accepted
	 */
	@SuppressWarnings("NonAtomicOperationOnVolatileField")
	@Nullable SocketChannel accept() throws IOException {
		try {
			SocketChannel connection = this.channel.accept();
			this.lastAccept = System.nanoTime();
			this.accepted++;
			return connection;
		}
		catch (ClosedChannelException ex) {
			return null;
		}
	}

	/**
	 * Return how long ago the last connection was accepted.
	 * @return nanoseconds
	 */
	long nanosSinceLastAccept() {
		return (this.accepted == 0) ? Long.MAX_VALUE : System.nanoTime() - this.lastAccept;
	}

	/**
	 * Stop accepting. The JDK wakes the accepting thread up without a connection and
	 * without {@code shutdown(2)}, which would stop the siblings as well.
	 * @return whether it was open until now
	 */
	boolean close() {
		if (!this.open.compareAndSet(true, false)) {
			return false;
		}
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("The listener cannot be closed", ex);
		}
		return true;
	}

	void logClosed() {
		logger.info("Worker %d (slot %d) closed its gate: %d connections accepted".formatted(this.worker.id(),
				this.worker.slot(), this.accepted));
	}

}
