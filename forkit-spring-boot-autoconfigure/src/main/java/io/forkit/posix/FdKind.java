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

import jnr.ffi.Pointer;

/**
 * What an open file descriptor is, as the system tells.
 *
 * @since 0.1.0
 */
public enum FdKind {

	/** A TCP socket that listens. */
	TCP_LISTENER("a listening TCP socket"),

	/** A TCP socket that does not listen: connected, or not yet or not any more. */
	TCP_CONNECTION("a TCP connection"),

	/** A UNIX-domain stream socket that listens. */
	UNIX_LISTENER("a listening UNIX-domain socket"),

	/** A UNIX-domain stream socket that does not listen. */
	UNIX_CONNECTION("a UNIX-domain connection"),

	/** A UDP socket. */
	UDP_SOCKET("a UDP socket"),

	/** A UNIX-domain datagram socket, for which the JDK has no channel. */
	UNIX_DATAGRAM_SOCKET("a UNIX-domain datagram socket"),

	/** A regular file, in memory or on a disk. */
	FILE("a file"),

	/** One end of a pipe, also of a named one. */
	PIPE("a pipe"),

	/** A device, for example a terminal. */
	DEVICE("a device"),

	/** Anything else, for example a directory or an epoll descriptor. */
	OTHER("a descriptor of a kind that has no channel");

	private static final int SO_TYPE = 3;

	private static final int SO_ACCEPTCONN = 30;

	private static final int SO_PROTOCOL = 38;

	private static final int SO_DOMAIN = 39;

	private static final int SOCK_STREAM = 1;

	private static final int SOCK_DGRAM = 2;

	private static final int IPPROTO_TCP = 6;

	private static final int IPPROTO_UDP = 17;

	private static final int IPPROTO_MPTCP = 262;

	private final String description;

	FdKind(String description) {
		this.description = description;
	}

	/**
	 * Return whether a channel for connections can be made of it.
	 * @return whether it listens
	 */
	public boolean isServerSocket() {
		return this == TCP_LISTENER || this == UNIX_LISTENER;
	}

	/**
	 * Return whether a channel for a stream of bytes in both directions can be made of
	 * it.
	 * @return whether it is a stream socket that does not listen
	 */
	public boolean isSocket() {
		return this == TCP_CONNECTION || this == UNIX_CONNECTION;
	}

	/**
	 * Return whether a channel of a file can be made of it.
	 * @return whether it is read and written as a file is
	 */
	public boolean isFile() {
		return this == FILE || this == PIPE || this == DEVICE;
	}

	/**
	 * Find out what a descriptor is, see {@code socket(7)} and {@code stat(2)}.
	 * @param fd the descriptor
	 * @return its kind
	 * @throws IOException if the descriptor is closed
	 */
	public static FdKind of(Fd fd) throws IOException {
		int number = fd.acquire();
		try {
			SocketReader reader = new SocketReader();
			int type = reader.option(number, SocketReader.SOL_SOCKET, SO_TYPE, 0);
			return (type != SocketReader.NO_OPTION) ? ofSocket(reader, number, type) : ofFile(number);
		}
		finally {
			fd.release();
		}
	}

	private static FdKind ofSocket(SocketReader reader, int number, int type) {
		boolean listening = reader.option(number, SocketReader.SOL_SOCKET, SO_ACCEPTCONN, 0) == 1;
		int protocol = reader.option(number, SocketReader.SOL_SOCKET, SO_PROTOCOL, 0);
		return switch (reader.option(number, SocketReader.SOL_SOCKET, SO_DOMAIN, 0)) {
			case SocketReader.AF_UNIX -> switch (type) {
				case SOCK_STREAM -> listening ? UNIX_LISTENER : UNIX_CONNECTION;
				case SOCK_DGRAM -> UNIX_DATAGRAM_SOCKET;
				default -> OTHER;
			};
			case SocketReader.AF_INET, SocketReader.AF_INET6 -> switch (protocol) {
				case IPPROTO_TCP, IPPROTO_MPTCP -> listening ? TCP_LISTENER : TCP_CONNECTION;
				case IPPROTO_UDP -> UDP_SOCKET;
				default -> OTHER;
			};
			default -> OTHER;
		};
	}

	private static FdKind ofFile(int number) throws ErrnoException {
		int emptyPath = 0x1000;
		int typeAndMode = 0x3;
		int modeOffset = 28;
		Pointer result = Native.allocate(256);
		Native.check("statx", Native.LIBC.statx(number, Native.cString(new byte[0]), emptyPath, typeAndMode, result));
		return switch (result.getShort(modeOffset) & 0xf000) {
			case 0x8000 -> FILE;
			case 0x1000 -> PIPE;
			case 0x2000, 0x6000 -> DEVICE;
			default -> OTHER;
		};
	}

	/**
	 * Return what it is with its article, for example {@code a UDP socket}.
	 */
	@Override
	public String toString() {
		return this.description;
	}

}
