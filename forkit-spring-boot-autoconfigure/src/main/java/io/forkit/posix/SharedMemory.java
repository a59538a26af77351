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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Memory without a name in the file system that another process of the same user can map
 * too. Its size cannot be changed, so nobody who maps it can be made to fault. See
 * {@code memfd_create(2)}. Linux only.
 *
 * @since 0.1.0
 */
public final class SharedMemory implements AutoCloseable {

	private static final int MFD_CLOEXEC = 1;

	private static final int MFD_ALLOW_SEALING = 2;

	private static final int F_ADD_SEALS = 1033;

	private static final int SEAL_SIZE = 1 | 2 | 4;

	private static final int PUNCH_HOLE_KEEP_SIZE = 3;

	private final Fd fd;

	private final Address address;

	private SharedMemory(Fd fd, Address address) {
		this.fd = fd;
		this.address = address;
	}

	/**
	 * Create memory. It takes none until it is written.
	 * @param size how much, in bytes
	 * @return the memory
	 * @throws IOException if this system has no such memory, or no descriptor is to be
	 * had
	 */
	public static SharedMemory create(int size) throws IOException {
		long token = ThreadLocalRandom.current().nextLong();
		int number;
		try {
			number = Native.check("memfd_create",
					Native.LIBC.memfd_create(Address.name(token), MFD_CLOEXEC | MFD_ALLOW_SEALING));
		}
		catch (LinkageError ex) {
			throw new IOException("This system has no memfd_create", ex);
		}
		Fd fd = Fd.adopt(number);
		try {
			Native.check("ftruncate", Native.LIBC.ftruncate(number, size));
			Native.check("fcntl(F_ADD_SEALS)", Native.LIBC.fcntl(number, F_ADD_SEALS, SEAL_SIZE));
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			fd.close();
			throw ex;
		}
		return new SharedMemory(fd, new Address(ProcessHandle.current().pid(), number, token, size));
	}

	/**
	 * Return where another process finds this memory, as long as it is not closed.
	 * @return the address
	 */
	public Address address() {
		return this.address;
	}

	/**
	 * Give back what was written, whoever still maps it, and close the descriptor. The
	 * mappings read zeros from now on.
	 */
	@Override
	public void close() {
		try {
			int number = this.fd.acquire();
			try {
				Native.LIBC.fallocate(number, PUNCH_HOLE_KEEP_SIZE, 0, this.address.size());
			}
			finally {
				this.fd.release();
			}
		}
		catch (IOException ex) {
			// It was closed before.
		}
		release();
	}

	/**
	 * Close the descriptor and leave what was written to those who map it: the system
	 * takes the memory back with the last of them.
	 */
	public void release() {
		this.fd.close();
	}

	/**
	 * Where memory is found: a descriptor of a process, which may be this one.
	 *
	 * @param pid the process
	 * @param number the number of the descriptor there
	 * @param token tells this memory from whatever else might be there
	 * @param size how many bytes
	 */
	public record Address(long pid, int number, long token, int size) {

		private static String name(long token) {
			return "forkit-".concat(Long.toHexString(token));
		}

		/**
		 * Map the memory. Needs no native code.
		 * @return the memory, which stays mapped for as long as the buffer is used
		 * @throws IOException if it is not there or this process may not use it
		 */
		public ByteBuffer map() throws IOException {
			Path link = Path.of("/proc/" + this.pid + "/fd/" + this.number);
			String target = Files.readSymbolicLink(link).toString();
			if (!target.equals("/memfd:" + name(this.token) + " (deleted)")) {
				throw new IOException(link + " is not the memory that was announced but " + target);
			}
			try (FileChannel file = FileChannel.open(link, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
				if (file.size() != this.size) {
					throw new IOException(
							link + " was announced with %d bytes but has %d".formatted(this.size, file.size()));
				}
				return file.map(FileChannel.MapMode.READ_WRITE, 0, this.size);
			}
		}

	}

}
