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

package io.forkit.cluster;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.forkit.cluster.ControlMessage.Attached;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that the workers share. They are opened at the first request and kept until
 * the cluster ends, so that connections wait, and are not refused, while workers are
 * replaced; before that only if the last worker that has a socket says that it does not
 * need it any more, or there is to be no worker for a while. They can be opened again
 * then. Belongs to the thread of the supervisor.
 */
final class SharedListeners implements AutoCloseable {

	private final Map<SocketRequest, SharedSocket> sockets = new LinkedHashMap<>();

	private final Map<SocketRequest, DispatchedPort> dispatched = new LinkedHashMap<>();

	private final @Nullable ConnectionDispatcher dispatcher;

	private final SocketKeeper keeper;

	SharedListeners() {
		this(null);
	}

	/**
	 * Create listeners whose sockets are opened here, and end with this process.
	 * @param dispatcher hands the connections of servers over to the workers, if that is
	 * how they get them
	 */
	SharedListeners(@Nullable ConnectionDispatcher dispatcher) {
		this(dispatcher, SocketKeeper.NONE);
	}

	/**
	 * Create listeners.
	 * @param dispatcher hands the connections of servers over to the workers, if that is
	 * how they get them
	 * @param keeper has sockets that are there before this process, or outlive it
	 */
	SharedListeners(@Nullable ConnectionDispatcher dispatcher, SocketKeeper keeper) {
		this.dispatcher = dispatcher;
		this.keeper = keeper;
	}

	/**
	 * Let a server of a worker have the connections of a port.
	 * @param request the socket that it would accept from; one that is none of TCP is
	 * shared always
	 * @param slot the slot of the worker
	 * @param worker the id of the worker
	 * @return the answer, with a descriptor for the worker
	 * @throws ListenException if the port cannot be had
	 * @throws IOException if this process may not have more open files
	 */
	Attached attach(SocketRequest request, int slot, int worker) throws IOException {
		if (this.dispatcher == null || !(request instanceof SocketRequest.Tcp tcp)) {
			return new Attached(listening(open(request, worker)), null);
		}
		DispatchedPort port = findDispatched(tcp);
		if (port != null) {
			return attach(port, slot, worker);
		}
		DispatchedPort opened = DispatchedPort.open(tcp, this.dispatcher, this.keeper);
		try {
			Attached attached = attach(opened, slot, worker);
			this.dispatched.put(opened.key(), opened);
			return attached;
		}
		catch (IOException | RuntimeException | Error ex) {
			this.keeper.putBack(opened.key(), opened.socket());
			opened.close();
			throw ex;
		}
	}

	private static Attached attach(DispatchedPort port, int slot, int worker) throws IOException {
		return new Attached(listening(port.attach(slot, worker)), port.address());
	}

	private static ListenReply listening(Fd socket) {
		return new ListenReply(ListenReply.Outcome.LISTENING, null, socket);
	}

	private @Nullable DispatchedPort findDispatched(SocketRequest request) {
		DispatchedPort port = this.dispatched.get(request.key());
		if (port != null || !(request instanceof SocketRequest.Tcp tcp)) {
			return port;
		}
		return this.dispatched.values().stream().filter((other) -> other.isGivenPort(tcp)).findFirst().orElse(null);
	}

	/**
	 * Find or open the socket that a worker asks for.
	 * @param request the request
	 * @param worker the id of the worker
	 * @return another descriptor of the socket, for the worker
	 * @throws ListenException if it cannot be opened
	 * @throws IOException if there is no such socket, or this process may not have more
	 * open files
	 */
	Fd open(SocketRequest request, int worker) throws IOException {
		SharedSocket socket = find(request);
		if (socket != null) {
			return socket.duplicateFor(worker);
		}
		SharedSocket opened = SocketOpener.open(request, this.keeper);
		try {
			Fd duplicate = opened.duplicateFor(worker);
			this.sockets.put(opened.key(), opened);
			return duplicate;
		}
		catch (IOException | RuntimeException | Error ex) {
			if (this.keeper.putBack(opened.key(), opened.socket())) {
				opened.close();
			}
			else {
				opened.closeForGood();
			}
			throw ex;
		}
	}

