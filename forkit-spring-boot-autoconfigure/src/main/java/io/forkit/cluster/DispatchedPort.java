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
import java.net.InetSocketAddress;

import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.cluster.scheduling.DispatchedListener;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;

/**
 * A port whose connections the primary hands over, and which workers have it. Belongs to
 * the thread of the supervisor.
 */
final class DispatchedPort implements AutoCloseable {

	private final SocketRequest.Tcp key;

	private final ConnectionDispatcher dispatcher;

	private final DispatchedListener listener;

	private final SocketHolders holders = new SocketHolders();

	private DispatchedPort(SocketRequest.Tcp key, ConnectionDispatcher dispatcher, DispatchedListener listener) {
		this.key = key;
		this.dispatcher = dispatcher;
		this.listener = listener;
	}

	static DispatchedPort open(SocketRequest.Tcp request, ConnectionDispatcher dispatcher, SocketKeeper keeper)
			throws IOException {
		SocketRequest.Tcp key = (SocketRequest.Tcp) request.key();
		InetSocketAddress address = new InetSocketAddress(request.host(), request.port());
		SharedSocket taken = dispatcher.hasOneSocket() ? keeper.take(request) : null;
		if (taken != null) {
			return new DispatchedPort(key, dispatcher, listen(taken, address, dispatcher, keeper));
		}
		try {
			DispatchedListener listener = dispatcher.listen(address, request.protocol(), request.backlog());
			if (dispatcher.hasOneSocket()) {
				keeper.keep(key, listener.socket());
			}
			return new DispatchedPort(key, dispatcher, listener);
		}
		catch (ErrnoException ex) {
			throw ListenException.orShortage(request.host().getHostAddress(), request.port(), ex);
		}
	}

	private static DispatchedListener listen(SharedSocket taken, InetSocketAddress address,
			ConnectionDispatcher dispatcher, SocketKeeper keeper) throws IOException {
		try {
			return dispatcher.listen(taken.socket(), address);
		}
		catch (IOException | RuntimeException | Error ex) {
			keeper.putBack(taken.key(), taken.socket());
			throw ex;
		}
	}

	Fd attach(int slot, int worker) throws IOException {
		Fd socket = this.listener.attach(slot, worker);
		this.holders.add(worker);
		return socket;
	}

	/**
	 * Let a worker have the connections of a slot.
	 * @param slot the slot
	 * @param worker the id of the worker
	 */
	void assign(int slot, int worker) {
		this.listener.assign(slot, worker);
	}

	/** Return how many connections no worker has been given. */
	int queued() {
		return this.listener.queued();
	}

	SocketRequest key() {
		return this.key;
	}

	/** Return the socket, of the first slot if each has one. */
	Fd socket() {
		return this.listener.socket();
	}

	SocketHolders holders() {
		return this.holders;
	}

	InetSocketAddress address() {
		return this.listener.address();
	}

	ListenerInfo info() {
		return ListenerInfo.of(false, address().getAddress(), address().getPort());
	}

	/**
	 * Return whether this was opened at port 0 and got the very port of a request.
	 * @param request the request
	 * @return whether it is what the request means
	 */
	boolean isGivenPort(SocketRequest.Tcp request) {
		return request.port() == address().getPort() && this.key.port() == 0 && request.host().equals(this.key.host())
				&& request.protocol() == this.key.protocol();
	}

	/** Accept no more; what workers have been given they may still take. */
	void stop() {
		this.listener.close();
	}

	/** Nobody has this any more. */
	@Override
	public void close() {
		this.dispatcher.close(this.listener);
	}

}
