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
import java.nio.ByteBuffer;
import java.util.List;

import com.kenai.jffi.MemoryIO;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a stream socket without copying and without ever waiting, whatever its
 * O_NONBLOCK flag says, and passes descriptors along if it is a UNIX-domain one, see
 * {@code SCM_RIGHTS} in {@code unix(7)}.
 * <p>
 * One thread may write while another reads; two must not do the same at once. The socket
 * belongs to its owner. The buffer that was used last in each direction is remembered
 * with its address: those who use the same one each time fare best.
 *
 * @since 0.1.0
 */
public final class StreamSocket {

	private static final int MSG_DONTWAIT = 0x40;

	private static final int MSG_PEEK = 0x2;

	private static final int MSG_NOSIGNAL = 0x4000;

	private static final int MSG_CMSG_CLOEXEC = 0x40000000;

	private static final int EAGAIN = 11;

	private static final int EINTR = 4;

	private final Fd socket;

	private final Direction incoming = new Direction();

	private final Direction outgoing = new Direction();

	private boolean descriptorsLost;

	public StreamSocket(Fd socket) {
		this.socket = socket;
	}

	/**
	 * Read once, see {@code recv(2)}. Descriptors that come with the bytes are lost.
	 * @param target a direct buffer with room; its position moves
	 * @return the number of bytes, {@link NativeBuffer#END_OF_FILE} or
	 * {@link NativeBuffer#WOULD_BLOCK}
	 * @throws IOException if the socket was closed or the call failed, with ECONNRESET if
	 * the peer is gone and has not read everything
	 */
	public int read(ByteBuffer target) throws IOException {
		return read(target, MSG_DONTWAIT);
	}

	/**
	 * Look at what can be read and leave it there for who reads next, in another process
	 * too, see {@code MSG_PEEK} in {@code recv(2)}.
	 * @param target a direct buffer with room; its position moves
	 * @return the number of bytes, {@link NativeBuffer#END_OF_FILE} or
	 * {@link NativeBuffer#WOULD_BLOCK}
	 * @throws IOException if the socket was closed or the call failed
	 */
	public int peek(ByteBuffer target) throws IOException {
		return read(target, MSG_DONTWAIT | MSG_PEEK);
	}

	private int read(ByteBuffer target, int flags) throws IOException {
		long address = this.incoming.target(target);
		int number = this.socket.acquire();
		try {
			while (true) {
				long count = Native.LIBC.recv(number, address, target.remaining(), flags);
				if (count >= 0) {
					return received(target, (int) count);
				}
				if (isToBeTriedLater("recv")) {
					return NativeBuffer.WOULD_BLOCK;
				}
			}
		}
		finally {
			this.socket.release();
		}
	}

