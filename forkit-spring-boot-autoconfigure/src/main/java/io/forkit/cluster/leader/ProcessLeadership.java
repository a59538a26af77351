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

package io.forkit.cluster.leader;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;

import io.forkit.cluster.LeaderInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The leadership of this process, which others give to it and take from it. Whoever is to
 * know of it is told on a thread of its own.
 *
 * @since 0.1.0
 */
public final class ProcessLeadership implements ClusterLeadership {

	private static final Log logger = LogFactory.getLog(ProcessLeadership.class);

	/**
	 * Whether this thread cannot wait for the end of a leadership, being a part of it.
	 */
	private static final ThreadLocal<Boolean> WITHIN = ThreadLocal.withInitial(() -> false);

	private final int worker;

	private final IntSupplier slot;

	private final LongConsumer steppedDown;

	private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();

	// One after the other, on a thread that is there when it is needed.
	private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), (task) -> {
				Thread thread = new Thread(() -> {
					WITHIN.set(true);
					task.run();
				}, "forkit-leader");
				thread.setDaemon(true);
				return thread;
			});

	// Guarded by this, as the two below.
	private @Nullable LeaderInfo self;

	private int running;

	private boolean closed;

	private volatile boolean leading;

	private volatile @Nullable LeaderInfo leader;

	private volatile Runnable whenUsed = () -> {
	};

	private volatile boolean used;

	// Of the thread.
	private @Nullable LeaderInfo told;

	/**
	 * Create the leadership of a worker.
	 * @param worker the id of the worker, 0 if this process is none
	 * @param slot its slot
	 * @param steppedDown told the number of a leadership that was to be given up, when it
	 * is
	 */
	public ProcessLeadership(int worker, int slot, LongConsumer steppedDown) {
		this(worker, () -> slot, steppedDown);
	}

	/**
	 * Create the leadership of a worker that may be given a slot later.
	 * @param worker the id of the worker
	 * @param slot returns its slot
	 * @param steppedDown told the number of a leadership that was to be given up, when it
	 * is
	 */
	public ProcessLeadership(int worker, IntSupplier slot, LongConsumer steppedDown) {
		this.worker = worker;
		this.slot = slot;
		this.steppedDown = steppedDown;
		this.thread.allowCoreThreadTimeOut(true);
	}

	/**
	 * Create the leadership of an application without workers, which leads from the
	 * beginning.
	 * @return the leadership
	 */
	public static ProcessLeadership single() {
		ProcessLeadership leadership = new ProcessLeadership(0, 0, (term) -> {
		});
		leadership.elected(Instant.now().toEpochMilli());
		return leadership;
	}

	/**
	 * Return a leadership for those who only tell of it: to ask it makes no use of who
	 * leads.
	 * @param leadership the leadership
	 * @return what tells the same
	 */
	public static ClusterLeadership observe(ClusterLeadership leadership) {
		return (leadership instanceof ProcessLeadership own) ? own.new Observed() : leadership;
	}

	/**
	 * Set who is to know that this process makes use of who leads: where none does, a
	 * leader that is silent does no harm.
	 * @param whenUsed must not wait
	 */
	public void whenUsed(Runnable whenUsed) {
		this.whenUsed = whenUsed;
	}

	/** This process makes use of who leads. Does not wait. */
	void used() {
		if (!this.used) {
			this.used = true;
			this.whenUsed.run();
		}
	}

	@Override
	public boolean isLeader() {
		used();
		return this.leading;
	}

	@Override
	public long term() {
		used();
		return ownTerm();
	}

	private synchronized long ownTerm() {
		return (this.self != null) ? this.self.term() : 0;
	}

	@Override
	public Optional<LeaderInfo> leader() {
		used();
		return Optional.ofNullable(this.leader);
	}

	@Override
	public boolean runIfLeader(Runnable task) {
		used();
		synchronized (this) {
			if (!this.leading) {
				return false;
			}
			this.running++;
		}
		boolean nested = WITHIN.get();
		WITHIN.set(true);
		try {
			task.run();
			return true;
		}
		finally {
			if (!nested) {
				WITHIN.remove();
			}
			synchronized (this) {
				this.running--;
				notifyAll();
			}
		}
	}

	/**
	 * This process is the leader. Does not wait.
	 * @param term the number of the leadership
	 */
	public void elected(long term) {
		LeaderInfo info = new LeaderInfo(this.worker, this.slot.getAsInt(), ProcessHandle.current().pid(), term,
				Instant.now());
		synchronized (this) {
			if (this.self != null) {
				return;
			}
			if (!this.closed) {
				this.self = info;
				this.leading = true;
				this.leader = info;
				this.thread.execute(() -> begin(info));
				return;
			}
		}
		this.steppedDown.accept(term);
	}

	private void begin(LeaderInfo info) {
		this.told = info;
		this.listeners.forEach((listener) -> tell(listener, (one) -> one.elected(info)));
	}

	/**
	 * This process must lead no longer. Does not wait: when everybody knows, and what
	 * runs has ended, this is acknowledged.
	 * @param term the number of the leadership
	 */
	public void stepDown(long term) {
		synchronized (this) {
			if (this.self != null && this.self.term() == term) {
				stepDown();
				return;
			}
		}
		this.steppedDown.accept(term);
	}

	/** This process must lead no longer, and never again. Does not wait. */
	public synchronized void close() {
		this.closed = true;
		stepDown();
	}

	private synchronized void stepDown() {
		LeaderInfo current = this.self;
		if (current == null || !this.leading) {
			return;
		}
		this.leading = false;
		this.leader = null;
		this.thread.execute(() -> end(current));
	}

	private void end(LeaderInfo info) {
		this.told = null;
		List<LeadershipListener> reversed = new ArrayList<>(this.listeners);
		Collections.reverse(reversed);
		reversed.forEach((listener) -> tell(listener, LeadershipListener::steppedDown));
		awaitIdle();
		reversed.forEach((listener) -> tell(listener, LeadershipListener::ended));
		synchronized (this) {
			this.self = null;
		}
		this.steppedDown.accept(info.term());
	}

	/**
	 * The limit is with the primary, which ends a worker that does not come to an end.
	 */
	private synchronized void awaitIdle() {
		while (this.running > 0) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				logger.debug("Interrupted while something of the leader runs, which is awaited all the same", ex);
			}
		}
	}

	/**
	 * The primary has told who leads. Does not wait.
	 * @param info the leader
	 */
	public void seen(@Nullable LeaderInfo info) {
		synchronized (this) {
			// Of itself it knows better.
			if (this.leading || (info != null && info.worker() == this.worker) || Objects.equals(this.leader, info)) {
				return;
			}
			this.leader = info;
		}
		this.thread.execute(() -> others(info));
	}

	private void others(@Nullable LeaderInfo info) {
		if (!this.leading && !Objects.equals(this.told, info)) {
			this.told = info;
			this.listeners.forEach((listener) -> tell(listener, (one) -> one.othersChanged(info)));
		}
	}

	/**
	 * Tell somebody, too, and at once if there is something to tell. Does not wait.
	 * @param listener the listener
	 */
	void join(LeadershipListener listener) {
		this.thread.execute(() -> {
			this.listeners.add(listener);
			LeaderInfo current = this.told;
			if (current != null && current.worker() == this.worker) {
				tell(listener, (one) -> one.elected(current));
			}
			else if (current != null) {
				tell(listener, (one) -> one.othersChanged(current));
			}
		});
	}

	/**
	 * Tell somebody no longer.
	 * @param listener the listener
	 * @return completed when it has given up what it does as the leader, and what runs
	 * has ended; at once where that is what calls this, as it would wait for itself
	 */
	CompletableFuture<Void> leave(LeadershipListener listener) {
		CompletableFuture<Void> left = CompletableFuture.runAsync(() -> {
			LeaderInfo current = this.told;
			if (this.listeners.remove(listener) && current != null && current.worker() == this.worker) {
				tell(listener, LeadershipListener::steppedDown);
				awaitIdle();
				tell(listener, LeadershipListener::ended);
			}
		}, this.thread);
		return WITHIN.get() ? CompletableFuture.completedFuture(null) : left;
	}

	private static void tell(LeadershipListener listener, Consumer<LeadershipListener> what) {
		try {
			what.accept(listener);
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener to the leadership has failed", ex);
		}
	}

	/**
	 * The same, for those who only tell of it.
	 */
	private final class Observed implements ClusterLeadership {

		@Override
		public boolean isLeader() {
			return ProcessLeadership.this.leading;
		}

		@Override
		public long term() {
			return ownTerm();
		}

		@Override
		public Optional<LeaderInfo> leader() {
			return Optional.ofNullable(ProcessLeadership.this.leader);
		}

		@Override
		public boolean runIfLeader(Runnable task) {
			return ProcessLeadership.this.runIfLeader(task);
		}

	}

}
