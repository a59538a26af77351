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

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

import io.forkit.cluster.worker.ClusterWorker;
import io.forkit.cluster.worker.ListenOptions;
import io.forkit.cluster.worker.PlatformAcceptor;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * This worker's own descriptor of a socket that all workers share. A server accepts
 * through it until it is closed; in between its gate can be closed and opened again, of
 * which the server sees nothing: its accepting thread waits. What nobody here has
 * accepted stays in the queue, for the siblings.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SharedListener implements Closeable {

	private static final Log logger = LogFactory.getLog(SharedListener.class);

	private final Fd socket;

	private final String worker;

	private final Runnable whenListening;

	private final SocketAddress address;

	private final Object monitor = new Object();

	private final PlatformAcceptor platformAcceptor = new PlatformAcceptor(this::acceptHere);

	// The gate is open while there is a channel.
	private @Nullable ServerSocketChannel channel;

	private volatile boolean closed;

	private final AtomicLong accepted = new AtomicLong();

	private volatile long lastAccept;

	/**
	 * Create a listener with an open gate.
	 * @param socket the socket, which belongs to the listener unless this fails
	 * @param worker what to call this worker in the log
	 * @param whenListening what to do once the server accepts
	 * @throws IOException if this process may not have more open files
	 */
	SharedListener(Fd socket, String worker, Runnable whenListening) throws IOException {
		this.socket = socket;
		this.worker = worker;
		this.whenListening = whenListening;
		ServerSocketChannel first = newChannel();
		this.channel = first;
		this.address = first.getLocalAddress();
	}

	static SharedListener open(@Nullable InetAddress host, int port, int backlog) throws IOException {
		return open(new InetSocketAddress(host, port), ListenOptions.DEFAULTS.withBacklog(backlog));
	}

	static SharedListener open(SocketAddress address, ListenOptions options) throws IOException {
		ClusterWorker worker = ClusterWorker.current();
		if (worker == null) {
			throw new IllegalStateException("This process is no worker");
		}
		Fd socket = worker.listeningSocket(address, options);
		try {
			return new SharedListener(socket, "Worker %d (slot %d)".formatted(worker.id(), worker.slot()),
					worker::listening);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private ServerSocketChannel newChannel() throws IOException {
		return JdkChannels.serverSocketChannel(this.socket.duplicate());
	}

	/**
	 * Tell the primary that this worker accepts connections.
	 */
	void listening() {
		this.whenListening.run();
	}

	/**
	 * Return the address that the socket is bound to.
	 * @return the address
	 */
	public SocketAddress address() {
		return this.address;
	}

	/**
	 * Return whether the server goes on to accept, be it that the gate is closed now.
	 * @return {@code false} once it is closed for ever
	 */
	public boolean isOpen() {
		return !this.closed;
	}

	/**
	 * Return how many connections have been accepted.
	 * @return the number
	 */
	public long accepted() {
		return this.accepted.get();
	}

	/**
	 * Wait for a connection, also while the gate is closed.
	 * @return the connection, or {@code null} once this listener is closed
	 * @throws IOException if the connection cannot be accepted
	 */
	@Nullable SocketChannel accept() throws IOException {
		return PlatformAcceptor.isNeeded() ? this.platformAcceptor.accept() : acceptHere();
	}

	private @Nullable SocketChannel acceptHere() throws IOException {
		boolean interrupted = false;
		try {
			for (ServerSocketChannel open = awaitChannel(); open != null; open = awaitChannel()) {
				try {
					SocketChannel connection = open.accept();
					this.lastAccept = System.nanoTime();
					this.accepted.incrementAndGet();
					return connection;
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
	 * Return how long ago the last connection was accepted.
	 * @return nanoseconds
	 */
	long nanosSinceLastAccept() {
		return (this.accepted.get() == 0) ? Long.MAX_VALUE : System.nanoTime() - this.lastAccept;
	}

	/**
	 * Leave the queue to the siblings for a while. The JDK wakes the accepting thread up
	 * without a connection and without {@code shutdown(2)}, which would stop the siblings
	 * as well. Does nothing if the gate is closed.
	 */
	public void closeGate() {
		synchronized (this.monitor) {
			ServerSocketChannel open = this.channel;
			this.channel = null;
			close(open);
		}
	}

	/**
	 * Accept again. Does nothing if the gate is open, or the listener is closed.
	 * @throws IOException if this process may not have more open files
	 */
	public void openGate() throws IOException {
		synchronized (this.monitor) {
			if (this.channel == null && !this.closed) {
				this.channel = newChannel();
				this.monitor.notifyAll();
			}
		}
	}

	/**
	 * Return whether this worker stands in the queue for connections.
	 * @return whether it does
	 */
	public boolean isGateOpen() {
		synchronized (this.monitor) {
			return this.channel != null;
		}
	}

	/**
	 * Stop accepting for ever. The socket of the siblings stays open.
	 */
	@Override
	public void close() {
		synchronized (this.monitor) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			closeGate();
			this.socket.close();
			this.monitor.notifyAll();
		}
		this.platformAcceptor.close();
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

	void logClosed() {
		logger.info("%s closed its gate: %d connections accepted".formatted(this.worker, this.accepted.get()));
	}

}
