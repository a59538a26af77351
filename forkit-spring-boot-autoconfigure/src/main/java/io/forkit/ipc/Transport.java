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
import java.util.List;

import io.forkit.posix.Fd;

/**
 * One end of a stream to another process; never blocks.
 * <p>
 * One thread may read while another writes; closing is thread-safe.
 */
public interface Transport extends AutoCloseable {

	/** Result of a call that would have had to wait. */
	int WOULD_BLOCK = -2;

	/** Result of a read at the end of the stream. */
	int END_OF_STREAM = -1;

	/**
	 * Return the loop that serves this transport.
	 * @return the loop
	 */
	ChannelLoop loop();

	/**
	 * Begin to watch; reading is wanted from now on. To be called once.
	 * @param readiness told on the loop
	 * @throws IOException if it cannot be watched
	 */
	void open(Readiness readiness) throws IOException;

	/**
	 * Read once.
	 * @param target a direct buffer with room
	 * @return the number of bytes, at least 1, or {@link #WOULD_BLOCK} or
	 * {@link #END_OF_STREAM}
	 * @throws IOException if it failed, ECONNRESET included
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Read once, and take the descriptors that come with the bytes. (With
	 * {@link #read(ByteBuffer)} they would be lost.)
	 * @param target a direct buffer with room
	 * @param descriptors what has arrived is added; it belongs to the caller
	 * @return the number of bytes, at least 1, or {@link #WOULD_BLOCK} or
	 * {@link #END_OF_STREAM}
	 * @throws IOException if it failed
	 * @throws UnsupportedOperationException if this transport carries bytes only
	 */
	int read(ByteBuffer target, List<Fd> descriptors) throws IOException;

	/**
	 * Return whether the last {@link #read(ByteBuffer, List)} met descriptors that this
	 * process could not take because it may not have more open files (MSG_CTRUNC). They
	 * are closed by the system; those that could be taken were added. To be asked by the
	 * thread that has read.
	 * @return whether descriptors were lost; {@code false} if this transport carries
	 * bytes only
	 */
	boolean descriptorsLost();

	/**
	 * Write once.
	 * @param source a direct buffer with something left
	 * @return the number of bytes, or {@link #WOULD_BLOCK}
	 * @throws IOException if it failed, with EPIPE or ECONNRESET if the peer is gone
	 */
	int write(ByteBuffer source) throws IOException;

	/**
	 * Write once and send a descriptor along with the first byte.
	 * @param source a direct buffer with something left
	 * @param descriptor the descriptor, which stays open here
	 * @return the number of bytes, or {@link #WOULD_BLOCK} if neither a byte nor the
	 * descriptor was sent
	 * @throws IOException if it failed, with ETOOMANYREFS if too many descriptors are
	 * under way
	 * @throws UnsupportedOperationException if this transport carries bytes only
	 */
	int write(ByteBuffer source, Fd descriptor) throws IOException;

	/**
	 * Choose what to be told of. Thread-safe, and cheap if nothing changes. Before
	 * {@link #open} it says what is wanted from then on. As long as nothing is wanted,
	 * nothing is told, not even that the peer is gone.
	 * @param read whether {@link Readiness#readable()} is wanted
	 * @param write whether {@link Readiness#writable()} is wanted
	 * @throws IOException if the transport is closed
	 */
	void setInterest(boolean read, boolean write) throws IOException;

	/**
	 * Tell the peer that nothing more will be written; reading goes on.
	 * @throws IOException if it failed
	 */
	void shutdownOutput() throws IOException;

	/**
	 * Return what part this side takes in sharing memory with the other process.
	 * @return the part, none unless it is overridden
	 */
	default MemoryRole memoryRole() {
		return MemoryRole.NONE;
	}

	/** Close at once. Nothing is told any more, except what is being told right now. */
	@Override
	void close();

	/**
	 * What a side does about memory that both share.
	 */
	enum MemoryRole {

		/** Nothing: all bytes go through the transport. */
		NONE,

		/** It makes memory and offers it. */
		OFFERS,

		/** It uses the memory of the other process, which it trusts, being its child. */
		ACCEPTS

	}

	/**
	 * Is told on the loop, again and again for as long as it is so. Whoever runs user
	 * code in it may find afterwards that another thread has become the loop, and has
	 * perhaps been told already: see {@link ChannelLoop#runUserCode}.
	 */
	interface Readiness {

		/** There is something to read, the end of the stream and a failure included. */
		void readable();

		/** There is room to write, or writing would fail at once. */
		void writable();

	}

}
