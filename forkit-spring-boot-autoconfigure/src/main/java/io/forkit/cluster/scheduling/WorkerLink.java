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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.StreamSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The way of connections to one worker, at the primary. Keeps each connection until the
 * worker has taken it, and gives back what it never will. Belongs to the thread of the
 * dispatcher.
 */
final class WorkerLink {

	private static final Log logger = LogFactory.getLog(WorkerLink.class);

	// After a shortage, such as of descriptors.
	private static final Duration REST = Duration.ofMillis(100);

	// Whoever takes nothing for so long gets no more if others can have it.
	private static final long STALLED = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int READ_CAPACITY = 4096;

	private final EventLoop loop;

	private final int slot;

	private final int id;

	private final int limit;

	private final Fd socket;

	private final StreamSocket stream;

	private final HandOverStatistics statistics;

	private final Listener listener;

	private final ByteBuffer in = ByteBuffer.allocateDirect(READ_CAPACITY);

	private final ByteBuffer out = ByteBuffer.allocateDirect(HandOver.RECORD);

	private final Deque<PendingConnection> unacknowledged = new ArrayDeque<>();

	private int epoch;

	private int load;

	private boolean open;

	private boolean resting;

	private @Nullable Fd own;

	private boolean ownDue;

	private boolean ownTaken;

	WorkerLink(EventLoop loop, Fd socket, int slot, int id, int limit, HandOverStatistics statistics,
			Listener listener) {
		this.loop = loop;
		this.socket = socket;
		this.stream = new StreamSocket(socket);
		this.slot = slot;
		this.id = id;
		this.limit = limit;
		this.statistics = statistics;
		this.listener = listener;
	}

	void start() throws IOException {
		this.loop.register(this.socket, EventLoop.READ, (registration, events) -> read(registration));
	}

	int slot() {
		return this.slot;
	}

	int id() {
		return this.id;
	}

	int unacknowledged() {
		return this.unacknowledged.size();
	}

	/** Return how many connections it has open, as far as is known. */
	int connections() {
		return this.load + this.unacknowledged.size();
	}

	/** Return whether the worker wants connections, be it that it has enough for now. */
	boolean isOpen() {
		return this.open;
	}

	/** Return whether the worker accepts from the listening socket that it was sent. */
	boolean isAcceptingItself() {
		return this.open && this.ownTaken;
	}

	boolean isAvailable() {
		return this.open && !this.resting && this.unacknowledged.size() < this.limit;
	}

	boolean isStalled(long now) {
		PendingConnection oldest = this.unacknowledged.peekFirst();
		return oldest != null && oldest.sinceHandedOver(now) > STALLED;
	}

	/**
	 * Hand a connection over.
	 * @param connection the connection, which this link keeps from now on if it was sent
	 * @return whether it was sent
	 */
	boolean send(PendingConnection connection) {
		boolean sent = send(HandOver.CONNECTION, connection.fd());
		if (sent) {
			connection.handedOver();
			this.unacknowledged.addLast(connection);
			this.statistics.countSent();
		}
		return sent;
	}

	/**
	 * Let the worker have a listening socket of its own, after a rest if it cannot take
	 * it now.
	 * @param listening the socket
	 */
	void sendSocket(Fd listening) {
		this.own = listening;
		this.ownDue = !send(HandOver.SOCKET, listening);
	}

	private boolean send(int what, Fd descriptor) {
		try {
			if (this.stream.write(record(what), descriptor) != NativeBuffer.WOULD_BLOCK) {
				return true;
			}
			rest();
		}
		catch (ErrnoException ex) {
			if (ex.is("EPIPE") || ex.is("ECONNRESET")) {
				// What it has said before is to be read first.
				this.open = false;
			}
			else {
				logger.debug("Nothing can be sent to " + this, ex);
				rest();
			}
		}
		catch (IOException ex) {
			this.open = false;
		}
		return false;
	}

