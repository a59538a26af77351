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
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import jnr.ffi.Pointer;

/**
 * An open file descriptor with exactly one owner, which must close it.
 * <p>
 * Thread-safe. {@link #close()} may be called at any time and more than once: the number
 * is given back to the system only when no call is using it any more, so a call can never
 * reach a file that was opened later under the same number. Every descriptor made here is
 * close-on-exec (see {@code open(2)}, {@code O_CLOEXEC}).
 *
 * @since 0.1.0
 */
public final class Fd implements AutoCloseable {

	private static final int F_GETFL = 3;

	private static final int F_SETFL = 4;

	private static final int F_DUPFD_CLOEXEC = 1030;

	private static final int F_SETPIPE_SZ = 1031;

	private static final long FIONREAD = 0x541B;

	private static final int O_CLOEXEC = 0x80000;

	private static final int EAGAIN = 11;

	private static final int O_NONBLOCK = 0x800;

	private static final int CLOSED = 1 << 31;

	private final int number;

	// The number of calls that are using the descriptor; CLOSED is added by close().
	private final AtomicInteger users = new AtomicInteger();

	private Fd(int number) {
		this.number = number;
	}

	static Fd adopt(int number) {
		if (number < 0) {
			throw new IllegalArgumentException("'number' must not be negative but is " + number);
		}
		return new Fd(number);
	}

	/**
	 * Take over a descriptor that this process inherited at a number agreed with its
	 * parent, and mark it close-on-exec. To be called once for a number.
	 * @param number the inherited number
	 * @return the descriptor, now owned by the caller
	 * @throws ErrnoException with EBADF if no file is open at that number
	 */
	public static Fd inherited(int number) throws ErrnoException {
		int setDescriptorFlags = 2;
		int closeOnExec = 1;
		Native.check("fcntl on inherited descriptor " + number,
				Native.LIBC.fcntl(number, setDescriptorFlags, closeOnExec));
		return new Fd(number);
	}

	/**
	 * Return another descriptor of what this process has open at a number, whoever owns
	 * that: it stays open.
	 * @param number the number
	 * @return the duplicate, owned by the caller
	 * @throws ErrnoException with EBADF if nothing is open at that number, or EMFILE
	 */
	public static Fd duplicateOf(int number) throws ErrnoException {
		return OpenDescriptors.duplicate(number);
	}

	/**
	 * Open a file for appending, and make it first if there is none, see {@code open(2)}.
	 * @param path the file
	 * @return the descriptor, owned by the caller
	 * @throws ErrnoException with EACCES, ENOENT, EISDIR, ENOSPC, EROFS and others
	 */
	public static Fd append(Path path) throws ErrnoException {
		int writeCreateAppend = 0x1 | 0x40 | 0x400;
		int readAndWriteForOwner = 0640;
		return open(path, writeCreateAppend, readAndWriteForOwner);
	}

	/**
	 * Open a file for reading, see {@code open(2)}.
	 * @param path the file
	 * @return the descriptor, owned by the caller
	 * @throws ErrnoException with EACCES, ENOENT and others
	 */
	public static Fd read(Path path) throws ErrnoException {
		return open(path, 0, 0);
	}

	/**
	 * Open a file for writing, and make it first if there is none. What was in it is
	 * dropped. See {@code open(2)}.
	 * @param path the file
	 * @return the descriptor, owned by the caller
	 * @throws ErrnoException with EACCES, ENOENT, EISDIR, ENOSPC, EROFS and others
	 */
	public static Fd write(Path path) throws ErrnoException {
		int writeCreateTruncate = 0x1 | 0x40 | 0x200;
		int readAndWriteForAll = 0666;
		return open(path, writeCreateTruncate, readAndWriteForAll);
	}

