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

import java.net.InetAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.forkit.posix.InternetProtocol;
import org.jspecify.annotations.Nullable;

/**
 * A socket that a worker wants to have from the primary. What two workers ask for is one
 * socket if their requests have the same {@link #key()}.
 *
 * @since 0.1.0
 */
public sealed interface SocketRequest {

	/**
	 * Return this without what the first request alone decides.
	 * @return what is the same in all requests for the same socket
	 */
	SocketRequest key();

	/**
	 * A listening TCP socket.
	 *
	 * @param host the address
	 * @param port the port, 0 for any free one
	 * @param index which one of the worker's sockets at port 0 this is, from 0; always 0
	 * for another port
	 * @param protocol the versions of the internet protocol
	 * @param backlog how many connections may wait
	 */
	record Tcp(InetAddress host, int port, int index, InternetProtocol protocol, int backlog) implements SocketRequest {

		@Override
		public SocketRequest key() {
			return new Tcp(this.host, this.port, this.index, this.protocol, 0);
		}

	}

	/**
	 * A bound UDP socket.
	 *
	 * @param host the address
	 * @param port the port, 0 for any free one
	 * @param index which one of the worker's sockets at port 0 this is, from 0; always 0
	 * for another port
	 * @param protocol the versions of the internet protocol
	 */
	record Udp(InetAddress host, int port, int index, InternetProtocol protocol) implements SocketRequest {

		@Override
		public SocketRequest key() {
			return this;
		}

	}

	/**
	 * A listening UNIX-domain socket.
	 *
	 * @param path the path; a relative one begins at the directory of the primary
	 * @param backlog how many connections may wait
	 * @param permissions who may do what with the file, or {@code null} for what the
	 * umask of the primary leaves
	 */
	record Unix(String path, int backlog, @Nullable Set<PosixFilePermission> permissions) implements SocketRequest {

		public Unix {
			permissions = (permissions != null) ? Set.copyOf(permissions) : null;
		}

		@Override
		public SocketRequest key() {
			return new Unix(UnixListener.absolute(this.path).toString(), 0, null);
		}

	}

	/**
	 * A socket that the primary has inherited.
	 *
	 * @param descriptor its number in the primary
	 * @param datagrams whether it is to be a bound UDP socket, otherwise one that listens
	 */
	record Inherited(int descriptor, boolean datagrams) implements SocketRequest {

		@Override
		public SocketRequest key() {
			return this;
		}

	}

}
