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
import java.util.ArrayList;
import java.util.List;

import jnr.ffi.Pointer;

/**
 * Sends and receives bytes and file descriptors over a UNIX-domain stream socket, see
 * {@code SCM_RIGHTS} in {@code unix(7)}.
 * <p>
 * One thread may send while another receives; two must not do the same at once. The
 * socket belongs to its owner.
 *
 * @since 0.1.0
 */
public final class MessageSocket {

	/** The most descriptors that one message can carry (SCM_MAX_FD). */
	public static final int MAX_FDS = MessageHeader.MAX_FDS;

	private static final int MSG_NOSIGNAL = 0x4000;

	private static final int MSG_CMSG_CLOEXEC = 0x40000000;

	private static final int EAGAIN = 11;

	private final Fd socket;

	private final Direction outgoing;

	private final Direction incoming;

	public MessageSocket(Fd socket, int bufferSize) {
		this.socket = socket;
		this.outgoing = new Direction(bufferSize);
		this.incoming = new Direction(bufferSize);
	}

	/**
	 * Send as much as the socket takes, at most one buffer. The descriptors go with the
	 * first byte and stay open here.
	 * @param bytes the source
	 * @param offset where to begin
	 * @param length how many bytes are left to send, at least 1
	 * @param fds the descriptors
	 * @return how many bytes were sent, or {@link NativeBuffer#WOULD_BLOCK} if neither a
	 * byte nor a descriptor was
	 * @throws IOException if the call failed otherwise, with EPIPE or ECONNRESET if the
	 * peer is gone, ETOOMANYREFS if too many descriptors are under way
	 */
	public int send(byte[] bytes, int offset, int length, List<Fd> fds) throws IOException {
		if (length < 1) {
			throw new IllegalArgumentException("'length' must be at least 1 but is " + length);
		}
		if (fds.size() > MAX_FDS) {
			throw new IllegalArgumentException(
					"'fds' must be at most " + MAX_FDS + " descriptors but has " + fds.size());
		}
		int count = Math.min(length, this.outgoing.capacity);
		this.outgoing.data.put(0, bytes, offset, count);
		List<Fd> acquired = new ArrayList<>(fds.size());
		int number = this.socket.acquire();
		try {
			Pointer message = this.outgoing.header.toSend(this.outgoing.data.address(), count, fds.size());
			for (Fd fd : fds) {
				this.outgoing.header.putFd(acquired.size(), fd.acquire());
				acquired.add(fd);
			}
			long result = Native.retry(() -> Native.LIBC.sendmsg(number, message, MSG_NOSIGNAL));
			return (result >= 0) ? (int) result : wouldBlock("sendmsg");
		}
		finally {
			acquired.forEach(Fd::release);
			this.socket.release();
		}
	}

	/**
	 * Receive once. Descriptors that arrive are close-on-exec and belong to the caller.
	 * @param target where the bytes go
	 * @param offset where to begin
	 * @return what has arrived
	 * @throws IOException if the call failed, with ECONNRESET if the peer is gone
	 */
	public Received receive(byte[] target, int offset) throws IOException {
		int count = Math.min(target.length - offset, this.incoming.capacity);
		if (count < 1) {
			// Receiving nothing would look like the end of the stream.
			throw new IllegalArgumentException("'target' must have room after 'offset'");
		}
		Pointer message = this.incoming.header.toReceive(this.incoming.data.address(), count);
		int number = this.socket.acquire();
		try {
			long result = Native.retry(() -> Native.LIBC.recvmsg(number, message, MSG_CMSG_CLOEXEC));
			if (result < 0) {
				return new Received(wouldBlock("recvmsg"), List.of(), false);
			}
			this.incoming.data.get(0, target, offset, (int) result);
			List<Fd> fds = new ArrayList<>();
			boolean truncated = this.incoming.header.takeFds(fds);
			return new Received((result > 0) ? (int) result : NativeBuffer.END_OF_FILE, List.copyOf(fds), truncated);
		}
		finally {
			this.socket.release();
		}
	}

	private static int wouldBlock(String call) throws ErrnoException {
		int errno = Native.errno();
		if (errno == EAGAIN) {
			return NativeBuffer.WOULD_BLOCK;
		}
		throw new ErrnoException(call, errno);
	}

	/**
	 * What one call has received.
	 *
	 * @param count the number of bytes, {@link NativeBuffer#END_OF_FILE} or
	 * {@link NativeBuffer#WOULD_BLOCK}
	 * @param fds the descriptors, in the order of sending
	 * @param truncated whether descriptors were lost because this process may not have
	 * more open files (MSG_CTRUNC)
	 */
	public record Received(int count, List<Fd> fds, boolean truncated) {

	}

	/**
	 * The memory of one direction.
	 */
	private static final class Direction {

		private final MessageHeader header = new MessageHeader();

		private final Pointer data;

		private final int capacity;

		Direction(int capacity) {
			this.capacity = capacity;
			this.data = Native.allocate(capacity);
		}

	}

}
