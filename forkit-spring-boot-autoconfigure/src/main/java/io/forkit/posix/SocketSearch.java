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

package io.forkit.posix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Finds the descriptor of a socket channel among all of the process by its addresses.
 * Never passes over the right one while the channel is open, so what is found alone is
 * right.
 */
final class SocketSearch {

	private static final int SO_TYPE = 3;

	private static final int SO_ACCEPTCONN = 30;

	private static final int SOCK_STREAM = 1;

	private static final int SOCK_DGRAM = 2;

	private final NetworkChannel channel;

	private final SocketAddress local;

	private final @Nullable SocketAddress remote;

	private final SocketReader reader = new SocketReader();

	SocketSearch(NetworkChannel channel) throws IOException {
		this.channel = channel;
		this.local = requireBound(channel);
		this.remote = (channel instanceof SocketChannel socket) ? socket.getRemoteAddress() : null;
	}

	static SocketAddress requireBound(NetworkChannel channel) throws IOException {
		SocketAddress local = channel.getLocalAddress();
		if (local == null) {
			throw new IllegalStateException(channel + " must be bound or connected");
		}
		return local;
	}

	Fd duplicate() throws IOException {
		Fd known = KnownConnections.duplicate(this.channel, this.local, this.remote);
		return (known != null) ? known : search();
	}

	private Fd search() throws IOException {
		KnownConnections.forget();
		List<Integer> candidates = OpenDescriptors.numbers().stream().filter(this::matches).toList();
		if (candidates.isEmpty()) {
			throw ChannelDescriptors.uncertain(this.channel, "no descriptor of this process has its addresses");
		}
		if (candidates.size() > 1) {
			return new SocketMark(this.channel, candidates, this.reader).duplicate();
		}
		int number = candidates.get(0);
		KnownConnections.found(number);
		return OpenDescriptors.duplicate(number);
	}

	private boolean matches(int number) {
		SocketAddress address = this.reader.localAddress(number);
		if (address == null || option(number, SO_TYPE) != type()) {
			return false;
		}
		SocketAddress peer = this.reader.peerAddress(number);
		if (peer != null) {
			KnownConnections.add(address, peer, number);
		}
		if (this.channel instanceof ServerSocketChannel) {
			return peer == null && same(address, this.local);
		}
		if (this.channel instanceof SocketChannel && peer == null) {
			// One that was reset has no addresses any more, but the channel remembers.
			return isUnix(address) == isUnix(this.local) && option(number, SO_ACCEPTCONN) == 0;
		}
		return same(address, this.local) && (this.remote == null || same(Objects.requireNonNull(peer), this.remote));
	}

	private int type() {
		return (this.channel instanceof DatagramChannel) ? SOCK_DGRAM : SOCK_STREAM;
	}

	private int option(int number, int name) {
		return this.reader.option(number, SocketReader.SOL_SOCKET, name, 0);
	}

	private static boolean isUnix(SocketAddress address) {
		return address instanceof UnixDomainSocketAddress;
	}

	private static boolean same(SocketAddress actual, SocketAddress known) {
		if (actual instanceof InetSocketAddress actualInet && known instanceof InetSocketAddress knownInet) {
			// Without the scope, which the JDK leaves out where it does not matter, and
			// the wildcard has two forms.
			return actualInet.getPort() == knownInet.getPort() && same(actualInet.getAddress(), knownInet.getAddress());
		}
		return actual.equals(known);
	}

	private static boolean same(InetAddress actual, InetAddress known) {
		return (actual.isAnyLocalAddress() && known.isAnyLocalAddress())
				|| Arrays.equals(actual.getAddress(), known.getAddress());
	}

}
