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
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.forkit.cluster.worker.ClusterWorker;
import io.forkit.cluster.worker.ListenOptions;
import io.forkit.cluster.worker.PlatformAcceptor;
import io.forkit.posix.Fd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where a server of this worker gets its connections from: a socket that all workers
 * share, or the primary, as {@code forkit.cluster.scheduling} has it. A server accepts
 * through it until it is closed; in between its gate can be closed and opened again, of
 * which the server sees nothing: its accepting thread waits. What nobody here has
 * accepted goes to the siblings.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SharedListener implements Closeable {

	private static final Log logger = LogFactory.getLog(SharedListener.class);

	private static final long ERROR_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private final ConnectionSource source;

	private final Supplier<String> worker;

	private final Runnable whenListening;

	private final SocketAddress address;

	private final PlatformAcceptor platformAcceptor = new PlatformAcceptor(this::acceptHere);

	private final AtomicReference<@Nullable Runnable> release = new AtomicReference<>();

	private volatile boolean listening;

	private volatile boolean closed;

	private final AtomicLong accepted = new AtomicLong();

	private final AtomicInteger accepting = new AtomicInteger();

	private volatile long lastAccept;

	/**
	 * Create a listener with an open gate on a socket that all workers share.
	 * @param socket the socket, which belongs to the listener unless this fails
	 * @param worker returns what to call this worker in the log
	 * @param whenListening what to do once the server accepts
	 * @throws IOException if this process may not have more open files
	 */
	SharedListener(Fd socket, Supplier<String> worker, Runnable whenListening) throws IOException {
		this(new SharedSocketSource(socket), worker, whenListening);
	}

	private SharedListener(SharedSocketSource source, Supplier<String> worker, Runnable whenListening) {
		this(source, source.address(), worker, whenListening);
	}

	/**
	 * Create a listener with an open gate.
	 * @param source where the connections come from
	 * @param address the address that clients connect to
	 * @param worker returns what to call this worker in the log
	 * @param whenListening what to do once the server accepts
	 */
	SharedListener(ConnectionSource source, SocketAddress address, Supplier<String> worker, Runnable whenListening) {
		this.source = source;
		this.address = address;
		this.worker = worker;
		this.whenListening = whenListening;
	}

	static SharedListener open(@Nullable InetAddress host, int port, int backlog) throws IOException {
		return open(new InetSocketAddress(host, port), ListenOptions.DEFAULTS.withBacklog(backlog));
	}

	static SharedListener open(SocketAddress address, ListenOptions options) throws IOException {
		ClusterWorker worker = ClusterWorker.current();
		if (worker == null) {
			throw new IllegalStateException("This process is no worker");
		}
		ClusterWorker.Attachment attachment = worker.attach(address, options);
		// A standby is given its slot later.
		Supplier<String> name = () -> worker.isStandby() ? "Worker %d (standby)".formatted(worker.id())
				: "Worker %d (slot %d)".formatted(worker.id(), worker.slot());
		InetSocketAddress dispatched = attachment.dispatched();
		if (dispatched != null) {
			// A worker that can take no more connections makes room for one that can.
			HandedOverSource source = new HandedOverSource(attachment.socket(), worker::disconnect);
			return new SharedListener(source, dispatched, name, worker::listening).releasing(attachment);
		}
		try {
			return new SharedListener(attachment.socket(), name, worker::listening).releasing(attachment);
		}
		catch (IOException | RuntimeException ex) {
			attachment.socket().close();
			attachment.release().run();
			throw ex;
		}
	}

	private SharedListener releasing(ClusterWorker.Attachment attachment) {
		this.release.set(attachment.release());
		return this;
	}

	/**
	 * Set how busy the server is.
	 * @param load the load
	 */
	void load(ServerLoad load) {
		this.source.load(load::connections);
	}

	/**
	 * Tell the primary that this worker accepts connections.
	 */
	void listening() {
		this.listening = true;
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
		boolean logged = false;
		while (true) {
			try {
				return PlatformAcceptor.isNeeded() ? this.platformAcceptor.accept() : acceptHere();
			}
			catch (Error ex) {
				// No memory, or a class that cannot be loaded: it would be the end of the
				// thread that accepts, as Tomcat and Netty go on after exceptions only.
				LockSupport.parkNanos(ERROR_PAUSE);
				logged = logged || log(ex);
			}
		}
	}

	private boolean log(Error error) {
		try {
			logger.error("%s cannot accept a connection, and tries it again and again".formatted(this.worker.get()),
					error);
			return true;
		}
		catch (Error ex) {
			// There may be no memory for a line either.
			return false;
		}
	}

	private @Nullable SocketChannel acceptHere() throws IOException {
		this.accepting.incrementAndGet();
		try {
			SocketChannel connection = this.source.accept();
			if (connection != null) {
				this.lastAccept = System.nanoTime();
				this.accepted.incrementAndGet();
			}
			return connection;
		}
		finally {
			this.accepting.decrementAndGet();
		}
	}

	/**
	 * Return whether there may be a connection that is accepted but not counted yet.
	 * @return whether a thread is accepting
	 */
	boolean isAccepting() {
		return this.accepting.get() > 0;
	}

	/**
	 * Return how long ago the last connection was accepted.
	 * @return nanoseconds
	 */
	long nanosSinceLastAccept() {
		return (this.accepted.get() == 0) ? Long.MAX_VALUE : System.nanoTime() - this.lastAccept;
	}

	/**
	 * Leave connections to the siblings for a while. Does nothing if the gate is closed.
	 */
	public void closeGate() {
		this.source.closeGate();
	}

	/**
	 * Accept again. Does nothing if the gate is open, or the listener is closed.
	 * @throws IOException if this process may not have more open files
	 */
	public void openGate() throws IOException {
		this.source.openGate();
	}

	/**
	 * Return whether this worker stands in the queue for connections.
	 * @return whether it does
	 */
	public boolean isGateOpen() {
		return this.source.isGateOpen();
	}

	/**
	 * Stop accepting for ever. The siblings go on; when none is left, and this worker
	 * goes on with something else, the port is free.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.source.close();
		this.platformAcceptor.close();
		Runnable current = this.release.getAndSet(null);
		// Where the start fails connections wait for the next worker.
		if (current != null && this.listening) {
			current.run();
		}
	}

	void logClosed() {
		logger.info("%s closed its gate: %d connections accepted".formatted(this.worker.get(), this.accepted.get()));
	}

}
