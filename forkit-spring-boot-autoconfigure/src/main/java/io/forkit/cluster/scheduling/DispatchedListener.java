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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Sockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A port whose connections the primary hands over to the workers, all of them or those
 * that no worker accepts by itself. Lives on the loop of the dispatcher; the public
 * methods are for the one thread that owns the sockets of the cluster.
 *
 * @since 0.1.0
 */
public final class DispatchedListener implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(DispatchedListener.class);

	private static final Comparator<WorkerLink> ORDER = Comparator.comparingInt(WorkerLink::slot)
		.thenComparingInt(WorkerLink::id);

	private static final Duration WAITING_CHECK = Duration.ofMillis(100);

	private final EventLoop loop;

	private final SchedulingSettings settings;

	private final HandOverStatistics statistics;

	private final LinkSelector selector;

	private final KeyFinder keys;

	private final InetSocketAddress address;

	private final InternetProtocol protocol;

	private final int backlog;

	private final List<AcceptSource> sources = new CopyOnWriteArrayList<>();

	private final LinkEvents linkEvents = new LinkEvents();

	// From here on of the loop.
	private final List<WorkerLink> links = new ArrayList<>();

	private final Deque<PendingConnection> waiting = new ArrayDeque<>();

	private boolean checking;

	private volatile boolean closed;

	DispatchedListener(EventLoop loop, SchedulingSettings settings, HandOverStatistics statistics,
			LinkSelector selector, KeyFinder keys, InetSocketAddress address, InternetProtocol protocol, int backlog)
			throws IOException {
		this.loop = loop;
		this.settings = settings;
		this.statistics = statistics;
		this.selector = selector;
		this.keys = keys;
		this.protocol = protocol;
		this.backlog = backlog;
		if (settings.scheduling() == Scheduling.REUSE_PORT) {
			// Another process of this user could share the port, and nobody would know.
			Sockets.requireFree(address, protocol);
			this.address = addSource(0, address);
		}
		else {
			this.address = addSource(AcceptSource.NO_SLOT, address);
		}
	}

	/**
	 * Create a listener of a socket that is there already.
	 * @param loop the loop
	 * @param settings the settings
	 * @param statistics counts what is handed over
	 * @param selector chooses the workers
	 * @param keys tells clients apart
	 * @param socket the socket, which belongs to this from now on
	 * @param address what was asked for
	 * @throws IOException if the loop is closed, or the socket is none
	 */
	DispatchedListener(EventLoop loop, SchedulingSettings settings, HandOverStatistics statistics,
			LinkSelector selector, KeyFinder keys, Fd socket, InetSocketAddress address) throws IOException {
		this.loop = loop;
		this.settings = settings;
		this.statistics = statistics;
		this.selector = selector;
		this.keys = keys;
		this.protocol = InternetProtocol.ANY;
		this.backlog = 0;
		this.address = addSource(AcceptSource.NO_SLOT, address, socket);
	}

	private InetSocketAddress addSource(int slot, InetSocketAddress target) throws IOException {
		return addSource(slot, target,
				Sockets.listen(target, this.protocol, slot != AcceptSource.NO_SLOT, this.backlog));
	}

	private InetSocketAddress addSource(int slot, InetSocketAddress target, Fd socket) throws IOException {
		try {
			InetSocketAddress bound = new InetSocketAddress(target.getAddress(), Sockets.localPort(socket));
			this.sources.add(new AcceptSource(this.loop, socket, slot, this));
			return bound;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Return the address that the port belongs to.
	 * @return the address; the port is never 0
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Return the socket that connections come from, where it is not one for each slot.
	 * @return the socket, which belongs to this
	 */
	public Fd socket() {
		return this.sources.get(0).socket();
	}

	/**
	 * Return the addresses that clients connect to.
	 * @return the host as it was asked for
	 */
	public InetAddress host() {
		return this.address.getAddress();
	}

	/**
	 * Let a worker have connections as soon as it says that it accepts.
	 * @param slot its slot
	 * @param id its id
	 * @return the worker's end of the socket over which they come, owned by the caller
	 * @throws IOException if this process may not have more open files, or the socket of
	 * the slot cannot be made
	 */
	public Fd attach(int slot, int id) throws IOException {
		AcceptSource own = (this.settings.scheduling() == Scheduling.REUSE_PORT) ? sourceOf(slot) : null;
		Sockets.Pair pair = Sockets.pair();
		this.loop.execute(() -> {
			WorkerLink link = new WorkerLink(this.loop, pair.first(), slot, id, this.settings.maxUnacknowledged(),
					this.statistics, this.linkEvents);
			try {
				if (own != null) {
					link.sendSocket(own.socket());
				}
				link.start();
				this.links.add(link);
				this.links.sort(ORDER);
			}
			catch (IOException ex) {
				logger.error("No connections can be handed over to " + link, ex);
				link.close();
			}
		});
		return pair.second();
	}

	private AcceptSource sourceOf(int slot) throws IOException {
		for (AcceptSource source : this.sources) {
			if (source.slot() == slot) {
				return source;
			}
		}
		addSource(slot, this.address);
		AcceptSource added = this.sources.get(this.sources.size() - 1);
		this.loop.execute(this::watchSources);
		return added;
	}

	boolean hasRoom() {
		if (this.closed || this.waiting.size() > this.selector.waitingLimit()) {
			return false;
		}
		for (int i = 0; i < this.links.size(); i++) {
			if (this.links.get(i).isAvailable()) {
				return true;
			}
		}
		return false;
	}

	void accepted(PendingConnection connection) {
		this.keys.find(connection, this::dispatch);
	}

	private void dispatch(PendingConnection connection) {
		if (this.closed) {
			connection.close();
		}
		else if (!handOver(connection)) {
			connection.waits();
			this.waiting.addLast(connection);
			this.statistics.countWaiting(1);
			checkLater();
		}
	}

	private boolean handOver(PendingConnection connection) {
		// A worker that cannot be reached is not available when it is asked for again.
		for (int i = 0; i <= this.links.size(); i++) {
			WorkerLink link = this.selector.select(connection, this.links);
			if (link == null) {
				return false;
			}
			if (link.send(connection)) {
				return true;
			}
		}
		return false;
	}

	/** Those that wait for a certain worker may be given another one some time. */
	private void checkLater() {
		if (this.checking || this.selector.waitingLimit() == 0) {
			return;
		}
		this.checking = true;
		this.loop.schedule(WAITING_CHECK, () -> {
			this.checking = false;
			resume();
			if (!this.waiting.isEmpty()) {
				checkLater();
			}
		});
	}

	private void resume() {
		for (Iterator<PendingConnection> all = this.waiting.iterator(); all.hasNext();) {
			if (handOver(all.next())) {
				all.remove();
				this.statistics.countWaiting(-1);
			}
			else if (this.selector.waitingLimit() == 0) {
				break;
			}
		}
		watchSources();
	}

	/** Accept where and while there is somebody who can take a connection. */
	void watchSources() {
		boolean room = hasRoom();
		for (AcceptSource source : this.sources) {
			source.watch(room && !isServed(source.slot()));
		}
	}

	private boolean isServed(int slot) {
		if (slot == AcceptSource.NO_SLOT) {
			return false;
		}
		for (WorkerLink link : this.links) {
			if (link.slot() == slot && link.isAcceptingItself()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Accept no more: who connects is refused, and so is who was accepted and is with no
	 * worker. What the workers have been given they may still take.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.sources.forEach(AcceptSource::close);
		this.loop.execute(() -> {
			this.waiting.forEach(PendingConnection::close);
			this.statistics.countWaiting(-this.waiting.size());
			this.waiting.clear();
			this.keys.close();
		});
	}

	/** The loop ends: nothing is kept. */
	void end() {
		close();
		this.loop.execute(() -> this.links.forEach(WorkerLink::close));
	}

	/**
	 * Takes back what workers do not serve.
	 */
	private final class LinkEvents implements WorkerLink.Listener {

		@Override
		public void changed(WorkerLink link) {
			resume();
		}

		@Override
		public void returned(List<PendingConnection> connections) {
			connections.forEach(DispatchedListener.this::dispatch);
		}

		@Override
		public void ended(WorkerLink link) {
			DispatchedListener.this.links.remove(link);
			watchSources();
		}

	}

}
