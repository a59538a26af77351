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
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.forkit.cluster.SocketRequest.Inherited;
import io.forkit.cluster.SocketRequest.Tcp;
import io.forkit.cluster.SocketRequest.Udp;
import io.forkit.cluster.SocketRequest.Unix;
import io.forkit.posix.InternetProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Makes lists of plain values of requests for sockets, and back.
 */
final class SocketRequestFormat {

	private SocketRequestFormat() {
	}

	static List<@Nullable Object> write(SocketRequest request) {
		if (request instanceof Tcp tcp) {
			return Arrays.asList("Tcp", tcp.host().getAddress(), scope(tcp.host()), tcp.port(), tcp.index(),
					tcp.protocol().name(), tcp.backlog());
		}
		if (request instanceof Udp udp) {
			return Arrays.asList("Udp", udp.host().getAddress(), scope(udp.host()), udp.port(), udp.index(),
					udp.protocol().name());
		}
		if (request instanceof Unix unix) {
			Set<PosixFilePermission> permissions = unix.permissions();
			return Arrays.asList("Unix", unix.path(), unix.backlog(),
					(permissions != null) ? PosixFilePermissions.toString(permissions) : null);
		}
		Inherited inherited = (Inherited) request;
		return Arrays.asList("Inherited", inherited.descriptor(), inherited.datagrams());
	}

	static List<Object> writeAddress(InetSocketAddress address) {
		return List.of(address.getAddress().getAddress(), scope(address.getAddress()), address.getPort());
	}

	static InetSocketAddress readAddress(ControlValues in) throws IOException {
		return new InetSocketAddress(host(in), in.number());
	}

	// Of a link-local address, which says nothing without it.
	private static int scope(InetAddress host) {
		return (host instanceof Inet6Address address) ? address.getScopeId() : 0;
	}

	static SocketRequest read(ControlValues in) throws IOException {
		String name = in.text();
		return switch (name) {
			case "Tcp" -> new Tcp(host(in), in.number(), in.number(), in.constant(InternetProtocol.class), in.number());
			case "Udp" -> new Udp(host(in), in.number(), in.number(), in.constant(InternetProtocol.class));
			case "Unix" -> new Unix(in.text(), in.number(), permissions(in.nullableText()));
			case "Inherited" -> new Inherited(in.number(), in.flag());
			default -> throw new IOException("There is no socket of the kind '" + name + "'");
		};
	}

	private static InetAddress host(ControlValues in) throws IOException {
		byte[] address = in.bytes();
		int scope = in.number();
		return (scope != 0) ? Inet6Address.getByAddress(null, address, scope) : InetAddress.getByAddress(address);
	}

	private static @Nullable Set<PosixFilePermission> permissions(@Nullable String text) throws IOException {
		try {
			return (text != null) ? PosixFilePermissions.fromString(text) : null;
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("A control message has '%s' in the place of permissions".formatted(text), ex);
		}
	}

}