	private ByteBuffer record(int what) {
		return this.out.clear().putInt(what).putInt(this.epoch).flip();
	}

	private void rest() {
		this.resting = true;
		this.loop.schedule(REST, () -> {
			this.resting = false;
			Fd due = this.own;
			if (this.ownDue && due != null && this.socket.isOpen()) {
				sendSocket(due);
			}
			this.listener.changed(this);
		});
	}

	private void read(EventLoop.Registration registration) {
		try {
			int count = this.stream.read(this.in);
			this.in.flip();
			while (this.in.remaining() >= HandOver.RECORD) {
				received(this.in.getInt(), this.in.getInt());
			}
			this.in.compact();
			if (count == NativeBuffer.END_OF_FILE) {
				end(registration);
				return;
			}
		}
		catch (IOException ex) {
			if (!(ex instanceof ErrnoException error) || !error.is("ECONNRESET")) {
				logger.error("No more connections are handed over to " + this, ex);
				// It lives, and may serve what nobody else may serve then.
				dropAll();
			}
			end(registration);
			return;
		}
		this.listener.changed(this);
	}

	private void received(int what, int value) throws IOException {
		switch (what) {
			case HandOver.ACCEPTED -> {
				oldest().close();
				this.statistics.countAcknowledged();
				this.load = value;
			}
			case HandOver.REFUSED -> {
				rest();
				PendingConnection refused = oldest();
				this.statistics.countReturned(1);
				this.listener.returned(List.of(refused));
			}
			case HandOver.GATE_CLOSED -> {
				this.open = false;
				this.epoch = value;
				returnAll();
				mark();
			}
			case HandOver.GATE_OPEN -> {
				this.epoch = value;
				this.open = true;
				// Whoever waits there is to look at the gate again.
				mark();
			}
			case HandOver.LOAD -> this.load = value;
			case HandOver.SOCKET_TAKEN -> this.ownTaken = true;
			case HandOver.SOCKET_LOST -> {
				this.ownDue = true;
				rest();
			}
			default -> throw new IOException("A worker has said " + what + ", which nobody understands");
		}
	}

	private PendingConnection oldest() throws IOException {
		PendingConnection oldest = this.unacknowledged.pollFirst();
		if (oldest == null) {
			throw new IOException("A worker speaks of a connection that it was not given");
		}
		return oldest;
	}

	private void mark() {
		try {
			this.stream.write(record(HandOver.MARK));
		}
		catch (IOException ex) {
			logger.trace("The worker does not read any more", ex);
		}
	}

	private void returnAll() {
		List<PendingConnection> all = List.copyOf(this.unacknowledged);
		this.unacknowledged.clear();
		this.statistics.countReturned(all.size());
		this.listener.returned(all);
	}

	/** Nobody is at the other end, so nobody serves what was not taken. */
	private void end(EventLoop.Registration registration) {
		registration.close();
		this.open = false;
		this.socket.close();
		this.listener.ended(this);
		returnAll();
	}

	/** The dispatcher is closed. */
	void close() {
		this.open = false;
		this.socket.close();
		dropAll();
	}

	private void dropAll() {
		this.unacknowledged.forEach(PendingConnection::close);
		this.statistics.countDropped(this.unacknowledged.size());
		this.unacknowledged.clear();
	}

	@Override
	public String toString() {
		return "worker %d (slot %d)".formatted(this.id, this.slot);
	}

	/**
	 * Is told what becomes of connections.
	 */
	interface Listener {

		/**
		 * The worker may take more, or fewer.
		 * @param link the link
		 */
		void changed(WorkerLink link);

		/**
		 * The worker will never serve these.
		 * @param connections the connections, which belong to the listener from now on
		 */
		void returned(List<PendingConnection> connections);

		/**
		 * There is nobody at the other end any more.
		 * @param link the link
		 */
		void ended(WorkerLink link);

	}

}
