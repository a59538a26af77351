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
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * A transport over a channel of the JDK. It carries bytes only.
 *
 * @since 0.1.0
 */
public final class SelectorTransport implements Transport {

	private final SelectorLoop loop;

	private final SocketChannel channel;

	// Guards the changes of interest and key.
	private final Object monitor = new Object();

	private volatile int interest = SelectionKey.OP_READ;

	private @Nullable SelectionKey key;

	private volatile @Nullable Readiness readiness;

	/**
	 * Create a transport.
	 * @param loop the loop that serves it
	 * @param channel a connected channel, which belongs to the transport from now on and
	 * is made non-blocking
	 * @throws IOException if the channel is closed
	 */
	public SelectorTransport(SelectorLoop loop, SocketChannel channel) throws IOException {
		this.loop = loop;
		this.channel = channel;
		channel.configureBlocking(false);
	}

	@Override
	public ChannelLoop loop() {
		return this.loop;
	}

	@Override
	public void open(Readiness readiness) throws IOException {
		try {
			synchronized (this.monitor) {
				if (this.key != null) {
					throw new IllegalStateException("The transport was opened before");
				}
				this.interest |= SelectionKey.OP_READ;
				this.readiness = readiness;
				this.key = this.loop.register(this.channel, this.interest, this);
			}
		}
		catch (ClosedSelectorException ex) {
			throw closed(ex);
		}
	}

	void ready(SelectionKey ready) {
		int events;
		try {
			events = ready.readyOps() & this.interest;
		}
		catch (CancelledKeyException ex) {
			return;
		}
		Readiness told = this.readiness;
		if (told == null) {
			return;
		}
		if ((events & SelectionKey.OP_WRITE) != 0) {
			told.writable();
		}
		// It may have run user code. If so, the loop has another thread, which is told.
		if ((events & this.interest & SelectionKey.OP_READ) != 0 && this.channel.isOpen() && this.loop.isLoopThread()) {
			told.readable();
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (!target.hasRemaining()) {
			throw new IllegalArgumentException("'target' must have room");
		}
		int count = this.channel.read(target);
		return (count == 0) ? WOULD_BLOCK : count;
	}

	@Override
	public int read(ByteBuffer target, List<Fd> descriptors) {
		throw bytesOnly();
	}

	@Override
	public boolean descriptorsLost() {
		return false;
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int count = this.channel.write(source);
		return (count == 0 && source.hasRemaining()) ? WOULD_BLOCK : count;
	}

	@Override
	public int write(ByteBuffer source, Fd descriptor) {
		throw bytesOnly();
	}

	private static UnsupportedOperationException bytesOnly() {
		return new UnsupportedOperationException("A channel of the JDK carries bytes only");
	}

	@Override
	public void setInterest(boolean read, boolean write) throws IOException {
		int wanted = (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
		if (wanted == this.interest && this.channel.isOpen()) {
			return;
		}
		try {
			synchronized (this.monitor) {
				if (!this.channel.isOpen()) {
					throw new ClosedChannelException();
				}
				this.interest = wanted;
				if (this.key != null) {
					this.key.interestOps(wanted);
					this.loop.wakeUp();
				}
			}
		}
		catch (CancelledKeyException ex) {
			throw closed(ex);
		}
	}

	private static ClosedChannelException closed(RuntimeException cause) {
		ClosedChannelException closed = new ClosedChannelException();
		closed.initCause(cause);
		return closed;
	}

	@Override
	public MemoryRole memoryRole() {
		return MemoryRole.ACCEPTS;
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// It is closed all the same; there is nothing left to be done about it.
		}
		// The selector gives back the descriptor of a closed channel when it goes round.
		this.loop.wakeUp();
	}

}
