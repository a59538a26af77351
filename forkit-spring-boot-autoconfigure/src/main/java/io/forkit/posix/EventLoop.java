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
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread that waits for many descriptors at once, runs tasks and timers, see
 * {@code epoll(7)}.
 * <p>
 * Thread-safe. Handlers, tasks and timers run on the thread of the loop, one after the
 * other, and must not block. What they throw is logged and does not end the loop.
 *
 * @since 0.1.0
 */
public final class EventLoop implements AutoCloseable {

	/** Interest in a descriptor that can be read, or whose peer has closed it. */
	public static final int READ = 0x001;

	/** Interest in a descriptor that can be written. */
	public static final int WRITE = 0x004;

	/** Added to an interest that ends with the first event, see EPOLLONESHOT. */
	public static final int ONCE = 1 << 30;

	private static final Log logger = LogFactory.getLog(EventLoop.class);

	private static final int EVENTFD_FLAGS = 0x80000 | 0x800;

	private static final int WAKEUP_KEY = 0;

	private final Epoll epoll = new Epoll();

	private final Fd wakeup;

	private final Thread thread;

	private final NativeBuffer wakeupBuffer = new NativeBuffer(8);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean awake = new AtomicBoolean();

	private final Map<Integer, Registration> registrations = new ConcurrentHashMap<>();

	private final AtomicInteger keys = new AtomicInteger(WAKEUP_KEY);

	private final SortedSet<Timer> timers = new TreeSet<>(
			Comparator.<Timer>comparingLong((timer) -> timer.deadline).thenComparingLong((timer) -> timer.sequence));

	private final AtomicLong timerSequence = new AtomicLong();

	private volatile boolean closed;

	public EventLoop(String name) throws ErrnoException {
		try {
			this.wakeup = Fd.adopt(Native.check("eventfd", Native.LIBC.eventfd(0, EVENTFD_FLAGS)));
		}
		catch (ErrnoException ex) {
			this.epoll.close();
			throw ex;
		}
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
		try {
			int number = this.wakeup.acquire();
			try {
				this.epoll.add(number, READ, WAKEUP_KEY);
			}
			finally {
				this.wakeup.release();
			}
		}
		catch (IOException ex) {
			this.wakeup.close();
			this.epoll.close();
			throw new IllegalStateException(ex);
		}
		this.thread.start();
	}

	/**
	 * Watch a descriptor until the registration is closed. The descriptor stays open at
	 * least as long.
	 * @param fd the descriptor
	 * @param interest {@link #READ}, {@link #WRITE}, both or 0, and {@link #ONCE}
	 * @param handler called on the loop for as long as the descriptor is ready
	 * @return the registration
	 * @throws IOException if the descriptor is closed or cannot be watched
	 */
	public Registration register(Fd fd, int interest, Handler handler) throws IOException {
		Registration registration = prepare(fd, handler);
		registration.enable(interest);
		return registration;
	}

	/**
	 * Prepare to watch a descriptor, so that the registration is known before the first
	 * event. The descriptor stays open at least until the registration is closed.
	 * @param fd the descriptor
	 * @param handler called on the loop for as long as the descriptor is ready
	 * @return the registration, to be enabled
	 * @throws IOException if the descriptor is closed
	 */
	public Registration prepare(Fd fd, Handler handler) throws IOException {
		return new Registration(fd, fd.acquire(), handler, this.keys.incrementAndGet());
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
		if (isLoopThread()) {
			this.timers.add(timer);
		}
		else {
			execute(() -> this.timers.add(timer));
		}
		return timer;
	}

	/**
	 * Return whether the caller runs on the thread of this loop.
	 * @return whether it does
	 */
	public boolean isLoopThread() {
		return Thread.currentThread() == this.thread;
	}

	private void wakeUp() {
		if (isLoopThread() || !this.awake.compareAndSet(false, true)) {
			return;
		}
		try {
			byte[] one = { 1, 0, 0, 0, 0, 0, 0, 0 };
			synchronized (this.wakeupBuffer) {
				this.wakeupBuffer.writeTo(this.wakeup, one, 0, one.length);
			}
		}
		catch (ClosedChannelException ex) {
			logger.trace("A task was given to a closed loop");
		}
		catch (IOException ex) {
			throw new IllegalStateException("The event loop cannot be woken up", ex);
		}
	}

