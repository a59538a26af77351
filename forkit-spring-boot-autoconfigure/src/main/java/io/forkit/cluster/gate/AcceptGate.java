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

package io.forkit.cluster.gate;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

import io.forkit.cluster.GateState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Decides for one server whether it takes connections. The server tells when a request
 * begins and ends, which costs a comparison; the {@link GateKeeper} does what follows.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class AcceptGate {

	/** Opening needs a moment; less than that is not worth the closing. */
	static final long MIN_CLOSED = TimeUnit.MILLISECONDS.toNanos(5);

	/** A closed gate is looked at that often, whatever is told. */
	static final long SAFETY_POLL = TimeUnit.MILLISECONDS.toNanos(100);

	/** Closing that was shorter was not worth it: the next one has to wait. */
	static final long SHORT = TimeUnit.MILLISECONDS.toNanos(20);

	static final long MIN_DELAY = TimeUnit.MILLISECONDS.toNanos(1);

	static final long MAX_DELAY = TimeUnit.MILLISECONDS.toNanos(20);

	private static final Log logger = LogFactory.getLog(AcceptGate.class);

	private final Door door;

	private final IntSupplier connections;

	private final Object pool;

	private final IntSupplier occupied;

	private final IntSupplier capacity;

	private final GateKeeper keeper;

	private final LongAdder requests = new LongAdder();

	private volatile int limit;

	private volatile GateState state;

	// Whether the requests have reached the limit, and not gone below since.
	private volatile boolean full;

	private volatile long fullSince;

	private volatile boolean stuck;

	private volatile long closings;

	// Of the one who decides.
	private long closedAt;

	private long delay;

	private boolean openFailed;

	AcceptGate(GateKeeper keeper, Door door, IntSupplier connections, Object pool, IntSupplier occupied,
			IntSupplier capacity) {
		this.keeper = keeper;
		this.door = door;
		this.connections = connections;
		this.pool = pool;
		this.occupied = occupied;
		this.capacity = capacity;
		this.limit = keeper.settings().limit(capacity.getAsInt(), keeper.othersHaveRoom());
		this.state = GateState.OPEN;
		this.closedAt = keeper.now();
		if (keeper.isStandby() || keeper.isLeftToOthers()) {
			door.close();
			this.state = keeper.isStandby() ? GateState.STANDBY : GateState.NOT_READY;
		}
	}

	/**
	 * A request has begun, and is counted.
	 */
	public void begun() {
		this.requests.increment();
		if (!this.full && this.occupied.getAsInt() >= this.limit) {
			this.fullSince = this.keeper.now();
			this.full = true;
			this.keeper.wake();
		}
	}

	/**
	 * Requests have ended.
	 * @param counted how many of them are still counted
	 */
	public void ended(int counted) {
		if (this.full && this.occupied.getAsInt() - counted < lowerLimit()) {
			this.full = false;
			if (this.occupied.getAsInt() - counted >= this.limit) {
				// One has begun in between, and may not have seen the change.
				this.full = true;
			}
			else if (this.state != GateState.OPEN) {
				this.keeper.wake();
			}
		}
	}

	private int lowerLimit() {
		int current = this.limit;
		return (this.state == GateState.SATURATED)
				? AcceptGateSettings.reopensAt(current, this.keeper.othersHaveRoom()) + 1 : current;
	}

	/**
	 * Tell whether the server has nothing that could process a request, whatever their
	 * number, such as event loops that are all blocked.
	 * @param stuck whether that is so
	 */
	public void stuck(boolean stuck) {
		if (this.stuck != stuck && this.keeper.settings().limited()) {
			this.stuck = stuck;
			this.keeper.wake();
		}
	}

	/**
	 * Return whether some connections are to be let go.
	 * @return whether it is of use to {@link #shed() ask} for one
	 */
	public boolean isShedding() {
		return this.keeper.shedding().isDue();
	}

	/**
	 * Return whether the connection of the present request is to be let go, and count it
	 * if so. To be asked only for one that can be.
	 * @return whether it is
	 */
	public boolean shed() {
		return this.keeper.shedding().take();
	}

	/**
	 * Return whether the gate is open, and if not, why.
	 * @return the state
	 */
	public GateState state() {
		return this.state;
	}

	/**
	 * Return how often the gate has been closed, without those at the start and at the
	 * end of this worker.
	 * @return the number
	 */
	public long closings() {
		return this.closings;
	}

	/**
	 * Leave the gate as it is for ever: its server is ending and has closed what it
	 * accepts from.
	 */
	public synchronized void retire() {
		this.state = GateState.DRAINED;
		this.keeper.remove(this);
	}

	int connections() {
		return this.connections.getAsInt();
	}

	Object pool() {
		return this.pool;
	}

	int occupied() {
		return this.occupied.getAsInt();
	}

	/**
	 * Return how many requests can be processed at a time.
	 * @return the number, {@link Integer#MAX_VALUE} if nothing is known to limit it
	 */
	int capacity() {
		int threads = this.capacity.getAsInt();
		Integer maxRequests = this.keeper.settings().maxRequests();
		return (threads == Integer.MAX_VALUE && maxRequests != null) ? maxRequests : threads;
	}

	long requests() {
		return this.requests.sum();
	}

	/**
	 * Open or close the gate if it is time.
	 * @param now the present
	 * @return how many nanoseconds later to look again at the latest
	 */
	synchronized long update(long now) {
		if (this.state == GateState.DRAINED) {
			return Long.MAX_VALUE;
		}
		this.limit = this.keeper.settings().limit(this.capacity.getAsInt(), this.keeper.othersHaveRoom());
		refresh(now);
		GateState wanted = wanted(now);
		if (wanted == GateState.OPEN && this.state != GateState.OPEN) {
			open(now);
		}
		else if (wanted != GateState.OPEN && this.state == GateState.OPEN) {
			close(wanted, now);
		}
		else {
			this.state = wanted;
		}
		return nextLook(now);
	}

	/** In case that somebody has not told. */
	private void refresh(long now) {
		int current = this.occupied.getAsInt();
		if (this.full) {
			this.full = current >= lowerLimit();
		}
		else if (current >= this.limit) {
			this.fullSince = now;
			this.full = true;
		}
	}

	private GateState wanted(long now) {
		if (this.keeper.isStandby()) {
			return GateState.STANDBY;
		}
		if (this.keeper.isLeftToOthers()) {
			return GateState.NOT_READY;
		}
		if (this.state == GateState.SATURATED) {
			boolean tooEarly = now - this.closedAt < MIN_CLOSED;
			if (tooEarly || ((this.full || this.stuck) && this.keeper.hasSiblings())) {
				return GateState.SATURATED;
			}
		}
		else if (this.keeper.hasSiblings() && (this.stuck || (this.full && now - this.fullSince >= this.delay))) {
			return GateState.SATURATED;
		}
		return GateState.OPEN;
	}

	private void close(GateState reason, long now) {
		this.door.close();
		this.state = reason;
		this.closedAt = now;
		this.closings++;
		logger.debug("The gate is closed: " + reason);
	}

	private void open(long now) {
		try {
			this.door.open();
		}
		catch (IOException ex) {
			if (!this.openFailed) {
				this.openFailed = true;
				logger.error("The gate cannot be opened, which is tried again and again", ex);
			}
			return;
		}
		long closedFor = now - this.closedAt;
		if (this.state == GateState.SATURATED) {
			this.delay = (closedFor < SHORT) ? Math.min(Math.max(MIN_DELAY, this.delay * 2), MAX_DELAY) : 0;
		}
		this.openFailed = false;
		this.state = GateState.OPEN;
		logger.debug("The gate is open");
	}

	private long nextLook(long now) {
		if (this.state == GateState.OPEN) {
			return (this.full && this.keeper.hasSiblings()) ? Math.max(0, this.fullSince + this.delay - now)
					: Long.MAX_VALUE;
		}
		long earliest = this.closedAt + MIN_CLOSED - now;
		return (earliest > 0) ? earliest : SAFETY_POLL;
	}

	/**
	 * What is opened and closed.
	 */
	public interface Door {

		/**
		 * Take connections. Does nothing if that is so.
		 * @throws IOException if this process may not have more open files
		 */
		void open() throws IOException;

		/**
		 * Take no connections. Does nothing if that is so.
		 */
		void close();

	}

}
