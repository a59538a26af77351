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

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;

/**
 * The listening sockets of a cluster. They are opened at the first request and kept until
 * the cluster ends, so that connections wait, and are not refused, while workers are
 * replaced. Belongs to the thread of the supervisor.
 */
final class SharedListeners implements AutoCloseable {

	private final Map<Key, Listener> listeners = new LinkedHashMap<>();

	/**
	 * Find or open the socket that a worker asks for.
	 * @param request the request
	 * @return another descriptor of the socket, for the worker
	 * @throws ListenException if it cannot be opened
	 * @throws IOException if this process may not have more open files
	 */
	Fd open(ControlMessage.Listen request) throws IOException {
		Key key = new Key(request.host(), request.port(), request.index(), request.ipv4Only());
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
		Key key = new Key(request.host(), request.port(), request.index(), request.ipv4Only());
		return Objects.requireNonNull(this.listeners.get(key)).info();
	}

	List<ListenerInfo> infos() {
		return this.listeners.values().stream().map(Listener::info).toList();
	}

	@Override
	public void close() {
		this.listeners.values().forEach((listener) -> listener.socket().close());
		this.listeners.clear();
	}

	/**
	 * What makes two requests mean the same socket. As in Node, the n-th request for port
	 * 0 of every worker gets the same port.
	 */
	private record Key(InetAddress host, int port, int index, boolean ipv4Only) {

	}

	private record Listener(Fd socket, ListenerInfo info) {

	}

}
