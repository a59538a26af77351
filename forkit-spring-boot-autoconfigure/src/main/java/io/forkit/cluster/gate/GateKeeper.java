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

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.GateState;
import io.forkit.cluster.WorkerLoad;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the gates of this worker: on a thread of its own, so that no request waits
 * for a gate. The thread is there while there are gates.
 * <p>
 * Thread-safe.
 */
final class GateKeeper {

	/** How often the load is compared with that of the siblings, and told to them. */
	static final long ROUND = TimeUnit.SECONDS.toNanos(1);

	private static final Log logger = LogFactory.getLog(GateKeeper.class);

	private final AcceptGateSettings settings;

	private final int workerId;

	private final Supplier<ClusterSnapshot> cluster;

	private final Consumer<WorkerLoad> report;

	private final LongSupplier clock;

	private final Shedding shedding;

	private final List<AcceptGate> gates = new CopyOnWriteArrayList<>();

	private volatile boolean ready;

	private volatile boolean everReady;

	private volatile Others others;

	private volatile @Nullable Thread thread;

	// Of the thread.
	private long nextRound;

	private long lastRound;

	private long lastRequests;

	// Guards what the primary is told, so that the last word is the latest.
	private final Object reporting = new Object();

	private int lastRate;

	private @Nullable WorkerLoad lastReport;

	private volatile long lastClosings;

	/**
	 * Create a keeper of no gates.
	 * @param settings when to open and close them
	 * @param workerId who this worker is
	 * @param cluster how the cluster is
	 * @param report tells the primary how busy this worker is
	 * @param clock tells the time in nanoseconds
	 */
	GateKeeper(AcceptGateSettings settings, int workerId, Supplier<ClusterSnapshot> cluster,
			Consumer<WorkerLoad> report, LongSupplier clock) {
		this.settings = settings;
		this.workerId = workerId;
		this.cluster = cluster;
		this.report = report;
		this.clock = clock;
		this.shedding = new Shedding(settings);
		this.lastRound = clock.getAsLong();
		this.nextRound = this.lastRound;
		this.others = Others.in(cluster.get(), workerId);
	}

	AcceptGateSettings settings() {
		return this.settings;
	}

	Shedding shedding() {
		return this.shedding;
	}

	long now() {
		return this.clock.getAsLong();
	}

	/**
	 * Return whether others are to serve: before the application has been ready, and
	 * while it is not if one of them is. If nobody is ready, clients wait for an answer
	 * that only a closed gate keeps from them, such as the probes of a platform.
	 */
	boolean isLeftToOthers() {
		return !this.ready && (!this.everReady || this.others.ready());
	}

	/** Return whether there is anybody else who could take a connection, now or soon. */
	boolean hasSiblings() {
		return this.others.more();
	}

	/** Return whether one of the others would take a connection now. */
	boolean othersHaveRoom() {
		return this.others.room();
	}

	AcceptGate add(AcceptGate.Door door, IntSupplier connections, Object pool, IntSupplier occupied,
			IntSupplier capacity) {
		AcceptGate gate = new AcceptGate(this, door, connections, pool, occupied, capacity);
		this.gates.add(gate);
		// The application may have become ready meanwhile.
		wake();
		return gate;
	}

	synchronized void remove(AcceptGate gate) {
		if (this.gates.remove(gate)) {
			this.lastClosings += gate.closings();
			wake();
		}
	}

	/**
	 * Open or close all gates as the application is ready or not. Done when this returns,
	 * and on its way to the primary: whoever hears there that this worker is ready knows
	 * of its gates as well.
	 * @param ready whether it is
	 */
	void ready(boolean ready) {
		this.ready = ready;
		this.everReady |= ready;
		look();
		long now = now();
		this.gates.forEach((gate) -> gate.update(now));
		if (!this.gates.isEmpty()) {
			tell();
		}
		wake();
	}

	/** Have all gates looked at by the thread. */
	void wake() {
		LockSupport.unpark(this.thread);
	}

