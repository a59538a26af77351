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

package io.forkit.posix;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * What loops have in common, whatever they wait with: tasks, timers, and a thread that is
 * replaced while user code keeps it.
 * <p>
 * Thread-safe. All threads are daemons. Native code is not needed, and a logging system
 * only when something has failed.
 *
 * @since 0.1.0
 */
public final class TaskLoop implements AutoCloseable {

	private static final long MEMORY_PAUSE = 10_000_000;

	private final Poller poller;

	private final Leadership leadership;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean awake = new AtomicBoolean();

	private final EagerWait wait;

	// Of the loop only.
	private final SortedSet<Timer> timers = new TreeSet<>();

	private final AtomicLong timerSequence = new AtomicLong();

	private final Object startMonitor = new Object();

	private volatile boolean started;

	private volatile boolean closed;

	/**
	 * Create a loop that is not yet started.
	 * @param name the name of its first thread
	 * @param poller what it waits with; closed by the loop
	 */
	public TaskLoop(String name, Poller poller) {
		this.poller = poller;
		this.wait = new EagerWait(poller, this.awake);
		this.leadership = new Leadership(name, new Duty());
	}

	/**
	 * Start the loop if it neither was started nor closed. If no thread can be started,
	 * the {@link OutOfMemoryError} is thrown and it may be tried again.
	 */
	public void start() {
		if (this.started) {
			return;
		}
		synchronized (this.startMonitor) {
			if (!this.started && !this.closed) {
				this.leadership.start();
				this.started = true;
			}
		}
	}

	/**
	 * Run a task on the loop, after those that were given before it. Does nothing when
	 * the loop was closed.
	 * @param task the task
	 */
	public void execute(Runnable task) {
		this.tasks.add(task);
		wakeUp();
	}

	/**
	 * Run a task on the loop after a delay.
	 * @param delay the delay, not negative
	 * @param task the task
	 * @return a handle to cancel it
	 */
	public Timer schedule(Duration delay, Runnable task) {
		Timer timer = new Timer(System.nanoTime() + delay.toNanos(), this.timerSequence.incrementAndGet(), task);
		onLoop(timer);
		return timer;
	}

	private void onLoop(Timer timer) {
		if (this.leadership.isLeaderAtDuty()) {
			timer.enterOrLeave();
		}
		else {
			execute(new TimerChange(timer));
		}
	}

	/**
	 * Return whether the caller is the loop. In user code the answer may have changed
	 * when it arrives.
	 * @return whether it is
	 */
	public boolean isLoopThread() {
		return this.leadership.isLeader();
	}

	/**
	 * Run user code, which may block for any time, on the calling thread. If that is the
	 * loop and the code takes longer than about a millisecond, another thread becomes the
	 * loop. Whoever called this on the loop must ask {@link #isLoopThread()} afterwards
	 * and return if it no longer is.
	 * @param code the code; what it throws is logged
	 */
	public void runUserCode(Runnable code) {
		this.leadership.runUserCode(code);
	}

	/**
	 * To be called by a thread that is about to wait for something that the loop does: if
	 * it is the loop, another one becomes it at once.
	 */
	public void beforeWaiting() {
		this.leadership.beforeWaiting();
	}

	/** Let the loop go round once if it waits. */
	public void wakeUp() {
		// The loop looks for tasks before it waits, and so does a thread that becomes it.
		if (isLoopThread() || !this.awake.compareAndSet(false, true)) {
			return;
		}
		this.poller.wakeUp();
	}

	/**
	 * Return whether the loop was closed; it may not have ended yet.
	 * @return whether it was
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * End the loop. Tasks that have not run are dropped; user code that runs goes on.
	 */
	@Override
	public void close() {
		synchronized (this.startMonitor) {
			boolean first = !this.closed;
			this.closed = true;
			if (!this.started) {
				if (first) {
					this.poller.close();
				}
				return;
			}
		}
		wakeUp();
	}

	private boolean runPending() {
		return dispatch() && runTasks() && runTimers();
	}

	private boolean dispatch() {
		while (isLoopThread()) {
			try {
				if (!this.poller.dispatchNext()) {
					return true;
				}
			}
			catch (Throwable ex) {
				LoopLog.error("A handler of the event loop has failed", ex);
			}
		}
		return false;
	}

