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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

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

	private static final int SOCK_DGRAM = 2;

	private static final int SOCK_CLOEXEC = 0x80000;

	private static final int SOL_SOCKET = 1;

	private static final int SO_REUSEADDR = 2;

	private static final int SO_REUSEPORT = 15;

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_V6ONLY = 26;

	private static final int ENAMETOOLONG = 36;

	private static final int EAFNOSUPPORT = 97;

	/** How long the path of a UNIX-domain socket can be, in bytes. */
	public static final int MAX_PATH = 107;

	private static final int INET_LENGTH = 16;

	private static final int INET6_LENGTH = 28;

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
		return listen(address, ipv4Only ? InternetProtocol.IPV4 : InternetProtocol.ANY, false, backlog);
	}

	/**
	 * Make a listening TCP socket. It is blocking, and an address that was in use a
	 * moment ago can be bound again.
	 * @param address the resolved address and the port, 0 for any free one
	 * @param protocol the versions of the protocol
	 * @param reusePort whether other sockets of this user that say so too may listen at
	 * the same address, see SO_REUSEPORT in {@code socket(7)}
	 * @param backlog how many connections may wait to be accepted
	 * @return the socket, owned by the caller
	 * @throws ErrnoException with EADDRINUSE, EACCES, EADDRNOTAVAIL, EAFNOSUPPORT and
	 * others of {@code bind(2)}
	 */
	public static Fd listen(InetSocketAddress address, InternetProtocol protocol, boolean reusePort, int backlog)
			throws ErrnoException {
		return bind(SOCK_STREAM, address, protocol, (number) -> {
			setOption(number, SOL_SOCKET, SO_REUSEADDR, 1);
			setReusePort(number, reusePort);
		}, (number) -> Native.check("listen on " + text(address), Native.LIBC.listen(number, backlog)));
	}

	/**
	 * Make sure that nobody listens at an address, also no other process of this user
	 * that shares the port.
	 * @param address the resolved address and the port
	 * @param protocol the versions of the protocol
	 * @throws ErrnoException with EADDRINUSE if somebody does, and others of
	 * {@code bind(2)}
	 */
	public static void requireFree(InetSocketAddress address, InternetProtocol protocol) throws ErrnoException {
		bind(SOCK_STREAM, address, protocol, (number) -> setOption(number, SOL_SOCKET, SO_REUSEADDR, 1), (number) -> {
		}).close();
	}

	/**
	 * Make a bound UDP socket, blocking.
	 * @param address the resolved address and the port, 0 for any free one
	 * @param protocol the versions of the protocol
	 * @param reusePort whether other sockets of this user that say so too may be bound to
	 * the same address, see SO_REUSEPORT in {@code socket(7)}
	 * @return the socket, owned by the caller
	 * @throws ErrnoException with EADDRINUSE, EACCES, EADDRNOTAVAIL, EAFNOSUPPORT and
	 * others of {@code bind(2)}
	 */
	public static Fd bindDatagram(InetSocketAddress address, InternetProtocol protocol, boolean reusePort)
			throws ErrnoException {
		return bind(SOCK_DGRAM, address, protocol, (number) -> setReusePort(number, reusePort), (number) -> {
		});
	}

	private static void setReusePort(int number, boolean reusePort) throws ErrnoException {
		if (reusePort) {
			setOption(number, SOL_SOCKET, SO_REUSEPORT, 1);
		}
	}

	private static Fd bind(int type, InetSocketAddress address, InternetProtocol protocol, Setup before, Setup after)
			throws ErrnoException {
		InetAddress host = address.getAddress();
		if (host == null) {
			throw new IllegalArgumentException("'address' must be resolved but is " + address);
		}
		if (!host.isAnyLocalAddress()
				&& (protocol == ((host instanceof Inet6Address) ? InternetProtocol.IPV4 : InternetProtocol.IPV6))) {
			throw new ErrnoException("bind to " + text(address), EAFNOSUPPORT);
		}
		boolean inet6 = protocol != InternetProtocol.IPV4 && (host instanceof Inet6Address || host.isAnyLocalAddress());
		int number = Native.LIBC.socket(inet6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0);
		if (number < 0 && inet6 && host.isAnyLocalAddress() && protocol == InternetProtocol.ANY) {
			return bind(type, address, InternetProtocol.IPV4, before, after);
		}
		Fd fd = Fd.adopt(Native.check("socket", number));
		try {
			before.apply(number);
			if (inet6) {
				setOption(number, IPPROTO_IPV6, IPV6_V6ONLY, (protocol == InternetProtocol.IPV6) ? 1 : 0);
			}
			Pointer socketAddress = inet6 ? inet6(host, address.getPort()) : inet(host, address.getPort());
			Native.check("bind to " + text(address),
					Native.LIBC.bind(number, socketAddress, inet6 ? INET6_LENGTH : INET_LENGTH));
			after.apply(number);
			return fd;
		}
		catch (ErrnoException | RuntimeException ex) {
			fd.close();
			throw ex;
		}
	}

	private static String text(InetSocketAddress address) {
		return address.getAddress().getHostAddress() + ":" + address.getPort();
	}

	/**
	 * Bind a UNIX-domain stream socket to a path, which makes a file there. It does not
	 * listen yet: nobody can connect to it, whatever the permissions of the file are.
	 * @param path the path, of at most {@value #MAX_PATH} bytes
	 * @return the socket, blocking, owned by the caller
	 * @throws ErrnoException with EADDRINUSE if there is a file, ENOENT, EACCES, EROFS,
	 * ENAMETOOLONG and others of {@code bind(2)}
	 */
	public static Fd bindUnix(Path path) throws ErrnoException {
		byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
		if (name.length > MAX_PATH) {
			throw new ErrnoException("bind to %s (%d bytes, of %d at most)".formatted(path, name.length, MAX_PATH),
					ENAMETOOLONG);
		}
		int number = Native.check("socket", Native.LIBC.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
		Fd fd = Fd.adopt(number);
		try {
			Pointer address = Native.allocate(2 + MAX_PATH + 1);
			address.putShort(0, (short) AF_UNIX);
			address.put(2, name, 0, name.length);
			address.putByte(2 + name.length, (byte) 0);
			Native.check("bind to " + path, Native.LIBC.bind(number, address, 2 + name.length + 1));
			return fd;
		}
		catch (ErrnoException | RuntimeException ex) {
			fd.close();
			throw ex;
		}
	}

	/**
	 * Have a bound socket listen.
	 * @param socket the socket
	 * @param backlog how many connections may wait to be accepted
	 * @throws IOException if it is closed or cannot listen
	 */
	public static void listen(Fd socket, int backlog) throws IOException {
		int number = socket.acquire();
		try {
			Native.check("listen", Native.LIBC.listen(number, backlog));
		}
		finally {
			socket.release();
		}
	}

	/**
	 * Return the address that a socket is bound to.
	 * @param socket a TCP, UDP or UNIX-domain socket
	 * @return the address, or {@code null} if this is no such socket
	 * @throws IOException if the descriptor is closed
	 */
	public static @Nullable SocketAddress address(Fd socket) throws IOException {
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
		Pointer address = localAddress(socket);
		return ((address.getByte(2) & 0xff) << 8) | (address.getByte(3) & 0xff);
	}

	private static Pointer localAddress(Fd socket) throws IOException {
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

	@FunctionalInterface
	private interface Setup {

		void apply(int number) throws ErrnoException;

	}

}
