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
import java.util.function.IntSupplier;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Whether a worker takes what the primary hands over, and all that it says of it: one
 * thing after the other, so that the primary is never told that a connection is taken
 * after it was told that none are. Does not wait for the primary.
 * <p>
 * Thread-safe.
 */
final class HandOverGate {

	private final HandOverReports reports;

	private final ConnectionCount count = new ConnectionCount();

	private int epoch;

	private int marked;

	private boolean open = true;

	private boolean started;

	private volatile boolean ended;

	private volatile boolean closed;

	/**
	 * Create an open gate of which the primary knows nothing.
	 * @param reports tells the primary
	 */
	HandOverGate(HandOverReports reports) {
		this.reports = reports;
	}

	/** There is somebody who accepts. */
	synchronized void start() {
		if (!this.started && !this.closed) {
			this.started = true;
			if (this.open) {
				tell(HandOver.GATE_OPEN, this.epoch);
			}
		}
	}

	/**
	 * Refuse what was handed over and not taken, and what comes.
	 * @return whether there may be any that was handed over
	 */
	synchronized boolean shut() {
		if (!this.open || this.closed) {
			return false;
		}
		this.open = false;
		this.epoch++;
		if (this.started) {
			tell(HandOver.GATE_CLOSED, this.epoch);
		}
		return this.started;
	}

	synchronized void open() {
		if (!this.open && !this.closed) {
			this.open = true;
			if (this.started) {
				tell(HandOver.GATE_OPEN, this.epoch);
			}
		}
	}

	synchronized boolean isOpen() {
		return this.open && !this.closed;
	}

	/**
	 * Return whether a connection is to be taken.
	 * @param connectionEpoch the epoch in which it was sent
	 * @return {@code false} if it was refused before it came
	 */
	synchronized boolean isWanted(int connectionEpoch) {
		return isOpen() && connectionEpoch == this.epoch;
	}

	/**
	 * Take a connection that is wanted, if the primary can be told so now.
	 * @param connectionEpoch the epoch in which it was sent
	 * @return whether it is taken
	 * @throws IOException if nothing can be told any more
	 */
	synchronized boolean take(int connectionEpoch) throws IOException {
		if (!isWanted(connectionEpoch)) {
			return false;
		}
		int current = this.count.current() + 1;
		if (!this.reports.tellNow(HandOver.ACCEPTED, current)) {
			return false;
		}
		this.count.told(current);
		return true;
	}

	/**
	 * Say that a connection cannot be taken. Each one that is wanted must have its
	 * answer, or the primary would take the next one for its.
	 * @param connectionEpoch the epoch in which it was sent
	 */
	synchronized void refuse(int connectionEpoch) {
		if (isWanted(connectionEpoch)) {
			tell(HandOver.REFUSED, 0);
		}
	}

	/** Some servers count a connection that was taken only after a while. */
	synchronized void taken() {
		this.count.taken();
	}

	/**
	 * Accept from a worker's own socket, but not behind a gate that is closed.
	 * @param socket the socket
	 * @return the connection, owned by the caller, if there is one
	 * @throws IOException if it cannot be accepted
	 */
	synchronized @Nullable Fd accept(OwnSocket socket) throws IOException {
		return isOpen() ? socket.accept() : null;
	}

	synchronized void tell(int what, int value) {
		if (!this.ended && !this.closed) {
			this.reports.tell(what, value);
		}
	}

	void count(IntSupplier connections) {
		this.count.source(connections);
	}

	/**
	 * Tell how many connections there are, if that has changed. If there is no room for
	 * it, it can be told later as well.
	 * @return whether it may change with no connection coming
	 * @throws IOException if nothing can be told any more
	 */
	synchronized boolean tellCount() throws IOException {
		int current = this.count.current();
		if (this.count.isNews(current) && !this.ended && !this.closed && this.reports.tellNow(HandOver.LOAD, current)) {
			this.count.told(current);
		}
		return this.count.mayChange(current);
	}

	/**
	 * The primary has said that it knows of an epoch.
	 * @param value the epoch
	 */
	synchronized void marked(int value) {
		this.marked = value;
	}

	/** Return whether nothing comes any more that was refused. */
	synchronized boolean isMarked() {
		return this.open || this.marked == this.epoch;
	}

	/** Return whether the primary reads nothing at the moment. */
	boolean isUnheard() {
		return this.reports.isWaiting();
	}

	/**
	 * There is nothing more to say or to hear.
	 * @return whether that is new
	 */
	synchronized boolean end() {
		boolean news = !this.ended && !this.closed;
		this.ended = true;
		return news;
	}

	boolean isEnded() {
		return this.ended;
	}

	/**
	 * This worker takes no connections any more.
	 * @return whether that is new
	 */
	synchronized boolean close() {
		if (this.closed) {
			return false;
		}
		this.closed = true;
		notifyAll();
		return true;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Wait until this is closed.
	 * @param millis how long at most
	 * @throws InterruptedException if this thread is interrupted
	 */
	synchronized void awaitClosed(long millis) throws InterruptedException {
		if (!this.closed) {
			wait(millis);
		}
	}

}