	/**
	 * Open what is at a path, whatever it is, to ask and to change what the directory
	 * entry says of it: not a link at its end, and not its content. See {@code O_PATH}
	 * and {@code O_NOFOLLOW} in {@code open(2)}.
	 * @param path the file
	 * @return the descriptor, owned by the caller
	 * @throws ErrnoException with EACCES, ENOENT and others
	 */
	static Fd location(Path path) throws ErrnoException {
		int noFollow = System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x20000;
		return open(path, 0x200000 | noFollow, 0);
	}

	private static Fd open(Path path, int flags, int mode) throws ErrnoException {
		byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
		return new Fd(Native.check("opening " + path,
				(int) Native.retry(() -> Native.LIBC.open(Native.cString(name), flags | O_CLOEXEC, mode))));
	}

	/**
	 * Return a blocking descriptor of the same pipe or file with flags of its own, unlike
	 * {@link #duplicate()}.
	 * @param writing whether to write to it, otherwise it is to be read
	 * @return the descriptor, owned by the caller
	 * @throws IOException if the descriptor was closed or this is a socket, which cannot
	 * be opened again
	 */
	public Fd reopen(boolean writing) throws IOException {
		int fd = acquire();
		try {
			return open(Path.of("/proc/self/fd/" + fd), writing ? 1 : 0, 0);
		}
		finally {
			release();
		}
	}

	/**
	 * Read once, see {@code read(2)}.
	 * @param target a direct buffer; what is read is put at its position, which moves
	 * @return the number of bytes, {@link NativeBuffer#END_OF_FILE} or
	 * {@link NativeBuffer#WOULD_BLOCK}
	 * @throws IOException if the descriptor was closed or the call failed
	 */
	public int read(ByteBuffer target) throws IOException {
		int fd = acquire();
		try {
			while (true) {
				long count = Native.LIBC.read(fd, target, target.remaining());
				if (count > 0) {
					target.position(target.position() + (int) count);
					return (int) count;
				}
				if (count == 0) {
					return NativeBuffer.END_OF_FILE;
				}
				if (!Native.interrupted()) {
					return wouldBlock("read");
				}
			}
		}
		finally {
			release();
		}
	}