	synchronized void start() {
		if (this.thread == null) {
			Thread started = new Thread(this::run, "forkit-gate");
			started.setDaemon(true);
			this.thread = started;
			started.start();
		}
	}

	private void run() {
		while (!isDone()) {
			try {
				LockSupport.parkNanos(this, update());
			}
			catch (RuntimeException | Error ex) {
				// A gate that nobody looks after might stay closed.
				log(ex);
				LockSupport.parkNanos(this, AcceptGate.SAFETY_POLL);
			}
		}
	}

	private static void log(Throwable failure) {
		try {
			logger.error("The accept gate fails", failure);
		}
		catch (RuntimeException | Error ex) {
			// There may be no memory for a line either.
		}
	}

	private synchronized boolean isDone() {
		if (this.gates.isEmpty()) {
			this.thread = null;
			return true;
		}
		return false;
	}

	/**
	 * Do what is to be done at this moment.
	 * @return how many nanoseconds there are until the next one
	 */
	long update() {
		look();
		long now = now();
		if (now - this.nextRound >= 0) {
			this.nextRound = now + ROUND;
			round(now);
		}
		long next = this.nextRound - now;
		for (AcceptGate gate : this.gates) {
			next = Math.min(next, gate.update(now));
		}
		return Math.max(1, next);
	}

	/** See whether the others have changed. */
	private void look() {
		ClusterSnapshot snapshot = this.cluster.get();
		if (this.others.snapshot() != snapshot) {
			this.others = Others.in(snapshot, this.workerId);
		}
	}

	private void round(long now) {
		ClusterSnapshot snapshot = this.cluster.get();
		int rate = rate(now);
		synchronized (this.reporting) {
			this.lastRate = rate;
		}
		this.shedding.round(load(rate), Siblings.withRoom(snapshot, this.workerId));
		tell();
	}

	private int rate(long now) {
		long requests = this.gates.stream().mapToLong(AcceptGate::requests).sum();
		double seconds = Math.max(1, now - this.lastRound) / (double) TimeUnit.SECONDS.toNanos(1);
		int rate = (int) Math.round(Math.max(0, requests - this.lastRequests) / seconds);
		this.lastRequests = requests;
		this.lastRound = now;
		return rate;
	}

	private void tell() {
		synchronized (this.reporting) {
			WorkerLoad load = load(this.lastRate);
			if (!load.equals(this.lastReport)) {
				this.lastReport = load;
				this.report.accept(load);
			}
		}
	}

	private WorkerLoad load(int rate) {
		int connections = 0;
		Map<Object, Integer> active = new IdentityHashMap<>();
		for (AcceptGate gate : this.gates) {
			connections += gate.connections();
			active.put(gate.pool(), gate.occupied());
		}
		return new WorkerLoad(connections, active.values().stream().mapToInt(Integer::intValue).sum(), rate, state(),
				closings(), this.shedding.count());
	}

	/**
	 * Return the state of all gates together.
	 * @return that of the first one that is closed, if any
	 */
	GateState state() {
		return this.gates.stream()
			.map(AcceptGate::state)
			.filter((state) -> state != GateState.OPEN)
			.findFirst()
			.orElse(this.gates.isEmpty() ? GateState.DRAINED : GateState.OPEN);
	}

	/**
	 * Return how often gates have been closed.
	 * @return the number
	 */
	long closings() {
		return this.lastClosings + this.gates.stream().mapToLong(AcceptGate::closings).sum();
	}

	/**
	 * The siblings, as far as gates depend on them.
	 *
	 * @param snapshot how the cluster is
	 * @param more whether there is to be more than one worker
	 * @param ready whether a sibling is ready
	 * @param room whether one would take a connection
	 */
	private record Others(ClusterSnapshot snapshot, boolean more, boolean ready, boolean room) {

		static Others in(ClusterSnapshot snapshot, int self) {
			return new Others(snapshot, snapshot.size() > 1, Siblings.anyReady(snapshot, self),
					!Siblings.withRoom(snapshot, self).isEmpty());
		}

	}

}