	private void run() {
		try {
			while (!this.closed) {
				dispatch(this.epoll.await(timeout()));
				runTasks();
				runTimers();
			}
		}
		catch (IOException ex) {
			logger.error("The event loop has failed", ex);
		}
		finally {
			this.registrations.values().forEach(Registration::close);
			this.wakeup.close();
			this.epoll.close();
		}
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

	private void dispatch(int count) {
		for (int i = 0; i < count; i++) {
			int mask = this.epoll.mask(i);
			int key = this.epoll.key(i);
			if (key == WAKEUP_KEY) {
				drainWakeup();
				continue;
			}
			// A handler that ran a moment ago may have closed this one.
			Registration registration = this.registrations.get(key);
			if (registration != null) {
				invoke(() -> registration.handler.ready(registration, mask));
			}
		}
	}

	private void drainWakeup() {
		try {
			synchronized (this.wakeupBuffer) {
				this.wakeupBuffer.readFrom(this.wakeup);
			}
			// Only now, and before the tasks are run: a task that was added until here is
			// run in this round, one that is added later writes to the eventfd again.
			this.awake.set(false);
		}
		catch (IOException ex) {
			logger.error("The wake-up descriptor cannot be read", ex);
		}
	}

	private void runTasks() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			invoke(task);
		}
	}

	// VisibleForTesting
	int timerCount() {
		return this.timers.size();
	}

	private void runTimers() {
		while (!this.timers.isEmpty() && this.timers.first().deadline - System.nanoTime() <= 0) {
			Timer timer = this.timers.first();
			this.timers.remove(timer);
			Runnable task = timer.task;
			if (task != null) {
				invoke(task);
			}
		}
	}

	private static void invoke(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the event loop has failed", ex);
		}
	}

	/**
	 * End the loop. Closes what is registered; tasks that have not run are dropped.
	 */
	@Override
	public void close() {
		this.closed = true;
		wakeUp();
	}

	/**
	 * Is told that a descriptor is ready.
	 */
	@FunctionalInterface
	public interface Handler {

		/**
		 * The descriptor is ready. Called again until it no longer is.
		 * @param registration the registration, to change the interest or to close it
		 * @param events the mask of {@code epoll_wait(2)}: {@link #READ}, {@link #WRITE},
		 * and EPOLLERR (8) and EPOLLHUP (16), whatever the interest
		 */
		void ready(Registration registration, int events);

	}

	/**
	 * A descriptor that is watched.
	 */
	public final class Registration implements AutoCloseable {

		private final Fd fd;

		// Held until the registration is closed. If the file is open elsewhere too, epoll
		// goes on reporting it until it is removed by this number.
		private final int number;

		private final Handler handler;

		private final int key;

		private final AtomicBoolean open = new AtomicBoolean(true);

		Registration(Fd fd, int number, Handler handler, int key) {
			this.fd = fd;
			this.number = number;
			this.handler = handler;
			this.key = key;
		}

		/**
		 * Begin to watch. To be called once; after a failure this registration is closed.
		 * @param interest {@link #READ}, {@link #WRITE}, both or 0, and {@link #ONCE}
		 * @throws IOException if the descriptor cannot be watched or the loop is closed
		 */
		public void enable(int interest) throws IOException {
			EventLoop.this.registrations.put(this.key, this);
			try {
				EventLoop.this.epoll.add(this.number, interest, this.key);
			}
			catch (IOException ex) {
				forget();
				throw ex;
			}
			if (EventLoop.this.closed) {
				// The loop may have closed all registrations a moment before this one.
				close();
				throw new ClosedChannelException();
			}
		}

		/**
		 * Change what is waited for.
		 * @param interest {@link #READ}, {@link #WRITE}, both or 0, and {@link #ONCE}
		 * @throws IOException if the descriptor or the loop is closed
		 */
		public void setInterest(int interest) throws IOException {
			int current = this.fd.acquire();
			try {
				EventLoop.this.epoll.modify(current, interest, this.key);
			}
			finally {
				this.fd.release();
			}
		}

		@Override
		public void close() {
			if (!this.open.compareAndSet(true, false)) {
				return;
			}
			EventLoop.this.registrations.remove(this.key);
			try {
				EventLoop.this.epoll.remove(this.number);
			}
			catch (IOException ex) {
				logger.trace("The descriptor is no longer watched", ex);
			}
			finally {
				this.fd.release();
			}
		}

		private void forget() {
			if (this.open.compareAndSet(true, false)) {
				EventLoop.this.registrations.remove(this.key);
				this.fd.release();
			}
		}

	}

	/**
	 * A task that will run later.
	 */
	public final class Timer {

		private final long deadline;

		private final long sequence;

		private volatile @Nullable Runnable task;

		Timer(long deadline, long sequence, Runnable task) {
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
			if (isLoopThread()) {
				EventLoop.this.timers.remove(this);
			}
			else {
				execute(() -> EventLoop.this.timers.remove(this));
			}
		}

	}

}