	/**
	 * Read once and take the descriptors that come with the bytes, see
	 * {@code recvmsg(2)}. They are close-on-exec and belong to the caller.
	 * @param target a direct buffer with room; its position moves
	 * @param fds the descriptors are added to this, in the order of sending
	 * @return the number of bytes, {@link NativeBuffer#END_OF_FILE} or
	 * {@link NativeBuffer#WOULD_BLOCK}
	 * @throws IOException if the socket was closed or the call failed, with ECONNRESET if
	 * the peer is gone and has not read everything
	 * @see #descriptorsLost()
	 */
	public int read(ByteBuffer target, List<Fd> fds) throws IOException {
		this.descriptorsLost = false;
		MessageHeader header = this.incoming.header();
		Pointer message = header.toReceive(this.incoming.target(target), target.remaining());
		int number = this.socket.acquire();
		try {
			while (true) {
				long count = Native.LIBC.recvmsg(number, message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
				if (count >= 0) {
					this.descriptorsLost = header.takeFds(fds);
					return received(target, (int) count);
				}
				if (isToBeTriedLater("recvmsg")) {
					return NativeBuffer.WOULD_BLOCK;
				}
			}
		}
		finally {
			this.socket.release();
		}
	}

	/**
	 * Return whether descriptors came with the last {@link #read(ByteBuffer, List)} that
	 * this process could not take because it may not have more open files (MSG_CTRUNC).
	 * Which ones cannot be told. To be asked by the thread that has read.
	 * @return whether descriptors were lost
	 */
	public boolean descriptorsLost() {
		return this.descriptorsLost;
	}

	/**
	 * Write once, see {@code send(2)}.
	 * @param source a direct buffer with something left; its position moves
	 * @return the number of bytes, or {@link NativeBuffer#WOULD_BLOCK}
	 * @throws IOException if the socket was closed or the call failed, with EPIPE or
	 * ECONNRESET if the peer is gone; there is no signal
	 */
	public int write(ByteBuffer source) throws IOException {
		long address = this.outgoing.source(source);
		int number = this.socket.acquire();
		try {
			while (true) {
				long count = Native.LIBC.send(number, address, source.remaining(), MSG_DONTWAIT | MSG_NOSIGNAL);
				if (count >= 0) {
					return sent(source, (int) count);
				}
				if (isToBeTriedLater("send")) {
					return NativeBuffer.WOULD_BLOCK;
				}
			}
		}
		finally {
			this.socket.release();
		}
	}

	/**
	 * Write once and send a descriptor along with the first byte, see {@code sendmsg(2)}.
	 * @param source a direct buffer with something left; its position moves
	 * @param fd the descriptor, which stays open here
	 * @return the number of bytes, or {@link NativeBuffer#WOULD_BLOCK} if neither a byte
	 * nor the descriptor was sent
	 * @throws IOException if the socket or the descriptor was closed or the call failed,
	 * with EPIPE or ECONNRESET if the peer is gone, ETOOMANYREFS if too many descriptors
	 * are under way; there is no signal
	 */
	public int write(ByteBuffer source, Fd fd) throws IOException {
		if (!source.hasRemaining()) {
			// The descriptor would be lost without anybody knowing.
			throw new IllegalArgumentException("'source' must have something left");
		}
		MessageHeader header = this.outgoing.header();
		Pointer message = header.toSend(this.outgoing.source(source), source.remaining(), 1);
		int number = this.socket.acquire();
		try {
			header.putFd(0, fd.acquire());
			try {
				while (true) {
					long count = Native.LIBC.sendmsg(number, message, MSG_DONTWAIT | MSG_NOSIGNAL);
					if (count >= 0) {
						return sent(source, (int) count);
					}
					if (isToBeTriedLater("sendmsg")) {
						return NativeBuffer.WOULD_BLOCK;
					}
				}
			}
			finally {
				fd.release();
			}
		}
		finally {
			this.socket.release();
		}
	}

	private static int received(ByteBuffer target, int count) {
		target.position(target.position() + count);
		return (count > 0) ? count : NativeBuffer.END_OF_FILE;
	}

	private static int sent(ByteBuffer source, int count) {
		source.position(source.position() + count);
		return count;
	}

	private static boolean isToBeTriedLater(String call) throws ErrnoException {
		int errno = Native.errno();
		if (errno == EAGAIN) {
			return true;
		}
		if (errno == EINTR) {
			return false;
		}
		throw new ErrnoException(call, errno);
	}

	/**
	 * What is remembered from call to call.
	 */
	private static final class Direction {

		private @Nullable MessageHeader header;

		private @Nullable ByteBuffer buffer;

		// Where the position 0 of the buffer is.
		private long base;

		MessageHeader header() {
			MessageHeader current = this.header;
			if (current == null) {
				current = new MessageHeader();
				this.header = current;
			}
			return current;
		}

		long target(ByteBuffer target) {
			if (!target.hasRemaining()) {
				// Receiving nothing would look like the end of the stream.
				throw new IllegalArgumentException("'target' must have room");
			}
			if (target.isReadOnly()) {
				throw new IllegalArgumentException("'target' must not be read-only");
			}
			return address(target, "target");
		}

		long source(ByteBuffer source) {
			return address(source, "source");
		}

		private long address(ByteBuffer buffer, String name) {
			if (this.buffer != buffer) {
				if (!buffer.isDirect()) {
					throw new IllegalArgumentException("'" + name + "' must be a direct buffer");
				}
				this.base = MemoryIO.getInstance().getDirectBufferAddress(buffer);
				this.buffer = buffer;
			}
			return this.base + buffer.position();
		}

	}

}
