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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.MessageSocket;
import io.forkit.posix.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way of the handles beside a channel in {@link WireFormat#FRAMES}: a socket of their
 * own, where each comes with its number. A descriptor that arrives while plain bytes are
 * read is lost, and a forked JVM reads its channel in this plain way.
 */
final class HandleLink implements AutoCloseable {

	// More than can be under way, so that nobody fills the table of this process.
	private static final int MAX_EARLY = 128;

	private final ProcessChannel.HandleSocket source;

	private final Map<Integer, Fd> early = new HashMap<>();

	private @Nullable MessageSocket socket;

	private boolean closed;

	/**
	 * Create a link.
	 * @param source gives the socket when it is needed first
	 */
	HandleLink(ProcessChannel.HandleSocket source) {
		this.source = source;
	}

	private MessageSocket socket() throws IOException {
		MessageSocket current = this.socket;
		if (current != null) {
			return current;
		}
		if (this.closed) {
			throw new ChannelClosedException("The channel is closed", null);
		}
		Fd opened = this.source.open();
		opened.setNonBlocking(true);
		current = new MessageSocket(opened, Integer.BYTES);
		this.socket = current;
		return current;
	}

	/**
	 * Send a descriptor.
	 * @param number its number
	 * @param descriptor the descriptor, which stays open here
	 * @return whether it was sent; if not, too many are under way
	 * @throws IOException if the other process is gone
	 */
	synchronized boolean send(int number, Fd descriptor) throws IOException {
		byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
		try {
			return socket().send(bytes, 0, bytes.length, List.of(descriptor)) != NativeBuffer.WOULD_BLOCK;
		}
		catch (ErrnoException ex) {
			if (ex.is(SendQueue.TOO_MANY_UNDER_WAY)) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Take a descriptor that was sent before.
	 * @param number its number
	 * @return the descriptor, or {@code null} if it was lost on the way
	 * @throws IOException if the link is broken
	 */
	synchronized @Nullable Fd receive(int number) throws IOException {
		Fd here = this.early.remove(number);
		byte[] bytes = new byte[Integer.BYTES];
		while (here == null) {
			MessageSocket.Received received = socket().receive(bytes, 0);
			if (received.count() != bytes.length) {
				received.fds().forEach(Fd::close);
				return null;
			}
			int next = ByteBuffer.wrap(bytes).getInt();
			Fd descriptor = only(received.fds());
			if (next == number) {
				return descriptor;
			}
			if (descriptor != null) {
				keep(next, descriptor);
			}
		}
		return here;
	}

	/** One goes with each number; what else comes along has no owner. */
	private static @Nullable Fd only(List<Fd> descriptors) {
		for (int i = 1; i < descriptors.size(); i++) {
			descriptors.get(i).close();
		}
		return descriptors.isEmpty() ? null : descriptors.get(0);
	}

	private void keep(int number, Fd descriptor) {
		Fd before = (this.early.size() < MAX_EARLY) ? this.early.put(number, descriptor) : descriptor;
		if (before != null) {
			before.close();
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.early.values().forEach(Fd::close);
		this.early.clear();
		this.source.close();
	}

}