	/**
	 * Write once, see {@code write(2)}.
	 * @param source a direct buffer; its position moves by what is written
	 * @return the number of bytes, or {@link NativeBuffer#WOULD_BLOCK}
	 * @throws IOException if the descriptor was closed or the call failed, with EPIPE if
	 * nobody can read
	 */
	public int write(ByteBuffer source) throws IOException {
		int fd = acquire();
		try {
			while (true) {
				long count = Native.LIBC.write(fd, source, source.remaining());
				if (count >= 0) {
					source.position(source.position() + (int) count);
					return (int) count;
				}
				if (!Native.interrupted()) {
					return wouldBlock("write");
				}
			}
		}
		finally {
			release();
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
	 * Let the peer of a socket see the end, while it can still be read from, see
	 * {@code shutdown(2)}.
	 * @throws IOException if the descriptor was closed or is no connected socket
	 */
	public void shutdownOutput() throws IOException {
		int write = 1;
		shutdown(write);
	}

	/**
	 * Let the peer of a socket meet an error when it writes, while it can still be
	 * written to, see {@code shutdown(2)}.
	 * @throws IOException if the descriptor was closed or is no connected socket
	 */
	public void shutdownInput() throws IOException {
		int read = 0;
		shutdown(read);
	}

	private void shutdown(int direction) throws IOException {
		int fd = acquire();
		try {
			Native.check("shutdown", Native.LIBC.shutdown(fd, direction));
		}
		finally {
			release();
		}
	}

	/**
	 * Return how many bytes could be read at once, see FIONREAD in {@code ioctl(2)}.
	 * @return the number of bytes
	 * @throws IOException if the descriptor was closed or has no such number
	 */
	public int available() throws IOException {
		Pointer count = Native.allocate(4);
		int fd = acquire();
		try {
			Native.check("ioctl(FIONREAD)", Native.LIBC.ioctl(fd, FIONREAD, count));
			return count.getInt(0);
		}
		finally {
			release();
		}
	}

	/**
	 * Change how much a pipe can hold, see F_SETPIPE_SZ in {@code fcntl(2)}.
	 * @param capacity the number of bytes
	 * @return {@code false} if it stays as it is, as where the user has too many such
	 * pipes or this is none
	 * @throws IOException if the descriptor was closed
	 */
	public boolean setPipeCapacity(int capacity) throws IOException {
		int fd = acquire();
		try {
			return Native.LIBC.fcntl(fd, F_SETPIPE_SZ, capacity) >= 0;
		}
		finally {
			release();
		}
	}

	/**
	 * Return the number for one call; must be followed by {@link #release()}.
	 * @return the number
	 * @throws ClosedChannelException if the descriptor was closed
	 */
	int acquire() throws ClosedChannelException {
		while (true) {
			int current = this.users.get();
			if (current < 0) {
				throw new ClosedChannelException();
			}
			if (this.users.compareAndSet(current, current + 1)) {
				return this.number;
			}
		}
	}

	void release() {
		if (this.users.decrementAndGet() == CLOSED) {
			Native.LIBC.close(this.number);
		}
	}

	/**
	 * Hand the number to another owner: this object counts as closed from now on.
	 * @return the number
	 * @throws ClosedChannelException if the descriptor was closed or is in use
	 */
	int surrender() throws ClosedChannelException {
		if (!this.users.compareAndSet(0, CLOSED | 1)) {
			throw new ClosedChannelException();
		}
		return this.number;
	}

	/**
	 * Return another descriptor of the same open file, see {@code dup(2)}.
	 * @return the duplicate, owned by the caller
	 * @throws IOException with EMFILE if this process has too many open files
	 */
	public Fd duplicate() throws IOException {
		return duplicateFrom(0);
	}

	Fd duplicateFrom(int lowest) throws IOException {
		int fd = acquire();
		try {
			return new Fd(Native.check("dup", Native.LIBC.fcntl(fd, F_DUPFD_CLOEXEC, lowest)));
		}
		finally {
			release();
		}
	}

	/**
	 * Return whether O_NONBLOCK is set. The flag belongs to the open file, not to the
	 * descriptor: every process that shares the file sees it.
	 * @return whether calls return at once instead of waiting
	 * @throws IOException if the descriptor was closed
	 */
	public boolean isNonBlocking() throws IOException {
		return (flags() & O_NONBLOCK) != 0;
	}

	/**
	 * Set or clear O_NONBLOCK on the open file, for everybody who shares it.
	 * @param nonBlocking whether calls shall return at once instead of waiting
	 * @throws IOException if the descriptor was closed
	 */
	public void setNonBlocking(boolean nonBlocking) throws IOException {
		int flags = flags();
		int fd = acquire();
		try {
			int changed = nonBlocking ? (flags | O_NONBLOCK) : (flags & ~O_NONBLOCK);
			Native.check("fcntl(F_SETFL)", Native.LIBC.fcntl(fd, F_SETFL, changed));
		}
		finally {
			release();
		}
	}

	/**
	 * Return what may be done with the open file, see {@code O_ACCMODE}.
	 * @return 0 for reading, 1 for writing, 2 for both
	 * @throws IOException if the descriptor was closed
	 */
	int accessMode() throws IOException {
		return flags() & 3;
	}

	private int flags() throws IOException {
		int fd = acquire();
		try {
			return Native.check("fcntl(F_GETFL)", Native.LIBC.fcntl(fd, F_GETFL, 0));
		}
		finally {
			release();
		}
	}

	/**
	 * Return whether the descriptor has not been closed yet.
	 * @return whether it is open
	 */
	public boolean isOpen() {
		return this.users.get() >= 0;
	}

	@Override
	public void close() {
		while (true) {
			int current = this.users.get();
			if (current < 0) {
				return;
			}
			if (this.users.compareAndSet(current, current | CLOSED)) {
				if (current == 0) {
					Native.LIBC.close(this.number);
				}
				return;
			}
		}
	}

	@Override
	public String toString() {
		return "fd " + this.number;
	}

}