	private boolean runTasks() {
		// Only now that the event of a wake-up is handled, and before the tasks are run:
		// a
		// task that was added until here is run in this round, one that is added later
		// wakes the loop again.
		this.awake.set(false);
		while (isLoopThread()) {
			Runnable task = this.tasks.poll();
			if (task == null) {
				return true;
			}
			Leadership.invoke(task);
		}
		return false;
	}

	private boolean runTimers() {
		while (isLoopThread()) {
			if (this.timers.isEmpty() || this.timers.first().deadline - System.nanoTime() > 0) {
				return true;
			}
			Timer timer = this.timers.first();
			this.timers.remove(timer);
			Runnable task = timer.task;
			if (task != null) {
				timer.task = null;
				Leadership.invoke(task);
			}
		}
		return false;
	}

	private int timeout() {
		if (!this.tasks.isEmpty()) {
			return 0;
		}
		if (this.timers.isEmpty()) {
			return -1;
		}
		long nanos = this.timers.first().deadline - System.nanoTime();
		// Rounded up: waking too early would mean waking twice.
		return (nanos <= 0) ? 0 : (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
	}

	// VisibleForTesting
	int timerCount() {
		return this.timers.size();
	}

	/**
	 * Waits for events and passes them on. Only {@link #wakeUp()} is called by other
	 * threads than the loop.
	 */
	public interface Poller {

		/**
		 * Wait for events.
		 * @param timeout how long, in milliseconds; 0 not at all, -1 for ever
		 * @return whether any have come
		 * @throws IOException if that is not possible any more; ends the loop
		 */
		boolean await(int timeout) throws IOException;

		/**
		 * Handle one of the events that have come, a wake-up included. What is left when
		 * another thread becomes the loop is asked for by that one.
		 * @return {@code false} if there is none left
		 */
		boolean dispatchNext();

		/** Let {@link #await} return at once, or the next one if none is under way. */
		void wakeUp();

		/** The loop has ended; close everything. Called once. */
		void close();

	}

	/**
	 * A task that will run later.
	 */
	public final class Timer implements Comparable<Timer> {

		private final long deadline;

		private final long sequence;

		private volatile @Nullable Runnable task;

		private Timer(long deadline, long sequence, Runnable task) {
			this.deadline = deadline;
			this.sequence = sequence;
			this.task = task;
		}

		/** Do not run the task. Does nothing if it has run. */
		public void cancel() {
			if (this.task == null) {
				return;
			}
			this.task = null;
			// Many long timeouts that were cancelled must not pile up until they are due.
			onLoop(this);
		}

		private void enterOrLeave() {
			if (this.task != null) {
				TaskLoop.this.timers.add(this);
			}
			else {
				TaskLoop.this.timers.remove(this);
			}
		}

		@Override
		public int compareTo(Timer other) {
			int byDeadline = Long.signum(this.deadline - other.deadline);
			return (byDeadline != 0) ? byDeadline : Long.compare(this.sequence, other.sequence);
		}

	}

	// Inner classes instead of lambdas: the first lambda of a JVM costs milliseconds.
	private static final class TimerChange implements Runnable {

		private final Timer timer;

		TimerChange(Timer timer) {
			this.timer = timer;
		}

		@Override
		public void run() {
			this.timer.enterOrLeave();
		}

	}

	/**
	 * What the thread does that is the loop.
	 */
	private final class Duty implements Runnable {

		@Override
		public void run() {
			try {
				// Another thread may have left something behind.
				boolean leading = goRound(false);
				while (leading && !TaskLoop.this.closed) {
					leading = goRound(true);
				}
				if (leading) {
					end();
				}
			}
			catch (IOException ex) {
				LoopLog.error("The event loop has failed", ex);
				end();
			}
		}

		private boolean goRound(boolean wait) throws IOException {
			try {
				if (wait) {
					TaskLoop.this.wait.await(timeout());
				}
				return runPending();
			}
			catch (OutOfMemoryError ex) {
				// Nothing else would ever serve the loop, and there may be memory again.
				LockSupport.parkNanos(MEMORY_PAUSE);
				return isLoopThread();
			}
		}

		private void end() {
			try {
				TaskLoop.this.closed = true;
				TaskLoop.this.poller.close();
			}
			finally {
				TaskLoop.this.leadership.end();
			}
		}

	}

}
