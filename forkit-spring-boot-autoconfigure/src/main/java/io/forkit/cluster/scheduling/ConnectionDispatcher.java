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
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections in the primary and hands them over to the workers, on a thread of
 * its own. A connection is kept until the worker has taken it: one that ends, or does not
 * want it, is none that has lost it.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ConnectionDispatcher implements AutoCloseable {

	private final SchedulingSettings settings;

	private final @Nullable ConnectionScheduler scheduler;

	private final HandOverStatistics statistics;

	private final EventLoop loop;

	private final List<DispatchedListener> listeners = new CopyOnWriteArrayList<>();

	/**
	 * Create a dispatcher.
	 * @param settings how connections get to the workers, not {@link Scheduling#SHARED}
	 * @throws IOException if this process may not have more open files
	 */
	public ConnectionDispatcher(SchedulingSettings settings) throws IOException {
		this(settings, null, new HandOverStatistics());
	}

	/**
	 * Create a dispatcher.
	 * @param settings how connections get to the workers, not {@link Scheduling#SHARED}
	 * @param scheduler chooses the workers where they would take turns otherwise
	 * @param statistics counts what is handed over
	 * @throws IOException if this process may not have more open files
	 */
	public ConnectionDispatcher(SchedulingSettings settings, @Nullable ConnectionScheduler scheduler,
			HandOverStatistics statistics) throws IOException {
		this.statistics = statistics;
		this.settings = settings;
		this.scheduler = scheduler;
		this.loop = new EventLoop("forkit-dispatch");
	}

	/**
	 * Listen on a port for the workers.
	 * @param address the resolved address and the port, 0 for any free one
	 * @param protocol the versions of the internet protocol
	 * @param backlog how many connections may wait to be accepted
	 * @return the listener
	 * @throws IOException if the port cannot be had, see
	 * {@link io.forkit.posix.Sockets#listen}
	 */
	public DispatchedListener listen(InetSocketAddress address, InternetProtocol protocol, int backlog)
			throws IOException {
		DispatchedListener listener = new DispatchedListener(this.loop, this.settings, this.statistics, selector(),
				keys(), address, protocol, backlog);
		this.listeners.add(listener);
		return listener;
	}

	/**
	 * Accept from a socket that is there already, for the workers.
	 * @param socket a listening socket, which belongs to this from now on, and becomes
	 * non-blocking for everybody who shares it
	 * @param address what was asked for; the port is read from the socket
	 * @return the listener
	 * @throws IOException if this process may not have more open files
	 */
	public DispatchedListener listen(Fd socket, InetSocketAddress address) throws IOException {
		DispatchedListener listener = new DispatchedListener(this.loop, this.settings, this.statistics, selector(),
				keys(), socket, address);
		this.listeners.add(listener);
		return listener;
	}

	/**
	 * Return whether a port is one socket, and not one for each slot.
	 * @return whether it is
	 */
	public boolean hasOneSocket() {
		return this.settings.scheduling() != Scheduling.REUSE_PORT;
	}

	/**
	 * Listen on a port no more, with nobody left who accepts from it.
	 * @param listener the listener
	 */
	public void close(DispatchedListener listener) {
		this.listeners.remove(listener);
		listener.end();
	}

	private LinkSelector selector() {
		if (this.settings.scheduling() == Scheduling.STICKY) {
			return new StickySelector();
		}
		TurnsSelector turns = new TurnsSelector();
		return (this.scheduler != null) ? new UserSelector(this.scheduler, turns) : turns;
	}

	private KeyFinder keys() {
		if (this.settings.scheduling() != Scheduling.STICKY) {
			return KeyFinder.NONE;
		}
		SchedulingSettings.Sticky sticky = this.settings.sticky();
		return switch (sticky.by()) {
			case ADDRESS -> new AddressKeyFinder();
			case COOKIE -> peeking(HttpHeadReader.ofCookie(sticky.cookie()));
			case FORWARDED_FOR -> peeking(HttpHeadReader.ofForwardedFor());
			case PROXY_PROTOCOL -> peeking(new ProxyProtocolReader());
		};
	}

	private KeyFinder peeking(PeekedKey.Reader reader) {
		SchedulingSettings.Sticky sticky = this.settings.sticky();
		return new PeekingKeyFinder(this.loop, reader, sticky.peekTimeout(), sticky.peekLimit());
	}

	/** Accept nothing any more, drop what no worker has taken, and end the thread. */
	@Override
	public void close() {
		this.listeners.forEach(DispatchedListener::end);
		this.loop.execute(this.loop::close);
	}

}
