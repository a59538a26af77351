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
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a socket that all workers share.
 */
final class SharedSocketSource implements ConnectionSource {

	private static final Log logger = LogFactory.getLog(SharedSocketSource.class);

	private final Fd socket;

	private final SocketAddress address;

	private final Object monitor = new Object();

	// The gate is open while there is a channel.
	private @Nullable ServerSocketChannel channel;

	private boolean closed;

	/**
	 * Create a source with an open gate.
	 * @param socket the socket, which belongs to the source unless this fails
	 * @throws IOException if this process may not have more open files
	 */
	SharedSocketSource(Fd socket) throws IOException {
		this.socket = socket;
		ServerSocketChannel first = newChannel();
		this.channel = first;
		this.address = first.getLocalAddress();
	}

	private ServerSocketChannel newChannel() throws IOException {
		return JdkChannels.serverSocketChannel(this.socket.duplicate());
	}

	SocketAddress address() {
		return this.address;
	}

	@Override
	public @Nullable SocketChannel accept() throws IOException {
		boolean interrupted = false;
		try {
			for (ServerSocketChannel open = awaitChannel(); open != null; open = awaitChannel()) {
				try {
					return open.accept();
				}
				catch (ClosedChannelException ex) {
					// An interrupt closes the channel as well, which is not its meaning
					// here.
					interrupted |= Thread.interrupted();
					replace(open);
				}
			}
			return null;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private @Nullable ServerSocketChannel awaitChannel() throws IOException {
		synchronized (this.monitor) {
			while (this.channel == null && !this.closed) {
				try {
					this.monitor.wait();
				}
				catch (InterruptedException ex) {
					// Only the gate ends this wait.
				}
			}
			return this.closed ? null : this.channel;
		}
	}

	private void replace(ServerSocketChannel lost) throws IOException {
		synchronized (this.monitor) {
			if (this.channel == lost && !this.closed) {
				this.channel = newChannel();
			}
		}
	}

	/**
	 * Leave the queue to the siblings for a while. The JDK wakes the accepting thread up
	 * without a connection and without {@code shutdown(2)}, which would stop the siblings
	 * as well.
	 */
	@Override
	public void closeGate() {
		synchronized (this.monitor) {
			ServerSocketChannel open = this.channel;
			this.channel = null;
			close(open);
		}
	}

	@Override
	public void openGate() throws IOException {
		synchronized (this.monitor) {
			if (this.channel == null && !this.closed) {
				this.channel = newChannel();
				this.monitor.notifyAll();
			}
		}
	}

	@Override
	public boolean isGateOpen() {
		synchronized (this.monitor) {
			return this.channel != null;
		}
	}

	/** The socket of the siblings stays open. */
	@Override
	public void close() {
		synchronized (this.monitor) {
			if (!this.closed) {
				this.closed = true;
				closeGate();
				this.socket.close();
				this.monitor.notifyAll();
			}
		}
	}

	private static void close(@Nullable ServerSocketChannel channel) {
		try {
			if (channel != null) {
				channel.close();
			}
		}
		catch (IOException ex) {
			logger.debug("The listener cannot be closed", ex);
		}
	}

}
