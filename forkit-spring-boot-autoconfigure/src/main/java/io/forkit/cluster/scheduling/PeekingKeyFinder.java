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

package io.forkit.cluster.scheduling;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.forkit.posix.EventLoop;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.StreamSocket;
import io.forkit.posix.TaskLoop;
import org.jspecify.annotations.Nullable;

/**
 * Knows clients by the first bytes of their connections, which are left there for the
 * worker. Nobody waits for a client that sends nothing, but this client itself. Where the
 * bytes do not say who it is, or do not come in time, its address does.
 */
final class PeekingKeyFinder implements KeyFinder {

	// Beyond that the one that has waited longest waits no more: each keeps a descriptor
	// of the primary, which may have 1,024 where the limit is low.
	private static final int LIMIT = 512;

	private final EventLoop loop;

	private final PeekedKey.Reader reader;

	private final Duration timeout;

	private final ByteBuffer buffer;

	private final Set<Peek> peeks = new LinkedHashSet<>();

	PeekingKeyFinder(EventLoop loop, PeekedKey.Reader reader, Duration timeout, int limit) {
		this.loop = loop;
		this.reader = reader;
		this.timeout = timeout;
		this.buffer = ByteBuffer.allocateDirect(limit);
	}

	@Override
	public void find(PendingConnection connection, Consumer<PendingConnection> found) {
		Peek peek = new Peek(connection, found);
		if (peek.look()) {
			return;
		}
		try {
			this.peeks.add(peek);
			peek.timer = this.loop.schedule(this.timeout, peek::giveUp);
			peek.registration = this.loop.register(connection.fd(), EventLoop.READ | EventLoop.CHANGE,
					(registration, events) -> peek.look());
		}
		catch (IOException ex) {
			peek.giveUp();
		}
		if (this.peeks.size() > LIMIT) {
			this.peeks.iterator().next().giveUp();
		}
	}

	@Override
	public void close() {
		List.copyOf(this.peeks).forEach(Peek::drop);
	}

	/**
	 * A connection that is looked at.
	 */
	private final class Peek {

		private final PendingConnection connection;

		private final Consumer<PendingConnection> found;

		private final StreamSocket stream;

		private EventLoop.@Nullable Registration registration;

		private TaskLoop.@Nullable Timer timer;

		private boolean done;

		Peek(PendingConnection connection, Consumer<PendingConnection> found) {
			this.connection = connection;
			this.found = found;
			this.stream = new StreamSocket(connection.fd());
		}

		/**
		 * Look at what has come.
		 * @return {@code false} if more is to come
		 */
		boolean look() {
			PeekedKey key = peek();
			if (key.incomplete()) {
				return false;
			}
			byte[] value = key.value();
			finish((value != null) ? StickyHash.of(value) : AddressKeyFinder.keyOf(this.connection));
			return true;
		}

		private PeekedKey peek() {
			ByteBuffer bytes = PeekingKeyFinder.this.buffer.clear();
			try {
				int count = this.stream.peek(bytes);
				if (count == NativeBuffer.WOULD_BLOCK) {
					return PeekedKey.MORE;
				}
				if (count == NativeBuffer.END_OF_FILE) {
					return PeekedKey.NONE;
				}
				PeekedKey key = PeekingKeyFinder.this.reader.read(bytes.flip());
				return (key.incomplete() && count == bytes.capacity()) ? PeekedKey.NONE : key;
			}
			catch (IOException ex) {
				// It was reset, which the worker is to see.
				return PeekedKey.NONE;
			}
		}

		void giveUp() {
			finish(AddressKeyFinder.keyOf(this.connection));
		}

		private void finish(long key) {
			if (end()) {
				this.connection.key(key);
				this.found.accept(this.connection);
			}
		}

		void drop() {
			if (end()) {
				this.connection.close();
			}
		}

		private boolean end() {
			if (this.done) {
				return false;
			}
			this.done = true;
			PeekingKeyFinder.this.peeks.remove(this);
			if (this.registration != null) {
				this.registration.close();
			}
			if (this.timer != null) {
				this.timer.cancel();
			}
			return true;
		}

	}

}
