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

package io.forkit.process.engine;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipe that an event loop watches, one event at a time.
 */
abstract class NativePipeEnd {

	private static final Log logger = LogFactory.getLog(NativePipeEnd.class);

	private final EventLoop loop;

	private final Fd fd;

	private final int interest;

	private final boolean socket;

	private final GrownPipes grownPipes;

	private final AtomicBoolean open = new AtomicBoolean(true);

	private boolean growthTried;

	private volatile boolean grown;

	private @Nullable Runnable listener;

	private EventLoop.@Nullable Registration registration;

	private volatile @Nullable IOException notWatched;

	/**
	 * Take over a descriptor.
	 * @param loop the loop that watches it
	 * @param fd the descriptor
	 * @param interest what it is used for, {@link EventLoop#READ} or
	 * {@link EventLoop#WRITE}
	 * @param socket whether it is a socket, whose other direction stays open when this
	 * end is closed
	 * @param grownPipes makes pipes larger
	 */
	NativePipeEnd(EventLoop loop, Fd fd, int interest, boolean socket, GrownPipes grownPipes) {
		this.loop = loop;
		this.fd = fd;
		this.interest = interest | EventLoop.ONCE;
		this.socket = socket;
		this.grownPipes = grownPipes;
	}

	Fd fd() {
		return this.fd;
	}

	public void onReady(Runnable listener) {
		this.listener = listener;
	}

	public void request() {
		try {
			EventLoop.Registration current;
			synchronized (this) {
				if (!this.open.get()) {
					return;
				}
				current = this.registration;
				if (current == null) {
					current = this.loop.prepare(this.fd, (ready, events) -> ready());
					this.registration = current;
					current.enable(this.interest);
					return;
				}
			}
			current.setInterest(this.interest);
		}
		catch (IOException ex) {
			// The listener will meet the reason when it tries, see waitable(int).
			this.notWatched = ex;
			this.loop.execute(this::ready);
		}
	}

	/**
	 * Check the result of a call. An end that cannot be watched must not be waited for:
	 * the next request would fail as well, again and again.
	 * @param count the result
	 * @return the result
	 * @throws IOException if it is that the caller has to wait, and this cannot be
	 */
	int waitable(int count) throws IOException {
		IOException reason = this.notWatched;
		if (count == NativeBuffer.WOULD_BLOCK && reason != null) {
			throw reason;
		}
		return count;
	}

	private void ready() {
		if (this.listener != null && this.open.get()) {
			this.listener.run();
		}
	}

	/**
	 * Make the pipe larger, at the first call.
	 * @throws IOException if the descriptor was closed
	 */
	void growOnce() throws IOException {
		if (!this.growthTried) {
			this.growthTried = true;
			this.grown = this.grownPipes.grow(this.fd);
			if (this.grown && !this.open.get()) {
				releaseGrown();
			}
		}
	}

	private synchronized void releaseGrown() {
		if (this.grown) {
			this.grown = false;
			this.grownPipes.release();
		}
	}

	public void close() {
		EventLoop.Registration last;
		synchronized (this) {
			if (!this.open.compareAndSet(true, false)) {
				return;
			}
			last = this.registration;
		}
		if (this.socket) {
			shutdown();
		}
		if (last != null) {
			last.close();
		}
		this.fd.close();
		releaseGrown();
	}

	private void shutdown() {
		try {
			if ((this.interest & EventLoop.WRITE) != 0) {
				this.fd.shutdownOutput();
			}
			else {
				this.fd.shutdownInput();
			}
		}
		catch (IOException ex) {
			logger.trace("The program has closed its end before", ex);
		}
	}

}
