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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.forkit.cluster.ControlMessage.Attached;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.cluster.scheduling.DispatchedListener;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets of a cluster. They are opened at the first request and kept until
 * the cluster ends, so that connections wait, and are not refused, while workers are
 * replaced. Belongs to the thread of the supervisor.
 */
final class SharedListeners implements AutoCloseable {

	private final Map<Key, Listener> listeners = new LinkedHashMap<>();

	private final Map<Key, DispatchedListener> dispatched = new LinkedHashMap<>();

	private final @Nullable ConnectionDispatcher dispatcher;

	SharedListeners() {
		this(null);
	}

	/**
	 * Create listeners.
	 * @param dispatcher hands connections over to the workers, if that is how they get
	 * them
	 */
	SharedListeners(@Nullable ConnectionDispatcher dispatcher) {
		this.dispatcher = dispatcher;
	}

	/**
	 * Let a server of a worker have the connections of a port.
	 * @param request the request
	 * @param slot the slot of the worker
	 * @param id the id of the worker
	 * @return the answer, with a descriptor for the worker
	 * @throws ListenException if the port cannot be had
	 * @throws IOException if this process may not have more open files
	 */
	Attached attach(ControlMessage.Listen request, int slot, int id) throws IOException {
		if (this.dispatcher == null) {
			return new Attached(new ListenReply(ListenReply.Outcome.LISTENING, null, open(request)), null);
		}
		Key key = Key.of(request);
		DispatchedListener listener = this.dispatched.get(key);
		if (listener == null) {
			listener = listen(request, this.dispatcher);
			this.dispatched.put(key, listener);
		}
		return new Attached(new ListenReply(ListenReply.Outcome.LISTENING, null, listener.attach(slot, id)),
				listener.address());
	}

	private static DispatchedListener listen(ControlMessage.Listen request, ConnectionDispatcher dispatcher)
			throws IOException {
		try {
			return dispatcher.listen(new InetSocketAddress(request.host(), request.port()), request.ipv4Only(),
					request.backlog());
		}
		catch (ErrnoException ex) {
			throw new ListenException(request.host().getHostAddress(), request.port(), ex);
		}
	}

	/**
	 * Find or open the socket that a worker asks for.
	 * @param request the request
	 * @return another descriptor of the socket, for the worker
	 * @throws ListenException if it cannot be opened
	 * @throws IOException if this process may not have more open files
	 */
	Fd open(ControlMessage.Listen request) throws IOException {
		Key key = Key.of(request);
		Listener listener = this.listeners.get(key);
		if (listener == null) {
			listener = listen(request);
			this.listeners.put(key, listener);
		}
		return listener.socket().duplicate();
	}

	private static Listener listen(ControlMessage.Listen request) throws IOException {
		try {
			Fd socket = Sockets.listen(new InetSocketAddress(request.host(), request.port()), request.ipv4Only(),
					request.backlog());
			try {
				return new Listener(socket,
						new ListenerInfo(request.host().getHostAddress(), Sockets.localPort(socket)));
			}
			catch (IOException ex) {
				socket.close();
				throw ex;
			}
		}
		catch (ErrnoException ex) {
			throw new ListenException(request.host().getHostAddress(), request.port(), ex);
		}
	}

	/**
	 * Return where the socket of a request listens.
	 * @param request a request that was answered with a socket
	 * @return the address
	 */
	ListenerInfo info(ControlMessage.Listen request) {
		Key key = Key.of(request);
		DispatchedListener listener = this.dispatched.get(key);
		return (listener != null) ? info(listener) : Objects.requireNonNull(this.listeners.get(key)).info();
	}

	List<ListenerInfo> infos() {
		return Stream
			.concat(this.listeners.values().stream().map(Listener::info),
					this.dispatched.values().stream().map(SharedListeners::info))
			.toList();
	}

	private static ListenerInfo info(DispatchedListener listener) {
		return new ListenerInfo(listener.host().getHostAddress(), listener.address().getPort());
	}

	@Override
	public void close() {
		this.listeners.values().forEach((listener) -> listener.socket().close());
		this.listeners.clear();
		this.dispatched.values().forEach(DispatchedListener::close);
		this.dispatched.clear();
	}

	/**
	 * What makes two requests mean the same socket. As in Node, the n-th request for port
	 * 0 of every worker gets the same port.
	 */
	private record Key(InetAddress host, int port, int index, boolean ipv4Only) {

		static Key of(ControlMessage.Listen request) {
			return new Key(request.host(), request.port(), request.index(), request.ipv4Only());
		}

	}

	private record Listener(Fd socket, ListenerInfo info) {

	}

}
