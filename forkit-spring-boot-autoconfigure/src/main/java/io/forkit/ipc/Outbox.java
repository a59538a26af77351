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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, and who waits for that.
 */
final class Outbox implements OutboxWriter.Owner, Consumer<ByteSource> {

	/**
	 * How many notes may wait before nothing more is read that could lead to others. Two
	 * channels that both did this would wait for each other for ever. They never do:
	 * there are at most two for each message that either side has asked about, and a few
	 * for each handle.
	 */
	static final int MAX_NOTES = 4 * Acknowledgements.MAX_ASKED;

	private final ReentrantLock lock = new ReentrantLock();

	private final ChannelLoop loop;

	// Guarded by the lock, except for what the writer does with its buffer.
	private final SendQueue queue;

	// Guarded by the lock.
	private final Admission admission;

	private final OutboxWriter writer;

	private final List<CompletableFuture<Void>> drained = new ArrayList<>();

	private final Pressure pressure;

	private boolean broken;

	private boolean crowded;

	Outbox(Transport transport, ChannelLoop loop, Interest interest, ChannelSettings settings, HandleGate gate,
			Pressure pressure, long window) {
		this.loop = loop;
		this.pressure = pressure;
		this.queue = new SendQueue(gate, window);
		this.admission = new Admission(this.lock.newCondition(), loop, settings, this.queue);
		this.writer = new OutboxWriter(this, this.lock, this.queue, transport, loop, interest);
	}

	/**
	 * Add a message; it may be failed at once.
	 * @param outgoing the message
	 */
	void add(Outgoing outgoing) {
		List<Outgoing> dropped = new ArrayList<>(0);
		Throwable refusal;
		OutboxWriter.Flush flush = OutboxWriter.Flush.NONE;
		this.lock.lock();
		try {
			refusal = this.admission.admit(outgoing, dropped);
			if (refusal == null) {
				flush = enqueue(outgoing);
			}
		}
		finally {
			this.lock.unlock();
		}
		for (Outgoing one : dropped) {
			one.fail(new MessageDroppedException());
		}
		if (refusal != null) {
			outgoing.fail(refusal);
		}
		this.writer.flush(flush);
	}

	/**
	 * Add a message if there is room for it now.
	 * @param outgoing the message
	 * @return whether it was added
	 */
	boolean tryAdd(Outgoing outgoing) {
		OutboxWriter.Flush flush;
		this.lock.lock();
		try {
			if (!this.admission.isOpenFor(outgoing)) {
				return false;
			}
			flush = enqueue(outgoing);
		}
		finally {
			this.lock.unlock();
		}
		this.writer.flush(flush);
		return true;
	}

	/**
	 * Add a message again that was written before, ahead of all others.
	 * @param outgoing the message
	 */
	void addFirst(Outgoing outgoing) {
		OutboxWriter.Flush flush;
		this.lock.lock();
		try {
			if (this.broken) {
				return;
			}
			this.queue.addFirst(outgoing);
			flush = this.writer.plan();
		}
		finally {
			this.lock.unlock();
		}
		this.writer.flush(flush);
	}

	/**
	 * Add something that passes messages.
	 * @param bytes what
	 */
	void addNote(ByteSource bytes) {
		OutboxWriter.Flush flush;
		this.lock.lock();
		try {
			if (this.broken) {
				return;
			}
			this.queue.addNote(Outgoing.note(bytes));
			if (!this.crowded && this.queue.notes() > MAX_NOTES) {
				crowded(true);
			}
			flush = this.writer.plan();
		}
		finally {
			this.lock.unlock();
		}
		this.writer.flush(flush);
	}

	@Override
	public void accept(ByteSource note) {
		addNote(note);
	}

