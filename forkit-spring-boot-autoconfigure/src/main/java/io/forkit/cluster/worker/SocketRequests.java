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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

import io.forkit.cluster.SocketRequest;
import io.forkit.cluster.SocketRequest.Tcp;
import io.forkit.cluster.SocketRequest.Udp;
import io.forkit.posix.InternetProtocol;

import org.springframework.util.Assert;

/**
 * Makes requests for sockets, and counts those for port 0. Thread-safe.
 */
final class SocketRequests {

	// By the request with the index 0: which indexes are taken.
	private final Map<SocketRequest, BitSet> indexes = new HashMap<>();

	/**
	 * Check what a user wants.
	 * @param address the address
	 * @param options the options
	 * @throws IllegalArgumentException if there can be no such socket
	 */
	void check(SocketAddress address, ListenOptions options) {
		Assert.notNull(address, "'address' must not be null");
		Assert.notNull(options, "'options' must not be null");
		if (address instanceof UnixDomainSocketAddress unix) {
			Assert.isTrue(!unix.getPath().toString().isEmpty(), "'address' must have a path");
			Assert.isTrue(!options.reusePort(), "'options' must not reuse the port of a UNIX-domain socket");
			return;
		}
		Assert.isTrue(address instanceof InetSocketAddress,
				() -> "'address' must be an internet address or a path but is " + address);
		InetAddress host = ((InetSocketAddress) address).getAddress();
		Assert.notNull(host, () -> "'address' must be resolved but is " + address);
		Assert.isTrue(options.permissions() == null, "'options' must not have permissions for an internet address");
		boolean inet6 = host instanceof Inet6Address;
		Assert.isTrue(
				host.isAnyLocalAddress()
						|| options.protocol() != (inet6 ? InternetProtocol.IPV4 : InternetProtocol.IPV6),
				() -> "'options' must not be for %s only with the address %s".formatted(options.protocol(),
						host.getHostAddress()));
	}

	SocketRequest listening(SocketAddress address, ListenOptions options) {
		if (address instanceof UnixDomainSocketAddress unix) {
			return new SocketRequest.Unix(unix.getPath().toString(), options.backlog(), options.permissions());
		}
		InetSocketAddress inet = (InetSocketAddress) address;
		return withIndex(inet.getPort(),
				(index) -> new Tcp(inet.getAddress(), inet.getPort(), index, protocol(options), options.backlog()));
	}

	SocketRequest datagrams(InetSocketAddress address, ListenOptions options) {
		return withIndex(address.getPort(),
				(index) -> new Udp(address.getAddress(), address.getPort(), index, protocol(options)));
	}

	SocketRequest inherited(int descriptor, boolean datagrams) {
		Assert.isTrue(descriptor >= 0, () -> "'descriptor' must not be negative but is " + descriptor);
		return new SocketRequest.Inherited(descriptor, datagrams);
	}

	/** The JDK could not use a socket of IPv6 if it was told to do without. */
	static InternetProtocol protocol(ListenOptions options) {
		return (options.protocol() == InternetProtocol.ANY && Boolean.getBoolean("java.net.preferIPv4Stack"))
				? InternetProtocol.IPV4 : options.protocol();
	}

	private synchronized SocketRequest withIndex(int port, IntFunction<SocketRequest> request) {
		if (port != 0) {
			return request.apply(0);
		}
		BitSet taken = this.indexes.computeIfAbsent(request.apply(0).key(), (key) -> new BitSet());
		int index = taken.nextClearBit(0);
		taken.set(index);
		return request.apply(index);
	}

	/**
	 * A request has come to nothing, or its socket is closed.
	 * @param request the request
	 */
	synchronized void ended(SocketRequest request) {
		if (request instanceof Tcp tcp && tcp.port() == 0) {
			free(new Tcp(tcp.host(), 0, 0, tcp.protocol(), 0), tcp.index());
		}
		else if (request instanceof Udp udp && udp.port() == 0) {
			free(new Udp(udp.host(), 0, 0, udp.protocol()), udp.index());
		}
	}

	private void free(SocketRequest first, int index) {
		BitSet taken = this.indexes.get(first);
		if (taken != null) {
			taken.clear(index);
		}
	}

}
