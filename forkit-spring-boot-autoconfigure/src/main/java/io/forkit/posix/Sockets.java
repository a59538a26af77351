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

import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that can be shared with other processes.
 *
 * @since 0.1.0
 */
public final class Sockets {

	private static final int AF_UNIX = 1;

	private static final int AF_INET = 2;

	private static final int AF_INET6 = 10;

	private static final int SOCK_STREAM = 1;

	private static final int SOCK_CLOEXEC = 0x80000;

	private static final int SOL_SOCKET = 1;

	private static final int SO_REUSEADDR = 2;

	private static final int SO_REUSEPORT = 15;

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_V6ONLY = 26;

	private static final int INET_LENGTH = 16;

	private static final int INET6_LENGTH = 28;

	private static final int NOT_LISTENING = Integer.MIN_VALUE;

	private Sockets() {
	}

	/**
	 * Make a listening TCP socket with the options that the JDK gives its own: an address
	 * that was in use a moment ago can be bound again, and the wildcard address serves
	 * IPv4 as well as IPv6. The socket is blocking.
	 * @param address the resolved address and the port, 0 for any free one
	 * @param ipv4Only whether to make an IPv4 socket even for the wildcard address
	 * @param backlog how many connections may wait to be accepted; the system caps it,
	 * see {@code somaxconn} in {@code listen(2)}
	 * @return the socket, owned by the caller
	 * @throws ErrnoException with EADDRINUSE, EACCES, EADDRNOTAVAIL and others of
	 * {@code bind(2)}
	 */
	public static Fd listen(InetSocketAddress address, boolean ipv4Only, int backlog) throws ErrnoException {
		return open(address, ipv4Only, backlog, false);
	}

	/**
	 * Make a listening TCP socket like {@link #listen}, among several of this user at the
	 * same address: the system spreads the connections over them by a hash of the
	 * client's address and port, see {@code SO_REUSEPORT} in {@code socket(7)}.
	 * @param address the resolved address and the port, 0 for any free one
	 * @param ipv4Only whether to make an IPv4 socket even for the wildcard address
	 * @param backlog how many connections may wait to be accepted from this one
	 * @return the socket, owned by the caller
	 * @throws ErrnoException with EADDRINUSE if a socket without that option has the
	 * address, and others of {@code bind(2)}
	 */
	public static Fd listenAmongOthers(InetSocketAddress address, boolean ipv4Only, int backlog) throws ErrnoException {
		return open(address, ipv4Only, backlog, true);
	}

	/**
	 * Make sure that nobody listens at an address, also no other process of this user
	 * that shares the port.
	 * @param address the resolved address and the port
	 * @param ipv4Only whether it is one of IPv4 even for the wildcard address
	 * @throws ErrnoException with EADDRINUSE if somebody does
	 */
	public static void requireFree(InetSocketAddress address, boolean ipv4Only) throws ErrnoException {
		open(address, ipv4Only, NOT_LISTENING, false).close();
	}

	private static Fd open(InetSocketAddress address, boolean ipv4Only, int backlog, boolean reusePort)
			throws ErrnoException {
		InetAddress host = address.getAddress();
		if (host == null) {
			throw new IllegalArgumentException("'address' must be resolved but is " + address);
		}
		boolean inet6 = !ipv4Only && (host instanceof Inet6Address || host.isAnyLocalAddress());
		int family = inet6 ? AF_INET6 : AF_INET;
		int number = Native.LIBC.socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (number < 0 && inet6 && host.isAnyLocalAddress()) {
			return open(address, true, backlog, reusePort);
		}
		Fd fd = Fd.adopt(Native.check("socket", number));
		try {
			setOption(number, SOL_SOCKET, SO_REUSEADDR, 1);
			if (reusePort) {
				setOption(number, SOL_SOCKET, SO_REUSEPORT, 1);
			}
			if (inet6) {
				setOption(number, IPPROTO_IPV6, IPV6_V6ONLY, 0);
			}
			Pointer socketAddress = inet6 ? inet6(host, address.getPort()) : inet(host, address.getPort());
			String target = host.getHostAddress() + ":" + address.getPort();
			Native.check("bind to " + target,
					Native.LIBC.bind(number, socketAddress, inet6 ? INET6_LENGTH : INET_LENGTH));
			if (backlog != NOT_LISTENING) {
				Native.check("listen on " + target, Native.LIBC.listen(number, backlog));
			}
			return fd;
		}
		catch (ErrnoException | RuntimeException ex) {
			fd.close();
			throw ex;
		}
	}

