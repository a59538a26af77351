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

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;

/**
 * Opens the sockets that workers ask for.
 */
final class SocketOpener {

	private SocketOpener() {
	}

	/**
	 * Open a socket, or take the one that is there already.
	 * @param request what it is to be
	 * @param keeper has those that are there
	 * @return the socket, owned by the caller
	 * @throws ListenException if the system refuses it
	 * @throws IOException if there is no such socket, or its address cannot be read
	 */
	static SharedSocket open(SocketRequest request, SocketKeeper keeper) throws IOException {
		SharedSocket taken = keeper.take(request);
		if (taken != null) {
			return taken;
		}
		SharedSocket opened = open(request);
		if (keeper.keep(opened.key(), opened.socket())) {
			opened.kept();
		}
		return opened;
	}

	/**
	 * Open a socket.
	 * @param request what it is to be
	 * @return the socket, owned by the caller
	 * @throws ListenException if the system refuses it
	 * @throws IOException if there is no such socket, or its address cannot be read
	 */
	static SharedSocket open(SocketRequest request) throws IOException {
		if (request instanceof SocketRequest.Tcp tcp) {
			return bound(tcp, tcp.host(), tcp.port(),
					(address) -> Sockets.listen(address, tcp.protocol(), false, tcp.backlog()));
		}
		if (request instanceof SocketRequest.Udp udp) {
			return bound(udp, udp.host(), udp.port(),
					(address) -> Sockets.bindDatagram(address, udp.protocol(), false));
		}
		if (request instanceof SocketRequest.Unix unix) {
			return UnixListener.open(unix);
		}
		return InheritedSocket.open((SocketRequest.Inherited) request);
	}

	private static SharedSocket bound(SocketRequest request, InetAddress host, int port, Binding binding)
			throws IOException {
		Fd socket;
		try {
			socket = binding.bind(new InetSocketAddress(host, port));
		}
		catch (ErrnoException ex) {
			throw ListenException.orShortage(host.getHostAddress(), port, ex);
		}
		try {
			ListenerInfo info = ListenerInfo.of(request instanceof SocketRequest.Udp, host, Sockets.localPort(socket));
			return new SharedSocket(request.key(), socket, info, () -> {
			});
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	@FunctionalInterface
	private interface Binding {

		Fd bind(InetSocketAddress address) throws ErrnoException;

	}

}
