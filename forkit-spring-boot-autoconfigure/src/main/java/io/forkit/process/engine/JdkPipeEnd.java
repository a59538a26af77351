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

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipe whose stream blocks: a thread of its own, the pump, reads or writes
 * it, so that nobody else waits.
 * <p>
 * Only the pump closes a stream that it uses. A read that waits does not notice that
 * another thread closes the file; it would go on waiting, and could have met another file
 * that was given the same number in the meantime. So a pump whose read waits when its end
 * is closed keeps its thread and its file until the program writes, or until all
 * processes that hold the other end have ended or closed it.
 */
abstract class JdkPipeEnd {

	/** What is moved at once, and also what is kept at most. */
	static final int BUFFER_SIZE = 64 * 1024;

	private static final Log logger = LogFactory.getLog(JdkPipeEnd.class);

	private final Loop loop;

	private final Closeable stream;

	private final String name;

	private @Nullable Runnable listener;

	private boolean requested;

	private boolean pumping;

	private boolean open = true;

	private @Nullable IOException failure;

	JdkPipeEnd(Loop loop, Closeable stream, String name) {
		this.loop = loop;
		this.stream = stream;
		this.name = name;
	}

	public synchronized void onReady(Runnable listener) {
		this.listener = listener;
	}

	public synchronized void request() {
		if (this.open) {
			this.requested = true;
			prepare();
			tellIfReady();
		}
	}

	/** Do what must be done before this end can become ready. */
	abstract void prepare();

	/**
	 * Return whether the next call would not have to wait.
	 * @return whether this end is ready
	 */
	abstract boolean isReady();

	/**
	 * Move bytes between the stream and the buffer, until this end is closed, ended or
	 * failed.
	 * @throws IOException if the stream failed
	 * @throws InterruptedException if the thread was interrupted
	 */
	abstract void pump() throws IOException, InterruptedException;

	/** To be called with the lock held, whenever this end may have become ready. */
	final void tellIfReady() {
		if (this.requested && this.open && (this.failure != null || isReady())) {
			this.requested = false;
			this.loop.execute(this::tell);
		}
	}

	private void tell() {
		Runnable told;
		synchronized (this) {
			told = this.open ? this.listener : null;
		}
		if (told != null) {
			told.run();
		}
	}

	/** To be called with the lock held. */
	final void startPump() {
		if (this.pumping || this.failure != null) {
			return;
		}
		this.pumping = true;
		try {
			JdkLoop.daemon("forkit-pump " + this.name, this::runPump).start();
		}
		catch (OutOfMemoryError ex) {
			this.pumping = false;
			this.failure = new IOException("There is no thread for " + this.name + ": " + ex.getMessage(), ex);
		}
	}

	private void runPump() {
		IOException reason = null;
		try {
			pump();
		}
		catch (IOException ex) {
			reason = ex;
		}
		catch (InterruptedException ex) {
			reason = new IOException("The thread for " + this.name + " was interrupted", ex);
		}
		closeStream();
		synchronized (this) {
			this.failure = reason;
			tellIfReady();
		}
	}

	/**
	 * Check that this end can be used. To be called with the lock held.
	 * @throws IOException if it was closed or has failed
	 */
	final void check() throws IOException {
		if (!this.open) {
			throw new ClosedChannelException();
		}
		if (this.failure != null) {
			throw this.failure;
		}
	}

	final boolean isOpen() {
		return this.open;
	}

	/** Close this end: at once, or as soon as the pump is done with it. */
	public void close() {
		synchronized (this) {
			if (!this.open) {
				return;
			}
			this.open = false;
			notifyAll();
			if (this.pumping) {
				return;
			}
		}
		closeStream();
	}

	private void closeStream() {
		try {
			this.stream.close();
		}
		catch (IOException ex) {
			logger.trace("Closing " + this.name + " failed", ex);
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
