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

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * A socket that the workers share.
 *
 * @param type what kind of socket it is
 * @param host the address it is bound to; the path of a UNIX-domain socket
 * @param port the port it is bound to, never 0; -1 for a UNIX-domain socket
 * @since 0.1.0
 */
public record ListenerInfo(ListenerType type, String host, int port) {

	/** The port of what has none. */
	public static final int NO_PORT = -1;

	/**
	 * Describe a listening TCP socket.
	 * @param host its address
	 * @param port its port
	 */
	public ListenerInfo(String host, int port) {
		this((host.indexOf(':') >= 0) ? ListenerType.TCP6 : ListenerType.TCP4, host, port);
	}

	static ListenerInfo of(boolean datagrams, InetAddress host, int port) {
		boolean inet6 = host instanceof Inet6Address;
		ListenerType type = datagrams ? (inet6 ? ListenerType.UDP6 : ListenerType.UDP4)
				: (inet6 ? ListenerType.TCP6 : ListenerType.TCP4);
		return new ListenerInfo(type, host.getHostAddress(), port);
	}

	static ListenerInfo ofUnix(String path) {
		return new ListenerInfo(ListenerType.UNIX, path, NO_PORT);
	}

	/**
	 * Return the address for the eyes of a user, for example {@code port 8080} or
	 * {@code /run/app.sock}.
	 * @return the words
	 */
	public String describe() {
		return switch (this.type) {
			case TCP4, TCP6 -> "port " + this.port;
			case UDP4, UDP6 -> "UDP port " + this.port;
			case UNIX -> this.host;
		};
	}

}
