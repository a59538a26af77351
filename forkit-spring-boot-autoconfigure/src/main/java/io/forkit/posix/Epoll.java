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
 * An epoll instance, see {@code epoll(7)}. Descriptors may be added and removed by any
 * thread; one thread waits and reads the events.
 */
final class Epoll implements AutoCloseable {

	private static final int EPOLL_CLOEXEC = 0x80000;

	private static final int ADD = 1;

	private static final int DELETE = 2;

	private static final int MODIFY = 3;

	private static final int MAX_EVENTS = 64;

	// struct epoll_event is packed on x86_64 and only there.
	private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

	private static final int EVENT_SIZE = PACKED ? 12 : 16;

	private static final int EVENT_DATA = PACKED ? 4 : 8;

	private final Fd fd;

	private final Pointer events = Native.allocate((long) MAX_EVENTS * EVENT_SIZE);

	Epoll() throws ErrnoException {
		this.fd = Fd.adopt(Native.check("epoll_create", Native.LIBC.epoll_create1(EPOLL_CLOEXEC)));
	}

	void add(int number, int interest, int key) throws IOException {
		control(ADD, number, interest, key);
	}

	void modify(int number, int interest, int key) throws IOException {
		control(MODIFY, number, interest, key);
	}

	void remove(int number) throws IOException {
		control(DELETE, number, 0, 0);
	}

	private void control(int operation, int number, int interest, int key) throws IOException {
		Pointer event = Native.allocate(EVENT_SIZE);
		event.putInt(0, interest);
		event.putLong(EVENT_DATA, key);
		int epoll = this.fd.acquire();
		try {
			Native.check("epoll_ctl", Native.LIBC.epoll_ctl(epoll, operation, number, event));
		}
		finally {
			this.fd.release();
		}
	}

	/**
	 * Wait for events.
	 * @param timeout how long, in milliseconds; -1 for ever
	 * @return how many have come
	 * @throws IOException if this instance was closed
	 */
	int await(int timeout) throws IOException {
		int epoll = this.fd.acquire();
		try {
			long count = Native.retry(() -> Native.LIBC.epoll_wait(epoll, this.events, MAX_EVENTS, timeout));
			return Native.check("epoll_wait", (int) count);
		}
		finally {
			this.fd.release();
		}
	}

	int mask(int index) {
		return this.events.getInt((long) index * EVENT_SIZE);
	}

	int key(int index) {
		return (int) this.events.getLong((long) index * EVENT_SIZE + EVENT_DATA);
	}

	@Override
	public void close() {
		this.fd.close();
	}

}
