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
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;

import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the addresses and options of sockets that are known by number. A number may be
 * something else by now, so whatever cannot be read is no error. Not thread-safe.
 */
final class SocketReader {

	static final int AF_UNIX = 1;

	static final int AF_INET = 2;

	static final int AF_INET6 = 10;

	static final int SOL_SOCKET = 1;

	/**
	 * What {@link #option} returns for what has no such option, and for what is closed.
	 */
	static final int NO_OPTION = -1;

	private static final int ADDRESS_CAPACITY = 128;

	private static final int OPTION_CAPACITY = 16;

	private final Pointer memory = Native.allocate(ADDRESS_CAPACITY);

	private final Pointer length = Native.allocate(4);

	/**
	 * Read the address that a socket is bound to.
	 * @param number the descriptor
	 * @return the address, or {@code null} if this is no socket of a known family
	 */
	@Nullable SocketAddress localAddress(int number) {
		this.length.putInt(0, ADDRESS_CAPACITY);
		return (Native.LIBC.getsockname(number, this.memory, this.length) == 0) ? address() : null;
	}

	/**
	 * Read the address that a socket is connected to.
	 * @param number the descriptor
	 * @return the address, or {@code null} if it is not connected or not any more
	 */
	@Nullable SocketAddress peerAddress(int number) {
		this.length.putInt(0, ADDRESS_CAPACITY);
		return (Native.LIBC.getpeername(number, this.memory, this.length) == 0) ? address() : null;
	}

	/**
	 * Read a number that is an option or a part of one.
	 * @param number the descriptor
	 * @param level the protocol of the option
	 * @param name the option
	 * @param offset where in the option the number is, in bytes
	 * @return the value or {@link #NO_OPTION}
	 */
	int option(int number, int level, int name, int offset) {
		this.length.putInt(0, OPTION_CAPACITY);
		int result = Native.LIBC.getsockopt(number, level, name, this.memory, this.length);
		return (result == 0) ? this.memory.getInt(offset) : NO_OPTION;
	}

	private @Nullable SocketAddress address() {
		try {
			return switch (this.memory.getShort(0)) {
				case AF_INET -> new InetSocketAddress(InetAddress.getByAddress(bytes(4, 4)), port());
				case AF_INET6 -> new InetSocketAddress(inet6(), port());
				case AF_UNIX -> UnixDomainSocketAddress.of(path());
				default -> null;
			};
		}
		catch (InvalidPathException | UnknownHostException ex) {
			return null;
		}
	}

	private InetAddress inet6() throws UnknownHostException {
		byte[] host = bytes(8, 16);
		int scope = this.memory.getInt(24);
		return (scope != 0) ? Inet6Address.getByAddress(null, host, scope) : InetAddress.getByAddress(host);
	}

	private int port() {
		return ((this.memory.getByte(2) & 0xff) << 8) | (this.memory.getByte(3) & 0xff);
	}

	/**
	 * Return the path of a UNIX-domain socket as the JDK does: names that are not in the
	 * file system are no names to it.
	 * @return the path, empty if it has none
	 */
	private String path() {
		byte[] name = bytes(2, Math.max(0, Math.min(this.length.getInt(0), ADDRESS_CAPACITY) - 2));
		int end = 0;
		while (end < name.length && name[end] != 0) {
			end++;
		}
		return new String(name, 0, end, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
	}

	private byte[] bytes(int offset, int count) {
		byte[] bytes = new byte[count];
		this.memory.get(offset, bytes, 0, count);
		return bytes;
	}

	/**
	 * Read the family of a socket.
	 * @param socket the socket
	 * @return one of the constants of this class, or another number
	 * @throws IOException if the descriptor is closed
	 */
	static int family(Fd socket) throws IOException {
		int domain = 39;
		int number = socket.acquire();
		try {
			return new SocketReader().option(number, SOL_SOCKET, domain, 0);
		}
		finally {
			socket.release();
		}
	}

	static @Nullable SocketAddress peerAddress(Fd socket) throws IOException {
		int number = socket.acquire();
		try {
			return new SocketReader().peerAddress(number);
		}
		finally {
			socket.release();
		}
	}

	static @Nullable SocketAddress localAddress(Fd socket) throws IOException {
		int number = socket.acquire();
		try {
			return new SocketReader().localAddress(number);
		}
		finally {
			socket.release();
		}
	}

}