	private static void setOption(int fd, int level, int name, int value) throws ErrnoException {
		Pointer memory = Native.allocate(4);
		memory.putInt(0, value);
		Native.check("setsockopt", Native.LIBC.setsockopt(fd, level, name, memory, 4));
	}

	private static Pointer inet(InetAddress host, int port) {
		Pointer address = Native.allocate(INET_LENGTH);
		address.putShort(0, (short) AF_INET);
		putPort(address, port);
		if (!host.isAnyLocalAddress()) {
			address.put(4, host.getAddress(), 0, 4);
		}
		return address;
	}

	private static Pointer inet6(InetAddress host, int port) {
		Pointer address = Native.allocate(INET6_LENGTH);
		address.putShort(0, (short) AF_INET6);
		putPort(address, port);
		if (host instanceof Inet6Address inet6Address) {
			address.put(8, host.getAddress(), 0, 16);
			address.putInt(24, inet6Address.getScopeId());
		}
		return address;
	}

	private static void putPort(Pointer address, int port) {
		address.putByte(2, (byte) (port >> 8));
		address.putByte(3, (byte) port);
	}

	/**
	 * Return whether it is a socket of IPv6.
	 * @param socket a socket
	 * @return whether it is
	 * @throws IOException if the descriptor is closed or no socket
	 */
	public static boolean isInet6(Fd socket) throws IOException {
		return SocketReader.family(socket) == SocketReader.AF_INET6;
	}

	/**
	 * Return the port that a socket is bound to.
	 * @param socket an IPv4 or IPv6 socket
	 * @return the port
	 * @throws IOException if the descriptor is closed or no such socket
	 */
	public static int localPort(Fd socket) throws IOException {
		Pointer address = rawLocalAddress(socket);
		return ((address.getByte(2) & 0xff) << 8) | (address.getByte(3) & 0xff);
	}

	/**
	 * Return the address that a socket is bound to.
	 * @param socket a socket
	 * @return the address, or {@code null} if it is none of TCP, UDP or a UNIX domain
	 * @throws IOException if the descriptor is closed
	 */
	public static @Nullable SocketAddress localAddress(Fd socket) throws IOException {
		return SocketReader.localAddress(socket);
	}

	/**
	 * Return the address that a socket is connected to.
	 * @param socket a socket
	 * @return the address, or {@code null} if it is not connected, or not any more
	 * @throws IOException if the descriptor is closed
	 */
	public static @Nullable SocketAddress peerAddress(Fd socket) throws IOException {
		return SocketReader.peerAddress(socket);
	}

	private static Pointer rawLocalAddress(Fd socket) throws IOException {
		int capacity = 128;
		Pointer address = Native.allocate(capacity);
		Pointer length = Native.allocate(4);
		length.putInt(0, capacity);
		int fd = socket.acquire();
		try {
			Native.check("getsockname", Native.LIBC.getsockname(fd, address, length));
			return address;
		}
		finally {
			socket.release();
		}
	}

	/**
	 * Make two connected UNIX-domain stream sockets, see {@code socketpair(2)}.
	 * @return the pair, both ends blocking, owned by the caller
	 * @throws ErrnoException with EMFILE or ENFILE if there are too many open files
	 */
	public static Pair pair() throws ErrnoException {
		Pointer fds = Native.allocate(8);
		Native.check("socketpair", Native.LIBC.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
		return new Pair(Fd.adopt(fds.getInt(0)), Fd.adopt(fds.getInt(4)));
	}

	/**
	 * Two connected sockets.
	 *
	 * @param first one end
	 * @param second the other end
	 */
	public record Pair(Fd first, Fd second) implements AutoCloseable {

		@Override
		public void close() {
			this.first.close();
			this.second.close();
		}

	}

}
