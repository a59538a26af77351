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
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.ListeningSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A listening socket that the primary accepts from. Used by the thread of the dispatcher,
 * but for its end.
 */
final class AcceptSource implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(AcceptSource.class);

	static final int NO_SLOT = -1;

	// After so many the workers are listened to again.
	private static final int BATCH = 16;

	private static final Duration PAUSE = Duration.ofMillis(50);

	private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(10);

	private final EventLoop loop;

	private final Fd socket;

	private final ListeningSocket listening;

	private final int slot;

	private final DispatchedListener listener;

	private final EventLoop.Registration registration;

	private boolean watched;

	private boolean pausing;

	private boolean logged;

	private long lastLog;

	/**
	 * Create a source that is not watched yet.
	 * @param loop the loop
	 * @param socket the socket, which belongs to this object unless this fails
	 * @param slot whose socket it is, or {@link #NO_SLOT}
	 * @param listener takes the connections
	 * @throws IOException if the loop is closed
	 */
	AcceptSource(EventLoop loop, Fd socket, int slot, DispatchedListener listener) throws IOException {
		this.loop = loop;
		this.socket = socket;
		this.slot = slot;
		this.listener = listener;
		this.listening = new ListeningSocket(socket);
		this.registration = loop.register(socket, 0, (self, events) -> ready());
	}

	Fd socket() {
		return this.socket;
	}

	int slot() {
		return this.slot;
	}

	/**
	 * Accept, or leave connections in the queue of the system.
	 * @param wanted whether to accept
	 */
	void watch(boolean wanted) {
		boolean watch = wanted && !this.pausing;
		if (watch == this.watched || !this.socket.isOpen()) {
			return;
		}
		try {
			this.registration.setInterest(watch ? EventLoop.READ : 0);
			this.watched = watch;
		}
		catch (IOException ex) {
			logger.debug("A listening socket is closed", ex);
		}
	}

	private void ready() {
		try {
			for (int i = 0; i < BATCH && this.listener.hasRoom(); i++) {
				Fd connection = this.listening.accept();
				if (connection == null) {
					break;
				}
				this.listener.accepted(new PendingConnection(connection));
			}
		}
		catch (IOException ex) {
			failed(ex);
		}
		this.listener.watchSources();
	}

	/** Mostly there are too many open files, which may be better in a moment. */
	private void failed(IOException failure) {
		if (!this.socket.isOpen()) {
			return;
		}
		long now = System.nanoTime();
		// One that is accepted in between does not end the shortage.
		if (!this.logged || now - this.lastLog > LOG_PAUSE) {
			this.logged = true;
			this.lastLog = now;
			logger.error("The primary cannot accept a connection for the workers; it tries again every %d ms"
				.formatted(PAUSE.toMillis()), failure);
		}
		this.pausing = true;
		this.loop.schedule(PAUSE, () -> {
			this.pausing = false;
			this.listener.watchSources();
		});
	}

	/** Close the socket. May be called by any thread. */
	@Override
	public void close() {
		this.registration.close();
		this.socket.close();
	}

}
