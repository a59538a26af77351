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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One daemon thread that waits for many descriptors at once, runs tasks and timers, see
 * {@code epoll(7)}.
 * <p>
 * Thread-safe. Handlers, tasks and timers run on the thread of the loop, one after the
 * other, and must not block, except in {@link #runUserCode}: another thread becomes the
 * loop when that takes long. What they throw is logged and does not end the loop.
 *
 * @since 0.1.0
 */
public final class EventLoop implements AutoCloseable {

	/** Interest in a descriptor that can be read, or whose peer has closed it. */
	public static final int READ = 0x001;

	/** Interest in a descriptor that can be written. */
	public static final int WRITE = 0x004;

	/** Added to an interest in what is new only, see EPOLLET. */
	public static final int CHANGE = 1 << 31;

	/** Added to an interest that ends with the first event, see EPOLLONESHOT. */
	public static final int ONCE = 1 << 30;

	private static final Log logger = LogFactory.getLog(EventLoop.class);

	private static final int EVENTFD_FLAGS = 0x80000 | 0x800;

	private static final int WAKEUP_KEY = 0;

	private final Epoll epoll = new Epoll();

	private final Fd wakeup;

	private final NativeBuffer wakeupBuffer = new NativeBuffer(8);

	private final TaskLoop loop;

	private final Map<Integer, Registration> registrations = new ConcurrentHashMap<>();

	private final AtomicInteger keys = new AtomicInteger(WAKEUP_KEY);

	public EventLoop(String name) throws ErrnoException {
		try {
			this.wakeup = Fd.adopt(Native.check("eventfd", Native.LIBC.eventfd(0, EVENTFD_FLAGS)));
		}
		catch (ErrnoException ex) {
			this.epoll.close();
			throw ex;
		}
		this.loop = new TaskLoop(name, new EpollPoller());
		try {
			int number = this.wakeup.acquire();
			try {
				this.epoll.add(number, READ, WAKEUP_KEY);
			}
			finally {
				this.wakeup.release();
			}
			this.loop.start();
		}
		catch (IOException ex) {
			this.loop.close();
			throw new IllegalStateException(ex);
		}
		catch (OutOfMemoryError ex) {
			this.loop.close();
			throw ex;
		}
	}

	/**
	 * Watch a descriptor until the registration is closed. The descriptor stays open at
	 * least as long.
	 * @param fd the descriptor
	 * @param interest {@link #READ}, {@link #WRITE}, both or 0, and {@link #ONCE} or
	 * {@link #CHANGE}
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
		this.loop.execute(task);
	}

	/**
	 * Run a task on the loop after a delay.
	 * @param delay the delay, not negative
	 * @param task the task
	 * @return a handle to cancel it
	 */
	public TaskLoop.Timer schedule(Duration delay, Runnable task) {
		return this.loop.schedule(delay, task);
	}

	/**
	 * Return whether the caller runs on the thread of this loop. In user code that may
	 * change from {@code true} to {@code false} at any moment.
	 * @return whether it does
	 */
	public boolean isLoopThread() {
		return this.loop.isLoopThread();
	}

	/**
	 * Run user code, which may block for any time, on the calling thread. If that is the
	 * thread of the loop and the code takes longer than about a millisecond, another
	 * thread becomes the loop. A handler that calls this must ask {@link #isLoopThread()}
	 * afterwards and, if it no longer is, not touch what belongs to the loop.
	 * @param code the code; what it throws is logged
	 */
	public void runUserCode(Runnable code) {
		this.loop.runUserCode(code);
	}

	/**
	 * To be called by a thread that is about to wait for something that the loop does: if
	 * it is the loop, another one becomes it at once.
	 */
	public void beforeWaiting() {
		this.loop.beforeWaiting();
	}

	// VisibleForTesting
	int timerCount() {
		return this.loop.timerCount();
	}

	/**
	 * End the loop. Closes what is registered; tasks that have not run are dropped, user
	 * code that runs goes on.
	 */
	@Override
	public void close() {
		this.loop.close();
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
			if (EventLoop.this.loop.isClosed()) {
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
	 * Waits with epoll. What it holds belongs to the thread that is the loop.
	 */
	private final class EpollPoller implements TaskLoop.Poller {

		private int next;

		private int count;

		@Override
		public boolean await(int timeout) throws IOException {
			this.count = EventLoop.this.epoll.await(timeout);
			this.next = 0;
			return this.count > 0;
		}

		@Override
		public boolean dispatchNext() {
			if (this.next == this.count) {
				return false;
			}
			int index = this.next++;
			int key = EventLoop.this.epoll.key(index);
			if (key == WAKEUP_KEY) {
				drainWakeup();
				return true;
			}
			// A handler that ran a moment ago may have closed this one.
			Registration registration = EventLoop.this.registrations.get(key);
			if (registration != null) {
				registration.handler.ready(registration, EventLoop.this.epoll.mask(index));
			}
			return true;
		}

		@Override
		public void wakeUp() {
			try {
				byte[] one = { 1, 0, 0, 0, 0, 0, 0, 0 };
				synchronized (EventLoop.this.wakeupBuffer) {
					EventLoop.this.wakeupBuffer.writeTo(EventLoop.this.wakeup, one, 0, one.length);
				}
			}
			catch (ClosedChannelException ex) {
				logger.trace("A task was given to a closed loop");
			}
			catch (IOException ex) {
				throw new IllegalStateException("The event loop cannot be woken up", ex);
			}
		}

		private void drainWakeup() {
			try {
				synchronized (EventLoop.this.wakeupBuffer) {
					EventLoop.this.wakeupBuffer.readFrom(EventLoop.this.wakeup);
				}
			}
			catch (IOException ex) {
				logger.error("The wake-up descriptor cannot be read", ex);
			}
		}

		@Override
		public void close() {
			EventLoop.this.registrations.values().forEach(Registration::close);
			EventLoop.this.wakeup.close();
			EventLoop.this.epoll.close();
		}

	}

}
