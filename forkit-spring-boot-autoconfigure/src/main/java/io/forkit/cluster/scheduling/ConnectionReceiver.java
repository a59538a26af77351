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

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.SocketWait;
import io.forkit.posix.StreamSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of the socket over which the primary hands connections over, with the
 * listening socket of its own that the worker may have besides.
 * <p>
 * Thread-safe. A connection belongs to the worker as soon as {@link #accept()} returns
 * it; all others are still the primary's, which gives them to somebody else when the gate
 * is closed or this process ends. A primary that was stopped holds up nobody but those
 * who wait for connections.
 *
 * @since 0.1.0
 */
public final class ConnectionReceiver implements Closeable {

	private static final Log logger = LogFactory.getLog(ConnectionReceiver.class);

	private static final int FOREVER = -1;

	private static final int LOAD_MILLIS = 100;

	// The primary answers at once unless it was stopped.
	private static final long DROP_LIMIT = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int STEP_MILLIS = 50;

	private static final long INTERRUPTED_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final Fd socket;

	private final HandOverGate gate;

	private final Runnable whenLost;

	private final ReentrantLock receiving = new ReentrantLock();

	// From here on of whoever is receiving.
	private final SocketWait wait = new SocketWait();

	private final HandOverRecords records;

	private final OwnSocket own = new OwnSocket();

	// Was taken by somebody who only wanted to drop what was refused.
	private final Deque<SocketChannel> kept = new ArrayDeque<>();

	private final OfferedConnection offered;

	private boolean markMissed;

	/**
	 * Create a receiver with an open gate.
	 * @param socket the socket, which belongs to the receiver
	 */
	public ConnectionReceiver(Fd socket) {
		this(socket, () -> {
		});
	}

	/**
	 * Create a receiver with an open gate.
	 * @param socket the socket, which belongs to the receiver
	 * @param whenLost what to do when this worker can take no connections any more though
	 * there is a primary; called once, by any thread, and must not wait
	 */
	public ConnectionReceiver(Fd socket, Runnable whenLost) {
		StreamSocket stream = new StreamSocket(socket);
		this.socket = socket;
		this.records = new HandOverRecords(stream);
		this.gate = new HandOverGate(new HandOverReports(socket, stream, this::lose));
		this.offered = new OfferedConnection(this.gate);
		this.whenLost = whenLost;
	}

	/**
	 * Wait for a connection, also while the gate is closed. The first call tells the
	 * primary that there is somebody who accepts.
	 * @return the connection, blocking, or {@code null} once this is closed
	 * @throws IOException if there is one that cannot be taken, as when this process has
	 * too many open files; it is not lost, and the next call may fare better
	 */
	public @Nullable SocketChannel accept() throws IOException {
		this.receiving.lock();
		try {
			this.gate.start();
			while (!this.gate.isClosed()) {
				SocketChannel connection = next();
				if (connection != null) {
					this.gate.taken();
					return connection;
				}
				await(tellCount() ? LOAD_MILLIS : FOREVER);
			}
			return null;
		}
		catch (ClosedChannelException ex) {
			if (this.gate.isClosed()) {
				return null;
			}
			throw ex;
		}
		finally {
			if (this.gate.isClosed()) {
				release();
			}
			this.receiving.unlock();
		}
	}

	private @Nullable SocketChannel next() throws IOException {
		SocketChannel connection = this.kept.poll();
		if (connection == null) {
			connection = receive();
		}
		return (connection != null) ? connection : acceptOwn();
	}

	private boolean tellCount() {
		try {
			return this.gate.tellCount();
		}
		catch (IOException ex) {
			lose(ex);
			return false;
		}
	}

	/**
	 * Set what tells how many connections this worker has open.
	 * @param load tells it
	 */
	public void load(IntSupplier load) {
		this.gate.count(load);
	}

	private void await(int millis) throws IOException {
		if (!this.gate.isEnded()) {
			awaitSockets(millis);
			return;
		}
		// Without the primary there is nothing but the end to wait for.
		try {
			this.gate.awaitClosed(STEP_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			LockSupport.parkNanos(INTERRUPTED_PAUSE);
		}
	}

	private void awaitSockets(int millis) throws IOException {
		try {
			Fd accepting = this.gate.isOpen() ? this.own.descriptor() : null;
			if (this.offered.isThere()) {
				// The end of this does not wake who waits for room.
				this.wait.awaitRoom(this.socket, accepting, STEP_MILLIS);
			}
			else {
				this.wait.await(this.socket, accepting, millis);
			}
		}
		catch (ClosedChannelException ex) {
			if (!this.gate.isEnded()) {
				throw ex;
			}
		}
	}

	/** Read what the primary has sent, up to the next connection that can be taken. */
	private @Nullable SocketChannel receive() throws IOException {
		while (!isOver()) {
			if (this.offered.isThere()) {
				SocketChannel connection = take();
				if (connection != null || this.offered.isThere()) {
					return connection;
				}
			}
			else if (!read()) {
				return null;
			}
		}
		this.offered.drop();
		return null;
	}

	private boolean isOver() {
		return this.gate.isEnded() || this.gate.isClosed();
	}

	private boolean read() throws IOException {
		try {
			if (!this.records.next()) {
				return false;
			}
		}
		catch (Throwable ex) {
			// What was read and is forgotten would be a connection without an answer.
			lose(ex);
			if (ex instanceof IOException) {
				return false;
			}
			throw ex;
		}
		received(this.records.what(), this.records.value(), this.records.descriptor());
		return true;
	}

	private void received(int what, int value, @Nullable Fd descriptor) throws IOException {
		switch (what) {
			case HandOver.CONNECTION -> this.offered.offer(value, descriptor);
			// The primary accepts from it until it knows that this worker does.
			case HandOver.SOCKET ->
				this.gate.tell(this.own.take(descriptor) ? HandOver.SOCKET_TAKEN : HandOver.SOCKET_LOST, 0);
			case HandOver.MARK -> this.gate.marked(value);
			default -> OfferedConnection.close(descriptor);
		}
	}

	private @Nullable SocketChannel take() {
		try {
			return this.offered.take();
		}
		catch (IOException ex) {
			lose(ex);
			return null;
		}
	}

	private @Nullable SocketChannel acceptOwn() throws IOException {
		Fd connection = this.gate.accept(this.own);
		return (connection != null) ? JdkChannels.socketChannel(connection) : null;
	}

	/**
	 * Take no connections until the gate is opened. What was handed over and not taken
	 * goes back to the primary. Does nothing if the gate is closed.
	 */
	public void closeGate() {
		if (this.gate.shut()) {
			dropRefused();
		}
	}

	/**
	 * While they lie in the socket their clients would not see them closed by the worker
	 * that serves them. If somebody waits for connections he does the same.
	 */
	private void dropRefused() {
		if (!this.receiving.tryLock()) {
			return;
		}
		try {
			long start = System.nanoTime();
			while (!isOver() && !this.gate.isMarked()) {
				if (this.markMissed || this.gate.isUnheard() || System.nanoTime() - start > DROP_LIMIT) {
					// The primary was stopped. One such wait is enough.
					this.markMissed = true;
					keep(receive());
					return;
				}
				this.wait.await(this.socket, null, STEP_MILLIS);
				keep(receive());
			}
			this.markMissed = false;
		}
		catch (IOException ex) {
			logger.debug("What was refused is not dropped", ex);
		}
		finally {
			this.receiving.unlock();
		}
	}

	/** The gate was opened meanwhile. */
	private void keep(@Nullable SocketChannel taken) {
		if (taken != null) {
			this.kept.add(taken);
		}
	}

	/**
	 * Take connections again. Does nothing if the gate is open, or this is closed.
	 */
	public void openGate() {
		this.gate.open();
	}

	/**
	 * Return whether this worker takes connections.
	 * @return whether it does
	 */
	public boolean isGateOpen() {
		return this.gate.isOpen();
	}

	/**
	 * There is nothing more to say or to hear. When this end is closed the primary gives
	 * all that was not taken to others.
	 */
	private void lose(Throwable failure) {
		if (!this.gate.end()) {
			return;
		}
		closeSocket();
		if (isEndOfPrimary(failure)) {
			logger.debug("The primary hands over no more connections", failure);
			return;
		}
		try {
			logger.error("This worker cannot take connections of the primary any more", failure);
		}
		finally {
			this.whenLost.run();
		}
	}

	private static boolean isEndOfPrimary(Throwable failure) {
		return failure instanceof EOFException || failure instanceof ClosedChannelException
				|| (failure instanceof ErrnoException ex && (ex.is("EPIPE") || ex.is("ECONNRESET")));
	}

	private void closeSocket() {
		try {
			// Wakes who waits.
			this.socket.shutdownInput();
		}
		catch (IOException ex) {
			logger.trace("The primary has closed its end", ex);
		}
		this.socket.close();
	}

	/**
	 * Take no connections any more, and end the wait for one. What was not taken is the
	 * primary's, which does not have to listen for that.
	 */
	@Override
	public void close() {
		if (!this.gate.close()) {
			return;
		}
		// That says it all.
		closeSocket();
		if (this.receiving.tryLock()) {
			try {
				release();
			}
			finally {
				this.receiving.unlock();
			}
		}
	}

	private void release() {
		this.own.release();
		this.offered.drop();
		for (SocketChannel connection = this.kept.poll(); connection != null; connection = this.kept.poll()) {
			OfferedConnection.close(connection);
		}
	}

}