	/**
	 * Who asks for the very port that others were given for port 0 means their socket.
	 */
	private @Nullable SharedSocket find(SocketRequest request) {
		SocketRequest key = request.key();
		SharedSocket socket = this.sockets.get(key);
		return (socket != null) ? socket
				: this.sockets.values().stream().filter((other) -> other.isGivenPort(key)).findFirst().orElse(null);
	}

	/**
	 * Return where the socket of a request listens.
	 * @param request a request that was answered with a socket
	 * @return the address
	 */
	ListenerInfo info(SocketRequest request) {
		SharedSocket socket = find(request);
		return (socket != null) ? socket.info() : Objects.requireNonNull(findDispatched(request)).info();
	}

	/**
	 * A worker does not need a socket any more. Once no other has it, it is closed.
	 * @param request what the worker has asked for
	 * @param worker the id of the worker
	 */
	void release(SocketRequest request, int worker) {
		SharedSocket socket = find(request);
		if (socket != null) {
			if (socket.holders().releasedBy(worker)) {
				this.sockets.values().remove(socket);
				forget(socket);
			}
			return;
		}
		DispatchedPort port = findDispatched(request);
		if (port != null && port.holders().releasedBy(worker)) {
			this.dispatched.values().remove(port);
			forget(port);
		}
	}

	private void forget(SharedSocket socket) {
		this.keeper.forget(socket.key(), socket.socket());
		socket.closeForGood();
	}

	private void forget(DispatchedPort port) {
		this.keeper.forget(port.key(), port.socket());
		port.close();
	}

	/**
	 * No worker would accept a connection, and none is started soon. What a process still
	 * has, such as a standby, stays: it would go on to listen, and could not be opened
	 * again.
	 */
	void abandon() {
		List<SharedSocket> unused = this.sockets.values()
			.stream()
			.filter((socket) -> socket.holders().isEmpty())
			.toList();
		this.sockets.values().removeAll(unused);
		unused.forEach(this::forget);
		List<DispatchedPort> unusedPorts = this.dispatched.values()
			.stream()
			.filter((port) -> port.holders().isEmpty())
			.toList();
		this.dispatched.values().removeAll(unusedPorts);
		unusedPorts.forEach(this::forget);
	}

	/**
	 * A worker that had no slot has one.
	 * @param worker the id of the worker
	 * @param slot its slot
	 */
	void assign(int worker, int slot) {
		this.dispatched.values().forEach((port) -> port.assign(slot, worker));
	}

	/**
	 * A worker has ended. Its sockets are kept, for the next one.
	 * @param worker the id of the worker
	 */
	void ended(int worker) {
		this.sockets.values().forEach((socket) -> socket.holders().lostBy(worker));
		this.dispatched.values().forEach((port) -> port.holders().lostBy(worker));
	}

	/** Return how many connections wait to be accepted, as far as the system tells. */
	int queued() {
		int sum = 0;
		for (SharedSocket socket : this.sockets.values()) {
			sum += socket.queued();
		}
		for (DispatchedPort port : this.dispatched.values()) {
			sum += port.queued();
		}
		return sum;
	}

	List<ListenerInfo> infos() {
		return Stream
			.concat(this.sockets.values().stream().map(SharedSocket::info),
					this.dispatched.values().stream().map(DispatchedPort::info))
			.toList();
	}

	/** The cluster ends. */
	@Override
	public void close() {
		this.sockets.values().forEach(SharedSocket::close);
		this.sockets.clear();
		this.dispatched.values().forEach(DispatchedPort::stop);
		this.dispatched.clear();
		this.keeper.close();
	}

}
