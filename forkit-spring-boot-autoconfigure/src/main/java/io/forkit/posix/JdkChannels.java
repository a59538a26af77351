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
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;

/**
 * Turns descriptors into channels of the JDK, of its very own classes: everything that
 * works with those works with these. The JVM must have been started with
 * {@value #REQUIRED_FLAG}, which forkit puts on the command lines it writes; in the
 * manifest of an executable jar {@code Add-Opens: java.base/sun.nio.ch} does the same.
 * <p>
 * The channels begin in blocking mode and leave {@code O_NONBLOCK} as it is: the flag
 * belongs to the open file, so another process may rely on it. Blocking calls of sockets
 * wait in either case, as the JDK polls where the system does not wait, but where it is
 * set a blocking write may write a part only, and connections that wait are not spread
 * over processes in turn. A non-blocking pipe is not waited for: it reads 0 bytes.
 * Calling {@code configureBlocking} changes the flag for all who share the socket.
 *
 * @since 0.1.0
 */
public final class JdkChannels {

	/** The flag that lets this class reach the JDK's own channels. */
	public static final String REQUIRED_FLAG = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

	private static final int O_CLOEXEC = 0x80000;

	private JdkChannels() {
	}

	/**
	 * Return whether this JVM lets forkit make channels of descriptors.
	 * @return whether it was started with {@link #REQUIRED_FLAG} or the like
	 */
	public static boolean isSupported() {
		return NioInternals.areOpen();
	}

	/**
	 * Do nothing if this JVM lets forkit make channels of descriptors.
	 * @throws IllegalStateException if it does not; the message tells what to do
	 */
	public static void requireSupported() {
		if (!isSupported()) {
			throw new IllegalStateException(
					("The JVM does not let forkit make a channel of a descriptor: start it with "
							+ "%s, or let the manifest of the executable jar say 'Add-Opens: java.base/sun.nio.ch'. "
							+ "The descriptor itself, as an %s, can be used without")
						.formatted(REQUIRED_FLAG, Fd.class.getName()));
		}
	}

	/**
	 * Wrap a listening socket.
	 * @param socket a listening TCP or UNIX-domain socket; from now on it belongs to the
	 * channel, also when this fails
	 * @return the channel, blocking
	 * @throws IOException if the descriptor is closed or no such socket
	 * @throws IllegalStateException if this JVM was started without the required flag
	 */
	public static ServerSocketChannel serverSocketChannel(Fd socket) throws IOException {
		return wrap(socket, FdKind::isServerSocket, "ServerSocketChannel", (fd) -> {
			ProtocolFamily family = family(fd);
			return adopt(fd, (number) -> NioInternals.serverSocketChannel(number, family));
		});
	}

	/**
	 * Wrap a connected socket. One whose connection was reset meanwhile becomes a channel
	 * too, without a remote address, and fails when it is read.
	 * @param socket a connected TCP or UNIX-domain stream socket; from now on it belongs
	 * to the channel, also when this fails
	 * @return the channel, blocking
	 * @throws IOException if the descriptor is closed or no such socket
	 * @throws IllegalStateException if this JVM was started without the required flag
	 */
	public static SocketChannel socketChannel(Fd socket) throws IOException {
		return wrap(socket, FdKind::isSocket, "SocketChannel", (fd) -> {
			ProtocolFamily family = family(fd);
			SocketAddress remote = SocketReader.peerAddress(fd);
			return adopt(fd, (number) -> NioInternals.socketChannel(number, family, remote));
		});
	}

	/**
	 * Wrap a UDP socket, connected or not. Groups that it has joined stay joined, but the
	 * channel does not know them.
	 * @param socket a bound UDP socket; from now on it belongs to the channel, also when
	 * this fails
	 * @return the channel, blocking
	 * @throws IOException if the descriptor is closed or no such socket, or is one of
	 * IPv6 that this JVM does not have
	 * @throws IllegalStateException if this JVM was started without the required flag
	 */
	public static DatagramChannel datagramChannel(Fd socket) throws IOException {
		return wrap(socket, (kind) -> kind == FdKind.UDP_SOCKET, "DatagramChannel", (fd) -> {
			DatagramChannel channel = openDatagramChannel(family(fd));
			try {
				InetSocketAddress local = (InetSocketAddress) SocketReader.localAddress(fd);
				if (local == null || local.getPort() == 0) {
					throw new IOException("A UDP socket that is not bound cannot be made a DatagramChannel");
				}
				InetSocketAddress remote = (InetSocketAddress) SocketReader.peerAddress(fd);
				replace(NioInternals.number(channel), fd);
				NioInternals.setAddresses(channel, local, remote);
				fd.close();
				return channel;
			}
			catch (IOException | RuntimeException ex) {
				channel.close();
				throw ex;
			}
		});
	}

	private static DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
		try {
			return DatagramChannel.open(family);
		}
		catch (UnsupportedOperationException ex) {
			throw new IOException("This JVM has no sockets of the family " + family, ex);
		}
	}

	private static void replace(int number, Fd replacement) throws IOException {
		int fd = replacement.acquire();
		try {
			Native.check("dup3", (int) Native.retry(() -> Native.LIBC.dup3(fd, number, O_CLOEXEC)));
		}
		finally {
			replacement.release();
		}
	}

	/**
	 * Wrap a file, a pipe or a device. The position belongs to the open file: all who
	 * share it, in other processes too, move it for each other. That of a file for
	 * appending is where its last write ended.
	 * @param file the descriptor; from now on it belongs to the channel, also when this
	 * fails
	 * @return the channel, which can be read and written as the descriptor can
	 * @throws IOException if the descriptor is closed or nothing of these
	 * @throws IllegalStateException if this JVM was started without the required flag
	 */
	public static FileChannel fileChannel(Fd file) throws IOException {
		int readOnly = 0;
		int writeOnly = 1;
		return wrap(file, FdKind::isFile, "FileChannel", (fd) -> {
			int access = fd.accessMode();
			return adopt(fd, (number) -> NioInternals.fileChannel(number, access != writeOnly, access != readOnly));
		});
	}

	private static <C> C wrap(Fd fd, Predicate<FdKind> accepted, String type, Wrapping<C> wrapping) throws IOException {
		try {
			FdKind kind = FdKind.of(fd);
			if (!accepted.test(kind)) {
				throw new IOException("The descriptor is %s, which cannot be made a %s".formatted(kind, type));
			}
			return wrapping.wrap(fd);
		}
		catch (IOException | RuntimeException ex) {
			fd.close();
			throw ex;
		}
	}

	private static <C> C adopt(Fd fd, Adoption<C> adoption) throws IOException {
		int number = fd.surrender();
		try {
			return adoption.adopt(number);
		}
		catch (IOException | RuntimeException ex) {
			Fd.adopt(number).close();
			throw ex;
		}
	}

	private static ProtocolFamily family(Fd socket) throws IOException {
		return switch (SocketReader.family(socket)) {
			case SocketReader.AF_UNIX -> StandardProtocolFamily.UNIX;
			case SocketReader.AF_INET6 -> StandardProtocolFamily.INET6;
			default -> StandardProtocolFamily.INET;
		};
	}

	@FunctionalInterface
	private interface Wrapping<C> {

		C wrap(Fd fd) throws IOException;

	}

	@FunctionalInterface
	private interface Adoption<C> {

		C adopt(int number) throws IOException;

	}

}
