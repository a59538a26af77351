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

package io.forkit.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.StreamSocket;
import org.jspecify.annotations.Nullable;

/**
 * A transport over a socket of the system that can carry descriptors.
 *
 * @since 0.1.0
 */
public final class NativeTransport implements Transport {

	private final NativeLoop loop;

	private final Fd fd;

	private final StreamSocket socket;

	// Guards the changes of interest, registration and closed.
	private final Object monitor = new Object();

	private volatile int interest = EventLoop.READ;

	private EventLoop.@Nullable Registration registration;

	private volatile boolean closed;

	/**
	 * Create a transport.
	 * @param loop the loop that serves it
	 * @param fd a connected stream socket, which belongs to the transport from now on
	 */
	public NativeTransport(NativeLoop loop, Fd fd) {
		this.loop = loop;
		this.fd = fd;
		this.socket = new StreamSocket(fd);
	}

	@Override
	public ChannelLoop loop() {
		return this.loop;
	}

	@Override
	public void open(Readiness readiness) throws IOException {
		synchronized (this.monitor) {
			if (this.registration != null) {
				throw new IllegalStateException("The transport was opened before");
			}
			this.interest |= EventLoop.READ;
			EventLoop.Registration created = this.loop.eventLoop()
				.prepare(this.fd, (self, events) -> ready(readiness, events));
			this.registration = created;
			created.enable(this.interest);
		}
	}

	private void ready(Readiness readiness, int events) {
		int wanted = this.interest;
		// An error or a hang-up, which is reported whatever is wanted.
		boolean failed = (events & ~(EventLoop.READ | EventLoop.WRITE)) != 0;
		boolean readable = wants(wanted, EventLoop.READ) && (failed || wants(events, EventLoop.READ));
		boolean writable = wants(wanted, EventLoop.WRITE) && (failed || wants(events, EventLoop.WRITE));
		if (writable && !this.closed) {
			readiness.writable();
		}
		// It may have run user code. If so, the loop has another thread, which is told.
		if (readable && !this.closed && this.loop.isLoopThread() && wants(this.interest, EventLoop.READ)) {
			readiness.readable();
		}
	}

	private static boolean wants(int mask, int bit) {
		return (mask & bit) != 0;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.socket.read(target);
	}

	@Override
	public int read(ByteBuffer target, List<Fd> descriptors) throws IOException {
		return this.socket.read(target, descriptors);
	}

	@Override
	public boolean descriptorsLost() {
		return this.socket.descriptorsLost();
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		return this.socket.write(source);
	}

	@Override
	public int write(ByteBuffer source, Fd descriptor) throws IOException {
		return this.socket.write(source, descriptor);
	}

	@Override
	public void setInterest(boolean read, boolean write) throws IOException {
		int wanted = (read ? EventLoop.READ : 0) | (write ? EventLoop.WRITE : 0);
		if (wanted == this.interest && !this.closed) {
			return;
		}
		synchronized (this.monitor) {
			if (this.closed) {
				throw new ClosedChannelException();
			}
			if (wanted != this.interest && this.registration != null) {
				// A hang-up is reported whatever is wanted, and without end if nobody
				// wants to hear of it.
				this.registration.setInterest((wanted != 0) ? wanted : EventLoop.ONCE);
			}
			this.interest = wanted;
		}
	}

	@Override
	public MemoryRole memoryRole() {
		return MemoryRole.OFFERS;
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.fd.shutdownOutput();
	}

	@Override
	public void close() {
		synchronized (this.monitor) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			if (this.registration != null) {
				this.registration.close();
			}
			this.fd.close();
		}
	}

}
