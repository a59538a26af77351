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

import java.util.List;

import jnr.ffi.Pointer;

/**
 * The memory of {@code struct msghdr} with one {@code iovec} and room for descriptors,
 * see {@code sendmsg(2)} and {@code cmsg(3)}. For one direction; not thread-safe.
 */
final class MessageHeader {

	static final int MAX_FDS = 253;

	private static final int SOL_SOCKET = 1;

	private static final int SCM_RIGHTS = 1;

	private static final int MSG_CTRUNC = 0x08;

	private static final int FLAGS = 48;

	private static final int CMSG_HEADER = 16;

	private static final int CONTROL_CAPACITY = CMSG_HEADER + 8 * ((MAX_FDS * 4 + 7) / 8);

	private final Pointer header = Native.allocate(56);

	private final Pointer vector = Native.allocate(16);

	private final Pointer control = Native.allocate(CONTROL_CAPACITY);

	/**
	 * Prepare to send.
	 * @param address where the bytes are
	 * @param count how many bytes
	 * @param fds how many descriptors; each is put in afterwards
	 * @return the address of the structure
	 */
	Pointer toSend(long address, int count, int fds) {
		prepare(address, count, (fds > 0) ? CMSG_HEADER + 4 * fds : 0);
		return this.header;
	}

	void putFd(int index, int number) {
		this.control.putInt(CMSG_HEADER + 4L * index, number);
	}

	/**
	 * Prepare to receive.
	 * @param address where the bytes go
	 * @param count how many bytes there is room for
	 * @return the address of the structure
	 */
	Pointer toReceive(long address, int count) {
		prepare(address, count, CONTROL_CAPACITY);
		return this.header;
	}

	private void prepare(long address, int count, int controlLength) {
		this.vector.putLong(0, address);
		this.vector.putLong(8, count);
		this.header.putLong(16, this.vector.address());
		this.header.putLong(24, 1);
		this.header.putLong(32, (controlLength > 0) ? this.control.address() : 0);
		this.header.putLong(40, controlLength);
		this.header.putInt(FLAGS, 0);
		this.control.putLong(0, controlLength);
		this.control.putInt(8, SOL_SOCKET);
		this.control.putInt(12, SCM_RIGHTS);
	}

	/**
	 * Take the descriptors that were received.
	 * @param fds they are added to this
	 * @return whether descriptors were lost because this process may not have more open
	 * files
	 */
	boolean takeFds(List<Fd> fds) {
		long length = this.header.getLong(40);
		long position = 0;
		while (position + CMSG_HEADER <= length) {
			long messageLength = this.control.getLong(position);
			if (messageLength < CMSG_HEADER) {
				break;
			}
			if (this.control.getInt(position + 8) == SOL_SOCKET && this.control.getInt(position + 12) == SCM_RIGHTS) {
				for (long at = CMSG_HEADER; at + 4 <= messageLength; at += 4) {
					fds.add(Fd.adopt(this.control.getInt(position + at)));
				}
			}
			position += (messageLength + 7) / 8 * 8;
		}
		return (this.header.getInt(FLAGS) & MSG_CTRUNC) != 0;
	}

}
