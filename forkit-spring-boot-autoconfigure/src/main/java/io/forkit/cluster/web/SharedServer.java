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
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.forkit.cluster.gate.AcceptGate;
import io.forkit.cluster.gate.WorkerGates;
import org.jspecify.annotations.Nullable;

/**
 * A server of this worker, or one of its connectors, that accepts on a shared socket.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SharedServer {

	// A request follows its connection, or the response before it, within a round trip.
	// What comes later finds the connection closed, as it may with any server.
	private static final long REQUEST_EXPECTED = TimeUnit.MILLISECONDS.toNanos(500);

	// For what is left when the server says that it has done with its requests.
	private static final long RESPONSE_EXPECTED = TimeUnit.SECONDS.toNanos(2);

	private static final long HANDOVER = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private final SharedListener listener;

	private final ServerLoad load;

	private final Runnable whenDraining;

	private final AtomicBoolean draining = new AtomicBoolean();

	private final @Nullable AcceptGate gate;

	private final List<SocketChannel> probes = new CopyOnWriteArrayList<>();

	private final @Nullable ConnectionEntry entry;

	/**
	 * Create a server, with a gate if there are to be gates.
	 * @param listener what it accepts from
	 * @param load how busy it is
	 * @param whenDraining what to do as soon as it does not accept any more, such as to
	 * keep no connection for a next request
	 * @param entry gives it connections past the listener; {@code null} if it does not
	 * speak HTTP
	 */
	SharedServer(SharedListener listener, ServerLoad load, Runnable whenDraining, @Nullable ConnectionEntry entry) {
		this.listener = listener;
		this.load = new UnprobedLoad(load, this::openProbes);
		this.entry = entry;
		this.whenDraining = whenDraining;
		listener.load(this.load);
		this.gate = WorkerGates.add(new Door(listener), () -> load.canLetGo() ? this.load.connections() : 0,
				this.load.pool(), this.load::occupied, this.load::capacity);
	}

	/**
	 * Return what it accepts from.
	 * @return the listener
	 */
	public SharedListener listener() {
		return this.listener;
	}

	/**
	 * Return how busy it is.
	 * @return the load
	 */
	public ServerLoad load() {
		return this.load;
	}

	/** Return whether it can be asked something on a connection of forkit. */
	boolean canBeProbed() {
		return this.entry != null;
	}

	private int openProbes() {
		return (int) this.probes.stream().filter(SocketChannel::isOpen).count();
	}

	/**
	 * Give the server a connection past the listener, see {@link ConnectionEntry#enter}.
	 * It counts nowhere as load.
	 * @param connection the connection
	 * @param limit how long to wait for the server to take it
	 * @return whether the server speaks TLS on it
	 * @throws IOException if the server does not want it
	 * @throws InterruptedException if this thread was interrupted
	 * @throws TimeoutException if the server has not taken it in time
	 */
	boolean enter(SocketChannel connection, Duration limit) throws IOException, InterruptedException, TimeoutException {
		if (this.entry == null) {
			throw new IOException("the server cannot be given a connection");
		}
		this.probes.removeIf((probe) -> !probe.isOpen());
		this.probes.add(connection);
		return this.entry.enter(connection, limit);
	}

	/** A request has begun, and is counted in the load. */
	void begun() {
		if (this.gate != null) {
			this.gate.begun();
		}
	}

	/**
	 * Requests have ended.
	 * @param counted how many of them are still counted in the load
	 */
	void ended(int counted) {
		if (this.gate != null) {
			this.gate.ended(counted);
		}
	}

	/**
	 * Tell whether nothing could process a request now.
	 * @param stuck whether that is so
	 */
	void stuck(boolean stuck) {
		if (this.gate != null) {
			this.gate.stuck(stuck);
		}
	}

	/** Return whether some connections are to be let go. */
	boolean isShedding() {
		return this.gate != null && this.gate.isShedding();
	}

	/**
	 * Ask whether to let the connection of a request go.
	 * @return whether to do so
	 */
	boolean shed() {
		return this.gate != null && this.gate.shed();
	}

	/**
	 * Return whether a connection can be let go after a request: not if it becomes
	 * something else, or has no end.
	 * @param upgrade the header {@code Upgrade} of the request
	 * @param accept its header {@code Accept}
	 * @return whether it can
	 */
	static boolean mayBeShed(@Nullable String upgrade, @Nullable String accept) {
		return upgrade == null && (accept == null || !accept.contains("text/event-stream"));
	}

	/** The gate has nothing to open any more. */
	void retireGate() {
		if (this.gate != null) {
			this.gate.retire();
		}
	}

	/**
	 * Accept no more, then wait a moment for the requests of the connections that have
	 * been accepted: a server that stops would drop a connection without a request. Does
	 * nothing the second time.
	 */
	void drain() {
		if (stopAccepting()) {
			awaitRequests();
		}
	}

	/**
	 * Accept no more.
	 * @return {@code false} if that was so before
	 */
	boolean stopAccepting() {
		if (!this.draining.compareAndSet(false, true)) {
			return false;
		}
		retireGate();
		this.listener.close();
		this.whenDraining.run();
		return true;
	}

	void awaitRequests() {
		long start = System.nanoTime();
		while (System.nanoTime() - start < REQUEST_EXPECTED && (this.listener.isAccepting()
				|| this.listener.nanosSinceLastAccept() < HANDOVER || this.load.connections() > 0)) {
			LockSupport.parkNanos(PAUSE);
		}
		this.listener.logClosed();
	}

	/**
	 * Wait a moment for responses that are still being written: Tomcat does not count a
	 * request any more when its servlet has returned, and would close its connection.
	 */
	void awaitResponses() {
		long start = System.nanoTime();
		while (this.load.isAnswering() && System.nanoTime() - start < RESPONSE_EXPECTED) {
			LockSupport.parkNanos(PAUSE);
		}
	}

	/**
	 * The gate of a listener.
	 */
	private record Door(SharedListener listener) implements AcceptGate.Door {

		@Override
		public void open() throws IOException {
			this.listener.openGate();
		}

		@Override
		public void close() {
			this.listener.closeGate();
		}

	}

}