	/**
	 * Add an internal message: it passes the others, and never waits for room.
	 * @param outgoing the message
	 */
	void addInternal(Outgoing outgoing) {
		Throwable refusal;
		OutboxWriter.Flush flush = OutboxWriter.Flush.NONE;
		this.lock.lock();
		try {
			refusal = this.admission.closed();
			if (refusal == null) {
				this.queue.addInternal(outgoing);
				flush = this.writer.plan();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (refusal != null) {
			outgoing.fail(refusal);
		}
		this.writer.flush(flush);
	}

	/**
	 * Add something that comes after all messages, which are the last ones.
	 * @param bytes what, if anything
	 * @param reason why no more can be sent
	 * @return completed when everything is written
	 */
	CompletableFuture<Void> finish(@Nullable ByteSource bytes, Throwable reason) {
		CompletableFuture<Void> finished = new CompletableFuture<>();
		OutboxWriter.Flush flush;
		this.lock.lock();
		try {
			if (this.admission.closed() == null) {
				if (bytes != null) {
					this.queue.add(Outgoing.note(bytes));
				}
				this.admission.close(reason);
			}
			if (this.queue.isEmpty()) {
				finished.complete(null);
			}
			else {
				this.drained.add(finished);
			}
			flush = this.writer.plan();
		}
		finally {
			this.lock.unlock();
		}
		this.writer.flush(flush);
		return finished;
	}

	private OutboxWriter.Flush enqueue(Outgoing outgoing) {
		this.queue.add(outgoing);
		return this.writer.plan();
	}

	/**
	 * The other side takes so much.
	 * @param window how much, of all that was ever sent
	 */
	void allow(long window) {
		OutboxWriter.Flush flush;
		this.lock.lock();
		try {
			flush = this.queue.allow(window) ? this.writer.plan() : OutboxWriter.Flush.NONE;
		}
		finally {
			this.lock.unlock();
		}
		this.writer.flush(flush);
	}

	/** The transport has room again. To be called on the loop. */
	void writable() {
		this.writer.writable();
	}

	/** Write as much as possible. */
	void flush() {
		this.writer.flush();
	}

	@Override
	public boolean isBroken() {
		return this.broken;
	}

	@Override
	public void copied(boolean room) {
		if (room) {
			this.admission.roomMade();
		}
		if (this.crowded && this.queue.notes() <= MAX_NOTES / 2) {
			crowded(false);
		}
	}

	private void crowded(boolean crowded) {
		this.crowded = crowded;
		this.pressure.notesPileUp(crowded);
	}

	@Override
	public void broken(String reason, Throwable cause) {
		fail(this.pressure.broken(reason, cause));
	}

	@Override
	public List<CompletableFuture<Void>> takeDrained() {
		this.lock.lock();
		try {
			if (this.drained.isEmpty() || !this.queue.isEmpty()) {
				return List.of();
			}
			List<CompletableFuture<Void>> waiters = List.copyOf(this.drained);
			this.drained.clear();
			return waiters;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Return how many notes wait. */
	int notes() {
		this.lock.lock();
		try {
			return this.queue.notes();
		}
		finally {
			this.lock.unlock();
		}
	}

	long queuedBytes() {
		this.lock.lock();
		try {
			return this.queue.bytes();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return when nothing waits any more.
	 * @return completed then
	 */
	CompletableFuture<Void> drained() {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.lock.lock();
		try {
			if (!this.queue.isEmpty()) {
				this.drained.add(result);
				return result;
			}
		}
		finally {
			this.lock.unlock();
		}
		result.complete(null);
		return result;
	}

	/**
	 * Nothing can be written any more: what waits fails.
	 * @param reason why
	 */
	void fail(Throwable reason) {
		List<Outgoing> failed;
		List<CompletableFuture<Void>> waiters;
		this.lock.lock();
		try {
			// Who is writing at the moment sees this when it comes back.
			this.broken = true;
			this.admission.close(reason);
			failed = this.queue.clear();
			if (this.crowded) {
				crowded(false);
			}
			waiters = List.copyOf(this.drained);
			this.drained.clear();
		}
		finally {
			this.lock.unlock();
		}
		if (!failed.isEmpty() || !waiters.isEmpty()) {
			this.loop.executeUserCode(() -> {
				failed.forEach((one) -> one.fail(reason));
				waiters.forEach((waiter) -> waiter.completeExceptionally(reason));
			});
		}
	}

	/**
	 * What the transport is asked to tell.
	 */
	interface Interest {

		void write(boolean wanted);

	}

	/**
	 * Is told how the other side keeps up. Must not wait, as the lock may be held.
	 */
	interface Pressure {

		/**
		 * The other side does not read its notes, or does again.
		 * @param crowded whether too many of them wait
		 */
		void notesPileUp(boolean crowded);

		/**
		 * Nothing can be written any more.
		 * @param reason why
		 * @param cause what was thrown
		 * @return what senders are told
		 */
		ChannelClosedException broken(String reason, Throwable cause);

	}

}
