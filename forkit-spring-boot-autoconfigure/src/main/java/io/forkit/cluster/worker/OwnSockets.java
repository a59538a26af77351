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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;

/**
 * Opens sockets that a worker does not share.
 */
final class OwnSockets {

	private OwnSockets() {
	}

	static Fd listen(SocketAddress address, ListenOptions options) throws IOException {
		if (address instanceof UnixDomainSocketAddress unix) {
			return listen(unix.getPath(), options);
		}
		return bind(address, () -> Sockets.listen((InetSocketAddress) address, SocketRequests.protocol(options),
				options.reusePort(), options.backlog()));
	}

	private static Fd listen(Path path, ListenOptions options) throws IOException {
		Fd socket = bind(path, () -> Sockets.bindUnix(path));
		try {
			if (options.permissions() != null) {
				// Nobody can connect before it listens.
				Files.setPosixFilePermissions(path, options.permissions());
			}
			Sockets.listen(socket, options.backlog());
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			Files.deleteIfExists(path);
			throw ex;
		}
	}

	static Fd bindDatagram(InetSocketAddress address, ListenOptions options) throws IOException {
		return bind(address,
				() -> Sockets.bindDatagram(address, SocketRequests.protocol(options), options.reusePort()));
	}

	private static Fd bind(Object address, Binding binding) throws IOException {
		try {
			return binding.bind();
		}
		catch (ErrnoException ex) {
			if (ex.is("EMFILE") || ex.is("ENFILE")) {
				throw ex;
			}
			BindException failure = new BindException(
					ex.is("EADDRINUSE") ? "Address already in use: " + address : ex.getMessage());
			failure.initCause(ex);
			throw failure;
		}
	}

	@FunctionalInterface
	private interface Binding {

		Fd bind() throws ErrnoException;

	}

}
