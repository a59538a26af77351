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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Remembers where the last search of all descriptors has seen TCP connections, as one
 * that hands over a connection hands over more of them. What is remembered may be closed
 * or another connection by now, so it only says where to look first. Thread-safe.
 */
final class KnownConnections {

	// Of a process with more than that, the rest is searched for.
	private static final int MOST = 4096;

	private static final Map<Ends, Integer> NUMBERS = new HashMap<>();

	private static final int NONE = -1;

	// A process that hands over one connection after the other has each at the same
	// number.
	private static int last = NONE;

	private static @Nullable SocketReader reader;

	private KnownConnections() {
	}

	/**
	 * Return a duplicate of the descriptor of a channel if it is where it is supposed to
	 * be, which is as certain as if it was searched for.
	 * @param channel the channel
	 * @param local its own address
	 * @param remote the address that it is connected to, if it is
	 * @return the duplicate, or {@code null} to search for it
	 * @throws IOException if the channel is closed or no descriptor is to be had
	 */
	static synchronized @Nullable Fd duplicate(NetworkChannel channel, SocketAddress local,
			@Nullable SocketAddress remote) throws IOException {
		if (!(remote instanceof InetSocketAddress) || !SocketMark.isPossible(channel)) {
			return null;
		}
		Integer seen = NUMBERS.remove(new Ends(local, remote));
		Fd duplicate = (seen != null) ? duplicate(channel, seen, remote) : null;
		if (duplicate == null && last != NONE) {
			duplicate = duplicate(channel, last, remote);
		}
		return duplicate;
	}

	private static @Nullable Fd duplicate(NetworkChannel channel, int number, SocketAddress remote) throws IOException {
		SocketReader sockets = reader();
		if (!remote.equals(sockets.peerAddress(number))) {
			return null;
		}
		Fd duplicate = new SocketMark(channel, List.of(number), sockets).tryDuplicate();
		if (duplicate != null) {
			last = number;
		}
		return duplicate;
	}

	private static SocketReader reader() {
		SocketReader current = reader;
		if (current == null) {
			current = new SocketReader();
			reader = current;
		}
		return current;
	}

	/** A search begins. */
	static synchronized void forget() {
		NUMBERS.clear();
	}

	/**
	 * A connection was seen.
	 * @param local its own address
	 * @param remote the address of the other end
	 * @param number where
	 */
	static synchronized void add(SocketAddress local, SocketAddress remote, int number) {
		if (remote instanceof InetSocketAddress && NUMBERS.size() < MOST) {
			NUMBERS.put(new Ends(local, remote), number);
		}
	}

	/** A search has found a connection. */
	static synchronized void found(int number) {
		last = number;
	}

	private record Ends(SocketAddress local, SocketAddress remote) {

	}

}
