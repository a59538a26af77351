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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.ListeningSocket;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.ReadWait;
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
 * is closed or this process ends.
 *
 * @since 0.1.0
 */
public final class ConnectionReceiver implements Closeable {

	private static final Log logger = LogFactory.getLog(ConnectionReceiver.class);

	private static final int FOREVER = -1;

	private static final int LOAD_MILLIS = 100;

	private static final long COUNT_LIMIT = TimeUnit.SECONDS.toNanos(1);

	// The primary answers at once unless it was stopped.
	private static final long DROP_LIMIT = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int DROP_STEP_MILLIS = 50;

	private static final long INTERRUPTED_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final Fd socket;

	private final StreamSocket stream;

	private final Runnable whenLost;

	private final ReentrantLock receiving = new ReentrantLock();

	// Of whoever is receiving.
	private final ReadWait readWait = new ReadWait();

	private final ByteBuffer in = ByteBuffer.allocateDirect(HandOver.RECORD);

	private final List<Fd> descriptors = new ArrayList<>(1);

	private @Nullable Fd own;

	private @Nullable ListeningSocket ownListening;

	// Was taken by somebody who only wanted to drop what was refused.
	private final Deque<SocketChannel> kept = new ArrayDeque<>();

	private long lastTaken;

	private boolean hasTaken;

	private volatile boolean ended;

	// Guards what the primary is told.
	private final Object monitor = new Object();

	private final HandOverReports reports;

	private int epoch;

	private int marked;

	private boolean gateOpen = true;

	private boolean started;

	private volatile IntSupplier load = () -> 0;

	private int toldLoad;

