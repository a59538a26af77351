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
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.MessageSocket;
import io.forkit.posix.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives frames over one end of a socketpair, on an event loop.
 * <p>
 * Thread-safe. {@link #send(Frame)} never waits; frames keep their order. The listener is
 * called on the loop and must not block. A malformed frame closes the channel and nothing
 * else.
 *
 * @since 0.1.0
 */
public final class FrameChannel implements AutoCloseable {

	/** The largest payload, in bytes. */
	public static final int MAX_PAYLOAD = 16 * 1024 * 1024;

	/** The most bytes that may wait to be sent. */
	public static final int MAX_QUEUED = 32 * 1024 * 1024;

	private static final int BUFFER_SIZE = 64 * 1024;

	private final EventLoop loop;

	private final Fd fd;

	private final MessageSocket socket;

	private final Listener listener;

	private final FrameDecoder decoder = new FrameDecoder(MAX_PAYLOAD);

	private final byte[] input = new byte[BUFFER_SIZE];

	private final Deque<Outgoing> queue = new ArrayDeque<>();

	private long queuedBytes;

	private boolean closed;

	private boolean awaitingWritable;

	private EventLoop.@Nullable Registration registration;

	/**
	 * Create a channel.
	 * @param loop the loop that does the work
	 * @param fd one end of a socketpair, from now on owned by the channel
	 * @param listener told what happens
	 */
	public FrameChannel(EventLoop loop, Fd fd, Listener listener) {
		this.loop = loop;
		this.fd = fd;
		this.socket = new MessageSocket(fd, BUFFER_SIZE);
		this.listener = listener;
	}

	/**
	 * Begin to receive.
	 * @throws IOException if the descriptor cannot be watched; the channel is then closed
	 */
	public void open() throws IOException {
		try {
			this.fd.setNonBlocking(true);
			synchronized (this.queue) {
				this.registration = this.loop.register(this.fd, EventLoop.READ,
						(registration, events) -> ready(events));
			}
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
		this.loop.execute(this::flush);
	}

	/**
	 * Send a frame as soon as the peer takes it.
	 * @param frame the frame; its descriptors belong to the channel from now on, also
	 * when this fails
	 * @throws IllegalArgumentException if the peer would refuse the frame: its payload is
	 * larger than {@link #MAX_PAYLOAD} or it has more than {@link MessageSocket#MAX_FDS}
	 * descriptors
	 * @throws IOException if the channel is closed, or the peer is so far behind that
	 * {@link #MAX_QUEUED} would be exceeded
	 */
	public void send(Frame frame) throws IOException {
		if (frame.payload().length > MAX_PAYLOAD || frame.fds().size() > MessageSocket.MAX_FDS) {
			frame.closeFds();
			throw new IllegalArgumentException("'frame' must have at most %d bytes and %d descriptors but has %d and %d"
				.formatted(MAX_PAYLOAD, MessageSocket.MAX_FDS, frame.payload().length, frame.fds().size()));
		}
		byte[] bytes = FrameFormat.encode(frame);
		synchronized (this.queue) {
			if (this.closed) {
				frame.closeFds();
				throw new ClosedChannelException();
			}
			if (this.queuedBytes + bytes.length > MAX_QUEUED) {
				frame.closeFds();
				throw new IOException("The peer does not read: %d bytes are waiting to be sent and at most %d may"
					.formatted(this.queuedBytes, MAX_QUEUED));
			}
			this.queue.add(new Outgoing(bytes, frame.fds()));
			this.queuedBytes += bytes.length;
			if (this.queue.size() > 1) {
				return;
			}
		}
		this.loop.execute(this::flush);
	}

	private void ready(int events) {
		if ((events & EventLoop.WRITE) != 0) {
			flush();
		}
		if ((events & ~EventLoop.WRITE) != 0) {
			receive();
		}
	}

	private void flush() {
		try {
			synchronized (this.queue) {
				if (this.closed || this.registration == null) {
					return;
				}
				while (!this.queue.isEmpty()) {
					Outgoing first = this.queue.getFirst();
					if (!first.sendTo(this.socket)) {
						awaitWritable(this.registration, true);
						return;
					}
					if (first.isDone()) {
						this.queue.removeFirst();
						this.queuedBytes -= first.bytes.length;
					}
				}
				awaitWritable(this.registration, false);
			}
		}
		catch (IOException ex) {
			// A peer that takes nothing any more may have sent something before.
			while (receive()) {
				continue;
			}
			fail(ex);
		}
	}

	private void awaitWritable(EventLoop.Registration registration, boolean await) throws IOException {
		if (this.awaitingWritable != await) {
			registration.setInterest(await ? (EventLoop.READ | EventLoop.WRITE) : EventLoop.READ);
			this.awaitingWritable = await;
		}
	}

	/**
	 * Receive once.
	 * @return whether there was something, so that there may be more
	 */
	private boolean receive() {
		try {
			MessageSocket.Received received = this.socket.receive(this.input, 0);
			if (received.count() == NativeBuffer.END_OF_FILE) {
				fail(null);
				return false;
			}
			if (received.count() == NativeBuffer.WOULD_BLOCK) {
				return false;
			}
			this.decoder.decode(this.input, received.count(), received.fds(), received.truncated(), this::deliver);
			return true;
		}
		catch (IOException ex) {
			fail(ex);
			return false;
		}
	}

	private void deliver(Frame frame) {
		boolean open;
		synchronized (this.queue) {
			open = !this.closed;
		}
		if (open) {
			this.listener.received(frame);
		}
		else {
			// One frame of several that came together, and the listener has closed the
			// channel at one before.
			frame.closeFds();
		}
	}

	private void fail(@Nullable IOException cause) {
		if (shut()) {
			this.listener.closed(cause);
		}
	}

	private boolean shut() {
		synchronized (this.queue) {
			if (this.closed) {
				return false;
			}
			this.closed = true;
			if (this.registration != null) {
				this.registration.close();
			}
			this.fd.close();
			this.queue.forEach(Outgoing::closeFds);
			this.queue.clear();
		}
		// The decoder belongs to the thread of the loop.
		this.loop.execute(this.decoder::close);
		return true;
	}

	/**
	 * Close the channel at once; the listener is not told.
	 */
	@Override
	public void close() {
		shut();
	}

	/**
	 * Is told what happens on a channel, on the thread of the loop.
	 */
	public interface Listener {

		/**
		 * A frame has arrived.
		 * @param frame the frame; its descriptors belong to the listener
		 */
		void received(Frame frame);

		/**
		 * The peer has closed the channel or died, or the channel has failed. Called
		 * once, after all frames that arrived before.
		 * @param cause the failure, or {@code null} at a plain end
		 */
		void closed(@Nullable IOException cause);

	}

	/**
	 * A frame that is not sent completely.
	 */
	private static final class Outgoing {

		private final byte[] bytes;

		private List<Fd> fds;

		private int sent;

		Outgoing(byte[] bytes, List<Fd> fds) {
			this.bytes = bytes;
			this.fds = fds;
		}

		boolean sendTo(MessageSocket socket) throws IOException {
			int count = socket.send(this.bytes, this.sent, this.bytes.length - this.sent, this.fds);
			if (count == NativeBuffer.WOULD_BLOCK) {
				return false;
			}
			closeFds();
			this.sent += count;
			return true;
		}

		boolean isDone() {
			return this.sent == this.bytes.length;
		}

		void closeFds() {
			this.fds.forEach(Fd::close);
			this.fds = List.of();
		}

	}

}
