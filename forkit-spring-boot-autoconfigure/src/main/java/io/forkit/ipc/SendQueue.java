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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, in its order: notes and internal messages pass the others, at
 * the boundaries of frames, and answers those that the other side has no room for. It is
 * copied to a buffer, from which one thread at a time writes. Not thread-safe.
 */
final class SendQueue {

	/** Result of a write that is to be tried again after a moment. */
	static final int TRY_LATER = -3;

	/** The error that counts what all processes of the user have sent. */
	static final String TOO_MANY_UNDER_WAY = "ETOOMANYREFS";

	// Enough for what is sent now and then; it grows for who sends much.
	private static final int FIRST_BUFFER = 8 * 1024;

	private static final int LARGEST_BUFFER = 256 * 1024;

	private final HandleGate gate;

	private final Deque<Outgoing> waiting = new ArrayDeque<>();

	// Those that pass what is held back.
	private final Deque<Outgoing> answers = new ArrayDeque<>();

	private final Deque<Outgoing> notes = new ArrayDeque<>();

	private final Deque<Outgoing> internal = new ArrayDeque<>();

	// Copied to the buffer, but not written.
	private final Deque<Outgoing> copied = new ArrayDeque<>();

	private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST_BUFFER).limit(0);

	private @Nullable Outgoing current;

	// An internal message, of which the rest goes before anything else.
	private @Nullable Outgoing urgent;

	// To go with the first byte of the buffer.
	private @Nullable Fd descriptor;

	private long queuedBytes;

	private long answerBytes;

	// Of what the other side has room for, ever, and what it was sent of that.
	private long window;

	private long used;

	private boolean holding;

	private long copiedBytes;

	private long writtenBytes;

	private long messages;

	private int abandoned;

	private long passedBeside;

	SendQueue(HandleGate gate, long window) {
		this.gate = gate;
		this.window = window;
	}

	void add(Outgoing outgoing) {
		boolean passes = this.holding && outgoing.isAnswer();
		(passes ? this.answers : this.waiting).add(outgoing);
		count(outgoing, 1);
	}

	/**
	 * The other side takes more.
	 * @param window how much, of all that was ever sent
	 * @return whether something was held back
	 */
	boolean allow(long window) {
		this.window = Math.max(this.window, window);
		return this.holding;
	}

	void addFirst(Outgoing outgoing) {
		this.waiting.addFirst(outgoing);
		count(outgoing, 1);
	}

	void addNote(Outgoing note) {
		this.notes.add(note);
	}

	void addInternal(Outgoing message) {
		this.internal.add(message);
	}

	// Notes and internal messages are not kept from being sent.
	private void count(Outgoing outgoing, int sign) {
		if (outgoing.isCounted()) {
			this.queuedBytes += sign * outgoing.cost();
		}
		if (outgoing.isAnswer()) {
			this.answerBytes += sign * outgoing.cost();
		}
	}

	/** Return how many bytes the messages take that are not written. */
	long bytes() {
		return this.queuedBytes;
	}

	/** Return how many of them the answers take. */
	long answerBytes() {
		return this.answerBytes;
	}

	/** Return how many notes are not copied to the buffer. */
	int notes() {
		return this.notes.size();
	}

	/** Return how many messages were thrown away because nobody wants them any more. */
	int abandoned() {
		return this.abandoned;
	}

	boolean isEmpty() {
		return this.waiting.isEmpty() && this.answers.isEmpty() && this.notes.isEmpty() && this.internal.isEmpty()
				&& this.copied.isEmpty() && this.current == null && this.urgent == null;
	}

	/**
	 * Throw away the oldest messages that may be.
	 * @param limit how many bytes may stay
	 * @param dropped given those messages
	 */
	void drop(long limit, List<Outgoing> dropped) {
		long droppable = 0;
		for (Outgoing candidate : this.waiting) {
			droppable += candidate.isDroppable() ? candidate.cost() : 0;
		}
		if (this.queuedBytes - droppable > Math.max(0, limit)) {
			// They would be lost for nothing.
			return;
		}
		for (Iterator<Outgoing> candidates = this.waiting.iterator(); candidates.hasNext()
				&& this.queuedBytes > limit;) {
			Outgoing candidate = candidates.next();
			if (candidate.isDroppable()) {
				candidates.remove();
				count(candidate, -1);
				dropped.add(candidate);
			}
		}
	}

	/**
	 * Fill the buffer if it is empty.
	 * @return whether there is something to write
	 */
	boolean fill() {
		if (!this.buffer.hasRemaining()) {
			grow();
			this.buffer.clear();
			copy();
			this.buffer.flip();
		}
		return this.buffer.hasRemaining();
	}

	private void grow() {
		Outgoing note = this.notes.peek();
		long wanted = Math.max(this.queuedBytes, (note != null) ? note.bytes().size() : 0);
		int capacity = this.buffer.capacity();
		if (wanted > capacity && capacity < LARGEST_BUFFER) {
			this.buffer = ByteBuffer.allocateDirect(Math.min(capacity * 8, LARGEST_BUFFER));
		}
	}

	private void copy() {
		while (this.buffer.hasRemaining()) {
			Outgoing next = next();
			if (next == null) {
				return;
			}
			int before = this.buffer.position();
			boolean complete = next.bytes().copyTo(this.buffer);
			this.copiedBytes += this.buffer.position() - before;
			int beside = next.bytes().passedBeside();
			this.passedBeside += beside;
			if (complete) {
				next.end(this.copiedBytes);
				this.copied.add(next);
				if (next == this.current) {
					this.current = null;
				}
				if (next == this.urgent) {
					this.urgent = null;
				}
			}
			else if (this.buffer.position() == before || !this.buffer.hasRemaining()) {
				return;
			}
			if (beside > 0) {
				return;
			}
		}
	}

	private @Nullable Outgoing next() {
		if (this.urgent != null) {
			return this.urgent;
		}
		Outgoing begun = this.current;
		if (begun != null && !begun.bytes().atBoundary()) {
			return begun;
		}
		Outgoing note = this.notes.peek();
		if (note != null) {
			// In one piece, so that it need not be remembered.
			return (note.bytes().size() <= this.buffer.remaining()) ? this.notes.remove() : null;
		}
		this.urgent = begin(this.internal);
		if (this.urgent != null) {
			return this.urgent;
		}
		if (begun != null) {
			return begun;
		}
		boolean hold = hold();
		this.current = begin(this.answers);
		if (this.current == null && !hold) {
			this.current = begin(this.waiting);
		}
		return this.current;
	}

	/** Return whether the next one must wait, and let answers pass it if so. */
	private boolean hold() {
		Outgoing first = this.waiting.peek();
		boolean hold = this.used >= this.window && first != null && first.isHeldBack();
		if (hold && !this.holding) {
			for (Iterator<Outgoing> candidates = this.waiting.iterator(); candidates.hasNext();) {
				Outgoing candidate = candidates.next();
				if (candidate.isAnswer()) {
					candidates.remove();
					this.answers.add(candidate);
				}
			}
		}
		this.holding = hold;
		return hold;
	}

	private @Nullable Outgoing begin(Deque<Outgoing> candidates) {
		while (true) {
			Outgoing first = candidates.peek();
			if (first == null) {
				return null;
			}
			switch (first.isAbandoned() ? HandleGate.Sent.NEVER : handleSent(first.handle())) {
				case LATER -> {
					return null;
				}
				case NOW -> {
					candidates.remove();
					this.used += first.isHeldBack() ? first.costOfReceiver() : 0;
					first.begin(first.isCounted() ? ++this.messages : 0);
					return first;
				}
				case NEVER -> {
					candidates.remove();
					count(first, -1);
					this.abandoned++;
				}
			}
		}
	}

	private HandleGate.Sent handleSent(@Nullable PendingHandle handle) {
		if (handle == null || !this.gate.isInBand()) {
			if (!this.gate.mayBegin(handle)) {
				return HandleGate.Sent.LATER;
			}
			return (handle != null) ? this.gate.send(handle) : HandleGate.Sent.NOW;
		}
		// It goes with the first byte of the buffer, and is under way once it may begin.
		if (this.buffer.position() > 0 || !this.gate.mayBegin(handle)) {
			return HandleGate.Sent.LATER;
		}
		this.descriptor = handle.fd();
		return HandleGate.Sent.NOW;
	}

	/**
	 * Write from the buffer once. The queue may be used by others meanwhile.
	 * @param transport where to
	 * @return the number of bytes, {@link Transport#WOULD_BLOCK} or {@link #TRY_LATER}
	 * @throws IOException if it failed
	 */
	int writeTo(Transport transport) throws IOException {
		Fd along = this.descriptor;
		if (along == null) {
			return transport.write(this.buffer);
		}
		int count;
		try {
			count = transport.write(this.buffer, along);
		}
		catch (IOException ex) {
			if (ex instanceof ErrnoException errno && errno.is(TOO_MANY_UNDER_WAY)) {
				return TRY_LATER;
			}
			if (along.isOpen()) {
				throw ex;
			}
			// The user has given up the message, which now arrives without its handle.
			this.descriptor = null;
			return transport.write(this.buffer);
		}
		if (count > 0) {
			this.descriptor = null;
		}
		return count;
	}

	/**
	 * Take account of what was written.
	 * @param count how many bytes
	 * @param written given what is complete
	 * @return whether something is
	 */
	boolean took(int count, List<Outgoing> written) {
		this.writtenBytes += count;
		boolean some = false;
		while (!this.copied.isEmpty() && this.copied.getFirst().end() <= this.writtenBytes) {
			Outgoing done = this.copied.removeFirst();
			count(done, -1);
			written.add(done);
			some = true;
		}
		return some;
	}

	/**
	 * Return how many bytes went another way since the last call.
	 * @return the number
	 */
	long takePassedBeside() {
		long passed = this.passedBeside;
		this.passedBeside = 0;
		return passed;
	}

	/**
	 * Throw away everything but the buffer, which somebody may be writing from.
	 * @return what it was
	 */
	List<Outgoing> clear() {
		List<Outgoing> all = new ArrayList<>(this.copied);
		if (this.urgent != null) {
			all.add(this.urgent);
		}
		if (this.current != null) {
			all.add(this.current);
		}
		all.addAll(this.internal);
		all.addAll(this.answers);
		all.addAll(this.waiting);
		this.copied.clear();
		this.answers.clear();
		this.waiting.clear();
		this.notes.clear();
		this.internal.clear();
		this.current = null;
		this.urgent = null;
		this.queuedBytes = 0;
		this.answerBytes = 0;
		return all;
	}

}
