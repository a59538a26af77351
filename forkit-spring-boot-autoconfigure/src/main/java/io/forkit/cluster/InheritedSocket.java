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
import java.net.SocketAddress;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.Sockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Finds the sockets that the primary has inherited, from systemd or a shell.
 */
final class InheritedSocket {

	private static final Log logger = LogFactory.getLog(InheritedSocket.class);

	private InheritedSocket() {
	}

	static SharedSocket open(SocketRequest.Inherited request) throws IOException {
		// Whoever has it in this process keeps it.
		Fd socket = duplicate(request.descriptor());
		try {
			FdKind kind = FdKind.of(socket);
			if (request.datagrams() ? kind != FdKind.UDP_SOCKET : !kind.isServerSocket()) {
				throw new IOException("descriptor %d of the primary is %s, not %s".formatted(request.descriptor(), kind,
						request.datagrams() ? FdKind.UDP_SOCKET : "a socket that listens"));
			}
			ListenerInfo info = info(request, Sockets.address(socket));
			if (socket.isNonBlocking()) {
				logger.warn(("Descriptor %d is non-blocking, and stays so for whoever else has it: "
						+ "connections are not spread over the workers in turn")
					.formatted(request.descriptor()));
			}
			return new SharedSocket(request.key(), socket, info, () -> {
			});
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private static Fd duplicate(int descriptor) throws IOException {
		try {
			return Fd.duplicateOf(descriptor);
		}
		catch (ErrnoException ex) {
			throw ex.is("EBADF") ? new IOException("descriptor %d of the primary is not open".formatted(descriptor), ex)
					: ex;
		}
	}

	private static ListenerInfo info(SocketRequest.Inherited request, SocketAddress address) throws IOException {
		if (address instanceof InetSocketAddress inet) {
			if (inet.getPort() == 0) {
				throw new IOException("descriptor %d of the primary is a UDP socket that is not bound"
					.formatted(request.descriptor()));
			}
			return ListenerInfo.of(request.datagrams(), inet.getAddress(), inet.getPort());
		}
		return ListenerInfo.ofUnix(String.valueOf(address));
	}

}
