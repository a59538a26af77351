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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.posix.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * The way for the content of large messages between two JVMs on Linux: through memory
 * that both map, which takes half the copies of a socket. Only their announcements go
 * through the socket, in the order of the messages. There is one ring for each direction,
 * made when the first large message is sent that way, which itself goes through the
 * socket, as does everything if the memory cannot be shared, and what comes while a ring
 * is full.
 * <p>
 * The side that can make memory offers it, and the other one, its child, finds it with
 * the parent in {@code /proc}, which is refused where they are not of the same user.
 */
final class SharedPayloads {

	/** From here on a message is large. */
	static final int LARGE = 256 * 1024;

	/** The most that goes at once, so that the other side can begin. */
	static final int MAX_PART = 256 * 1024;

	/** Less is not worth an announcement. */
	static final int MIN_PART = 32 * 1024;

	private static final int CAPACITY = 4 * 1024 * 1024;

	private final Transport.MemoryRole role;

	private @Nullable Consumer<ByteSource> notes;

	private volatile @Nullable SharedRing outgoing;

	private @Nullable SharedRing incoming;

	// Offered to be read, until it is accepted.
	private @Nullable SharedRing offered;

	private final List<SharedMemory> memories = new ArrayList<>();

	private boolean outgoingWanted;

	private boolean incomingOffered;

	private boolean closed;

	SharedPayloads(Transport.MemoryRole role) {
		this.role = role;
	}

	/**
	 * Begin.
	 * @param notes takes what is to be written
	 */
	synchronized void open(Consumer<ByteSource> notes) {
		this.notes = notes;
	}

	/**
	 * Return where the content of a large message goes, apart from the socket.
	 * @return the ring, or {@code null} as long as there is none
	 */
	@Nullable SharedRing outgoing() {
		return this.outgoing;
	}

	/** A large message is about to be sent. */
	void want() {
		if (this.role == Transport.MemoryRole.NONE || this.outgoing != null) {
			return;
		}
		ByteSource note;
		synchronized (this) {
			if (this.outgoingWanted || this.closed) {
				return;
			}
			this.outgoingWanted = true;
			note = (this.role == Transport.MemoryRole.ACCEPTS)
					? MessageFrames.control(MessageFrames.MEMORY_WANTED, 0, 0) : offer(false);
		}
		tell(note);
	}

	/** The other side is about to send a large message. */
	void wanted() {
		ByteSource note;
		synchronized (this) {
			if (this.role != Transport.MemoryRole.OFFERS || this.incomingOffered || this.closed) {
				return;
			}
			this.incomingOffered = true;
			note = offer(true);
		}
		tell(note);
	}

	private @Nullable ByteSource offer(boolean toWrite) {
		SharedMemory memory = null;
		try {
			memory = SharedMemory.create(SharedRing.HEAD + CAPACITY);
			SharedRing ring = new SharedRing(memory.address().map());
			this.memories.add(memory);
			if (toWrite) {
				this.incoming = ring;
			}
			else {
				this.offered = ring;
			}
			return MessageFrames.memoryOffer(memory.address(), toWrite);
		}
		catch (IOException | RuntimeException | OutOfMemoryError ex) {
			ChannelLog.trace("There is no memory to share", ex);
			if (memory != null) {
				memory.close();
			}
			return null;
		}
	}

	/**
	 * The other side has memory.
	 * @param address where
	 * @param toWrite whether this side is to write it, or to read it
	 */
	void offered(SharedMemory.Address address, boolean toWrite) {
		// Once is enough: memory that is mapped is not given back before the end.
		boolean wanted = this.role == Transport.MemoryRole.ACCEPTS && (toWrite ? this.outgoing : this.incoming) == null;
		boolean taken = wanted && take(address, toWrite);
		tell(MessageFrames.control(taken ? MessageFrames.MEMORY_TAKEN : MessageFrames.MEMORY_REFUSED, 0, 0));
	}

	private boolean take(SharedMemory.Address address, boolean toWrite) {
		try {
			ByteBuffer memory = address.map();
			if (toWrite) {
				this.outgoing = new SharedRing(memory);
			}
			else {
				this.incoming = new SharedRing(memory);
			}
			return true;
		}
		catch (IOException | RuntimeException | OutOfMemoryError ex) {
			ChannelLog.trace("The memory of the other process cannot be shared", ex);
			return false;
		}
	}

	/**
	 * The other side has answered an offer.
	 * @param taken whether it uses the memory
	 */
	synchronized void answered(boolean taken) {
		if (taken && this.offered != null) {
			this.outgoing = this.offered;
		}
		this.offered = null;
	}

	/**
	 * Take what is announced.
	 * @param count how many bytes
	 * @param target where to
	 * @param from from where on
	 * @throws MalformedFrameException if there cannot be so many
	 */
	void take(int count, byte[] target, int from) throws MalformedFrameException {
		SharedRing ring = this.incoming;
		if (ring == null) {
			throw new MalformedFrameException(
					"The frame announces %d bytes in memory that nobody shares".formatted(count));
		}
		if (count > ring.capacity()) {
			throw new MalformedFrameException(
					"The frame announces %d bytes in memory but there are only %d".formatted(count, ring.capacity()));
		}
		ring.take(target, from, count);
	}

	private void tell(@Nullable ByteSource note) {
		Consumer<ByteSource> target;
		synchronized (this) {
			target = this.notes;
		}
		if (note != null && target != null) {
			target.accept(note);
		}
	}

	/** Give back the memory. */
	synchronized void close() {
		this.closed = true;
		this.memories.forEach(SharedMemory::close);
		this.memories.clear();
	}

}
