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

package io.forkit.cluster.systemd;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.Sockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that systemd has passed: of a socket unit, or one that it has kept.
 *
 * @param number its number in this process
 * @param name its name
 * @param fd the descriptor, close-on-exec from now on; whoever takes it owns it
 * @param kind what it is
 * @param address what it is bound to, or {@code null} if that is nothing that is known
 * @since 0.1.0
 */
public record PassedSocket(int number, String name, Fd fd, FdKind kind, @Nullable SocketAddress address) {

	private static final Log logger = LogFactory.getLog(PassedSocket.class);

	/**
	 * Take over what was passed to this process. To be called once.
	 * @param environment tells what was
	 * @return the sockets, without what is not open
	 */
	public static List<PassedSocket> all(SystemdEnvironment environment) {
		List<PassedSocket> passed = new ArrayList<>();
		for (int i = 0; i < environment.sockets(); i++) {
			int number = SystemdEnvironment.FIRST_SOCKET + i;
			try {
				Fd fd = Fd.inherited(number);
				passed.add(new PassedSocket(number, environment.name(i), fd, FdKind.of(fd), Sockets.address(fd)));
			}
			catch (IOException ex) {
				logger.warn("Descriptor %d (%s) of LISTEN_FDS cannot be used".formatted(number, environment.name(i)),
						ex);
			}
		}
		return passed;
	}

	/**
	 * Return whether a server can be made of it.
	 * @return whether it listens, or takes datagrams
	 */
	public boolean isServer() {
		return this.kind.isServerSocket() || this.kind == FdKind.UDP_SOCKET;
	}

	@Override
	public String toString() {
		return "descriptor %d (%s): %s%s".formatted(this.number, this.name, this.kind,
				(this.address != null) ? " at " + this.address : "");
	}

}
