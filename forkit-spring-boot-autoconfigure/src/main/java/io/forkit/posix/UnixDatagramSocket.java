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
import java.nio.charset.StandardCharsets;
import java.util.List;

import jnr.ffi.Pointer;

/**
 * Sends datagrams, with descriptors, over a socket of the UNIX domain, for which the JDK
 * has no channel; see {@code unix(7)}. An address is a path, or begins with {@code @}:
 * that is a name in the abstract namespace. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class UnixDatagramSocket implements AutoCloseable {

	private static final int AF_UNIX = 1;

	private static final int SOCK_DGRAM = 2;

	private static final int SOCK_CLOEXEC = 0x80000;

	private static final int EAGAIN = 11;

	private static final int ENAMETOOLONG = 36;

	private final Fd socket;

	private UnixDatagramSocket(Fd socket) {
		this.socket = socket;
	}

	/**
	 * Make a socket to send from.
	 * @return the socket, owned by the caller
	 * @throws IOException with EMFILE or ENFILE if there are too many open files
	 */
	public static UnixDatagramSocket open() throws IOException {
		Fd socket = newSocket();
		try {
			socket.setNonBlocking(true);
			return new UnixDatagramSocket(socket);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Send a datagram. Does not wait for a receiver that does not read.
	 * @param address where to; whoever is there now, not who was the last time
	 * @param message what, not empty
	 * @param fds descriptors that go along; they stay open here
	 * @return {@code false} if the receiver has too many that it has not read
	 * @throws IOException with ENOENT or ECONNREFUSED if there is no receiver, EMSGSIZE
	 * and others of {@code sendmsg(2)}
	 */
	public boolean send(String address, byte[] message, List<Fd> fds) throws IOException {
		Pointer name = name(address);
		int number = this.socket.acquire();
		try {
			int connected = Native.LIBC.connect(number, name, Math.toIntExact(name.size()));
			if (connected < 0 && Native.errno() == EAGAIN) {
				return false;
			}
			Native.check("connect to " + address, connected);
		}
		finally {
			this.socket.release();
		}
		return new MessageSocket(this.socket, message.length).send(message, 0, message.length,
				fds) != NativeBuffer.WOULD_BLOCK;
	}

	@Override
	public void close() {
		this.socket.close();
	}

	/**
	 * Make a socket to receive from with {@link MessageSocket}, one datagram at a time.
	 * @param address where it is to be found
	 * @return the socket, blocking, owned by the caller
	 * @throws IOException with EADDRINUSE, ENOENT, EACCES and others of {@code bind(2)}
	 */
	public static Fd bind(String address) throws IOException {
		Fd socket = newSocket();
		try {
			Pointer name = name(address);
			int number = socket.acquire();
			try {
				Native.check("bind to " + address, Native.LIBC.bind(number, name, Math.toIntExact(name.size())));
			}
			finally {
				socket.release();
			}
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static Fd newSocket() throws ErrnoException {
		return Fd.adopt(Native.check("socket", Native.LIBC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
	}

	/**
	 * An abstract name begins with a NUL and ends where the address does; a path ends
	 * with a NUL.
	 */
	private static Pointer name(String address) throws ErrnoException {
		boolean isAbstract = address.startsWith("@");
		byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
		if (bytes.length > Sockets.MAX_PATH) {
			throw new ErrnoException(
					"the address %s (%d bytes, of %d at most)".formatted(address, bytes.length, Sockets.MAX_PATH),
					ENAMETOOLONG);
		}
		Pointer name = Native.allocate(2 + bytes.length + (isAbstract ? 0 : 1));
		name.putShort(0, (short) AF_UNIX);
		name.put(2, bytes, 0, bytes.length);
		if (isAbstract) {
			name.putByte(2, (byte) 0);
		}
		return name;
	}

}