	private volatile boolean closed;

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
		this.socket = socket;
		this.stream = new StreamSocket(socket);
		this.reports = new HandOverReports(this.stream);
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
			start();
			while (!this.closed) {
				SocketChannel connection = next();
				if (connection != null) {
					this.hasTaken = true;
					this.lastTaken = System.nanoTime();
					return connection;
				}
				await(tellLoad() ? LOAD_MILLIS : FOREVER);
			}
			return null;
		}
		catch (ClosedChannelException ex) {
			if (this.closed) {
				return null;
			}
			throw ex;
		}
		finally {
			if (this.closed) {
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

	private void start() throws IOException {
		synchronized (this.monitor) {
			if (!this.started && !this.closed) {
				this.started = true;
				if (this.gateOpen) {
					tell(HandOver.GATE_OPEN, this.epoch);
				}
			}
		}
	}

	/**
	 * Tell how many connections there are if that has changed.
	 * @return whether it may change with no connection coming
	 */
	private boolean tellLoad() {
		synchronized (this.monitor) {
			int current = this.load.getAsInt();
			if (current != this.toldLoad && tryTellLoad(current)) {
				this.toldLoad = current;
			}
			return current != 0 || current != this.toldLoad || isUncounted();
		}
	}

	/** Some servers count a connection only after a while. */
	private boolean isUncounted() {
		return this.hasTaken && System.nanoTime() - this.lastTaken < COUNT_LIMIT;
	}

	/** It can be told later as well, so nobody waits for it. */
	private boolean tryTellLoad(int current) {
		try {
			return !this.closed && !this.ended && this.reports.tryTell(HandOver.LOAD, current);
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
		this.load = load;
	}

	private void await(int millis) throws IOException {
		if (!this.ended) {
			awaitSockets(millis);
			return;
		}
		// Without the primary there is nothing but the end to wait for.
		synchronized (this.monitor) {
			try {
				if (!this.closed) {
					this.monitor.wait(DROP_STEP_MILLIS);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				LockSupport.parkNanos(INTERRUPTED_PAUSE);
			}
		}
	}

	private void awaitSockets(int millis) throws IOException {
		try {
			this.readWait.await(this.socket, isGateOpen() ? this.own : null, millis);
		}
		catch (ClosedChannelException ex) {
			if (!this.ended) {
				throw ex;
			}
		}
	}

	/** Read what the primary has sent, up to the next connection that can be taken. */
	private @Nullable SocketChannel receive() throws IOException {
		while (!this.ended && !this.closed) {
			this.in.clear();
			this.descriptors.clear();
			int count = read();
			if (count == NativeBuffer.WOULD_BLOCK) {
				return null;
			}
			if (count != HandOver.RECORD) {
				this.descriptors.forEach(Fd::close);
				lose((count != NativeBuffer.END_OF_FILE) ? new IOException("Half a record has come") : null);
				return null;
			}
			this.in.flip();
			int what = this.in.getInt();
			int value = this.in.getInt();
			Fd descriptor = this.descriptors.isEmpty() ? null : this.descriptors.get(0);
			SocketChannel connection = received(what, value, descriptor);
			if (connection != null) {
				return connection;
			}
		}
		return null;
	}

	private int read() throws IOException {
		try {
			return this.stream.read(this.in, this.descriptors);
		}
		catch (Throwable ex) {
			// What was read and is forgotten would be a connection without an answer.
			lose(ex);
			if (ex instanceof IOException) {
				return NativeBuffer.END_OF_FILE;
			}
			throw ex;
		}
	}

	private @Nullable SocketChannel received(int what, int value, @Nullable Fd descriptor) throws IOException {
		switch (what) {
			case HandOver.CONNECTION -> {
				return take(value, descriptor);
			}
			case HandOver.SOCKET -> {
				takeOwn(descriptor);
			}
			case HandOver.MARK -> {
				synchronized (this.monitor) {
					this.marked = value;
				}
			}
			default -> {
				if (descriptor != null) {
					descriptor.close();
				}
			}
		}
		return null;
	}

	/** The primary accepts from it until it knows that this worker does. */
	private void takeOwn(@Nullable Fd descriptor) {
		releaseOwn();
		if (descriptor != null) {
			try {
				this.ownListening = new ListeningSocket(descriptor);
				this.own = descriptor;
			}
			catch (IOException ex) {
				logger.debug("A listening socket cannot be used", ex);
				descriptor.close();
			}
		}
		synchronized (this.monitor) {
			tellOrEnd((this.own != null) ? HandOver.SOCKET_TAKEN : HandOver.SOCKET_LOST, 0);
		}
	}

	private @Nullable SocketChannel take(int connectionEpoch, @Nullable Fd descriptor) throws IOException {
		synchronized (this.monitor) {
			if (this.closed || !this.gateOpen || connectionEpoch != this.epoch) {
				// It was refused before it came.
				if (descriptor != null) {
					descriptor.close();
				}
				return null;
			}
			SocketChannel connection = null;
			try {
				connection = channel(descriptor);
				int current = this.load.getAsInt() + 1;
				// Whoever was not told so gives it to another worker.
				tell(HandOver.ACCEPTED, current);
				this.toldLoad = current;
				return connection;
			}
			catch (Throwable ex) {
				refuse(connection, descriptor);
				throw ex;
			}
		}
	}

	/**
	 * Each connection must have its answer, or the primary would take the next one for
	 * its.
	 */
	private void refuse(@Nullable SocketChannel connection, @Nullable Fd descriptor) throws IOException {
		try {
			if (connection != null) {
				connection.close();
			}
			else if (descriptor != null) {
				descriptor.close();
			}
		}
		finally {
			tellOrEnd(HandOver.REFUSED, 0);
		}
	}

	private static SocketChannel channel(@Nullable Fd descriptor) throws IOException {
		if (descriptor == null) {
			throw new IOException("A connection cannot be taken: too many open files (EMFILE)");
		}
		return JdkChannels.socketChannel(descriptor);
	}

	private @Nullable SocketChannel acceptOwn() throws IOException {
		ListeningSocket listening = this.ownListening;
		if (listening == null) {
			return null;
		}
		Fd connection;
		synchronized (this.monitor) {
			connection = (this.gateOpen && !this.closed) ? listening.accept() : null;
		}
		return (connection != null) ? JdkChannels.socketChannel(connection) : null;
	}

	/**
	 * Take no connections until the gate is opened. What was handed over and not taken
	 * goes back to the primary. Does nothing if the gate is closed.
	 */
	public void closeGate() {
		synchronized (this.monitor) {
			if (!this.gateOpen || this.closed) {
				return;
			}
			this.gateOpen = false;
			this.epoch++;
			if (!this.started) {
				return;
			}
			tellOrEnd(HandOver.GATE_CLOSED, this.epoch);
		}
		dropRefused();
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
			while (!this.ended && !this.closed && !isMarked() && System.nanoTime() - start < DROP_LIMIT) {
				this.readWait.await(this.socket, null, DROP_STEP_MILLIS);
				SocketChannel taken = receive();
				if (taken != null) {
					// The gate was opened meanwhile.
					this.kept.add(taken);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("What was refused is not dropped", ex);
		}
		finally {
			this.receiving.unlock();
		}
	}

	private boolean isMarked() {
		synchronized (this.monitor) {
			return this.gateOpen || this.marked == this.epoch;
		}
	}

	/**
	 * Take connections again. Does nothing if the gate is open, or this is closed.
	 */
	public void openGate() {
		synchronized (this.monitor) {
			if (this.gateOpen || this.closed) {
				return;
			}
			this.gateOpen = true;
			if (this.started) {
				tellOrEnd(HandOver.GATE_OPEN, this.epoch);
			}
		}
	}

	/**
	 * Return whether this worker takes connections.
	 * @return whether it does
	 */
	public boolean isGateOpen() {
		synchronized (this.monitor) {
			return this.gateOpen && !this.closed;
		}
	}

	private void tellOrEnd(int what, int value) {
		try {
			tell(what, value);
		}
		catch (IOException ex) {
			logger.debug("The primary is not told", ex);
		}
	}

	private void tell(int what, int value) throws IOException {
		if (this.ended) {
			throw new ClosedChannelException();
		}
		try {
			this.reports.tell(what, value);
		}
		catch (Throwable ex) {
			lose(ex);
			throw ex;
		}
	}

	/**
	 * There is nothing more to say or to hear. When this end is closed the primary gives
	 * all that was not taken to others.
	 * @param failure why, or {@code null} if the primary has closed its end
	 */
	private void lose(@Nullable Throwable failure) {
		synchronized (this.monitor) {
			if (this.ended || this.closed) {
				return;
			}
			this.ended = true;
		}
		closeSocket();
		if (failure == null || isEndOfPrimary(failure)) {
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
		return failure instanceof ClosedChannelException
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
		synchronized (this.monitor) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			this.gateOpen = false;
			this.epoch++;
			this.monitor.notifyAll();
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
		releaseOwn();
		for (SocketChannel connection = this.kept.poll(); connection != null; connection = this.kept.poll()) {
			try {
				connection.close();
			}
			catch (IOException ex) {
				logger.debug("A connection is not closed", ex);
			}
		}
	}

	private void releaseOwn() {
		if (this.own != null) {
			this.own.close();
			this.own = null;
			this.ownListening = null;
		}
	}

}
