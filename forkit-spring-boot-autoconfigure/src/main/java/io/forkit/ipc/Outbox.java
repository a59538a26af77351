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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. One thread at a time writes: the one that sends if nothing
 * was written a moment ago, which is fastest, or else the loop, which then writes many
 * messages at once.
 */
final class Outbox {

	// Enough for what is sent now and then; it grows for who sends much.
	private static final int FIRST_BUFFER = 8 * 1024;

	private static final int LARGEST_BUFFER = 256 * 1024;

	// After so much, whoever waits for what was written is told.
	private static final int ROUND = 1024 * 1024;

	// Who sends again so soon will send more.
	private static final long BURST_NANOS = 5_000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Transport transport;

	private final Interest interest;

	private final ChannelSettings settings;

	private final HandleGate gate;

	private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST_BUFFER).limit(0);

	private final Deque<Outgoing> waiting = new ArrayDeque<>();

	private final Deque<Outgoing> notes = new ArrayDeque<>();

	// Copied to the buffer, but not written.
	private final Deque<Outgoing> copied = new ArrayDeque<>();

	private final List<CompletableFuture<Void>> drained = new ArrayList<>();

	private @Nullable Outgoing current;

	// To go with the first byte of the buffer.
	private @Nullable Fd descriptor;

	private long queuedBytes;

	private long copiedBytes;

	private long writtenBytes;

	private long messages;

	private boolean flushing;

	private boolean flushPlanned;

	private boolean awaitingRoom;

	private long lastFlush = System.nanoTime() - BURST_NANOS;

	private @Nullable Throwable closed;

	private boolean broken;

	private final Runnable plannedFlush = this::plannedFlush;

	Outbox(Transport transport, Interest interest, ChannelSettings settings, HandleGate gate) {
		this.transport = transport;
		this.interest = interest;
		this.settings = settings;
		this.gate = gate;
	}

	/**
	 * Add a message; it may be failed at once.
	 * @param outgoing the message
	 */
	void add(Outgoing outgoing) {
		List<Outgoing> dropped = new ArrayList<>(0);
		Throwable refusal;
		Flush flush = Flush.NONE;
		this.lock.lock();
		try {
			refusal = admit(outgoing.bytes().size(), dropped);
			if (refusal == null) {
				flush = enqueue(outgoing);
			}
		}
		finally {
			this.lock.unlock();
		}
		dropped.forEach((one) -> one.fail(new MessageDroppedException()));
		if (refusal != null) {
			outgoing.fail(refusal);
		}
		flush(flush);
	}

	/**
	 * Add a message if there is room for it now.
	 * @param outgoing the message
	 * @return whether it was added
	 */
	boolean tryAdd(Outgoing outgoing) {
		Flush flush;
		this.lock.lock();
		try {
			if (this.closed != null || isFull(outgoing.bytes().size())) {
				return false;
			}
			flush = enqueue(outgoing);
		}
		finally {
			this.lock.unlock();
		}
		flush(flush);
		return true;
	}

	/**
	 * Add a message again that was written before, ahead of all others.
	 * @param outgoing the message
	 */
	void addFirst(Outgoing outgoing) {
		Flush flush;
		this.lock.lock();
		try {
			if (this.broken) {
				return;
			}
			this.waiting.addFirst(outgoing);
			this.queuedBytes += outgoing.bytes().size();
			flush = planFlush();
		}
		finally {
			this.lock.unlock();
		}
		flush(flush);
	}

	/**
	 * Add something that passes messages.
	 * @param bytes what
	 */
	void addNote(ByteSource bytes) {
		Flush flush;
		this.lock.lock();
		try {
			if (this.broken) {
				return;
			}
			this.notes.add(Outgoing.note(bytes));
			flush = planFlush();
		}
		finally {
			this.lock.unlock();
		}
		flush(flush);
	}

	/**
	 * Add something that comes after all messages, which are the last ones.
	 * @param bytes what, if anything
	 * @param reason why no more can be sent
	 * @return completed when everything is written
	 */
	CompletableFuture<Void> finish(@Nullable ByteSource bytes, Throwable reason) {
		CompletableFuture<Void> finished = new CompletableFuture<>();
		Flush flush;
		this.lock.lock();
		try {
			if (this.closed == null) {
				if (bytes != null) {
					this.waiting.add(Outgoing.note(bytes));
				}
				this.closed = reason;
				this.room.signalAll();
			}
			if (isEmpty()) {
				finished.complete(null);
			}
			else {
				this.drained.add(finished);
			}
			flush = planFlush();
		}
		finally {
			this.lock.unlock();
		}
		flush(flush);
		return finished;
	}

	private @Nullable Throwable admit(long size, List<Outgoing> dropped) {
		if (this.closed != null) {
			return this.closed;
		}
		if (!isFull(size)) {
			return null;
		}
		return switch (this.settings.policy()) {
			case FAIL -> full();
			case DROP_OLDEST -> {
				drop(size, dropped);
				yield isFull(size) ? full() : null;
			}
			case BLOCK -> awaitRoom(size);
		};
	}

	private boolean isFull(long size) {
		return this.queuedBytes > 0 && this.queuedBytes + size > this.settings.queueLimit();
	}

	private QueueFullException full() {
		return new QueueFullException(this.queuedBytes, this.settings.queueLimit());
	}

	private void drop(long size, List<Outgoing> dropped) {
		for (Iterator<Outgoing> candidates = this.waiting.iterator(); candidates.hasNext() && isFull(size);) {
			Outgoing candidate = candidates.next();
			if (candidate.isDroppable()) {
				candidates.remove();
				this.queuedBytes -= candidate.bytes().size();
				dropped.add(candidate);
			}
		}
	}

	private @Nullable Throwable awaitRoom(long size) {
		this.transport.loop().beforeWaiting();
		long left = this.settings.blockTimeout().toNanos();
		while (this.closed == null && isFull(size)) {
			if (left <= 0) {
				return full();
			}
			try {
				left = this.room.awaitNanos(left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return full();
			}
		}
		return this.closed;
	}

	private Flush enqueue(Outgoing outgoing) {
		this.waiting.add(outgoing);
		this.queuedBytes += outgoing.bytes().size();
		return planFlush();
	}

	private Flush planFlush() {
		if (this.flushing || this.flushPlanned || this.awaitingRoom) {
			return Flush.NONE;
		}
		if (System.nanoTime() - this.lastFlush > BURST_NANOS) {
			return Flush.NOW;
		}
		this.flushPlanned = true;
		return Flush.SOON;
	}

	private void flush(Flush flush) {
		if (flush == Flush.NOW) {
			flush();
		}
		else if (flush == Flush.SOON) {
			this.transport.loop().execute(this.plannedFlush);
		}
	}

	private void plannedFlush() {
		this.lock.lock();
		try {
			this.flushPlanned = false;
		}
		finally {
			this.lock.unlock();
		}
		flush();
	}

	/** The transport has room again. To be called on the loop. */
	void writable() {
		// First of all: another thread that may write from here on may ask for it again.
		this.interest.write(false);
		this.lock.lock();
		try {
			this.awaitingRoom = false;
			// With the lock held, or it could undo what another thread wants by now.
			this.interest.write(false);
		}
		finally {
			this.lock.unlock();
		}
		flush();
	}

	/** Write as much as possible. */
	void flush() {
		List<Outgoing> written = new ArrayList<>();
		boolean more = writeRound(written);
		if (more) {
			this.transport.loop().execute(this::flush);
		}
		tell(written);
	}

	/**
	 * Tell who waits. That is user code as any other, and the loop may be in the middle
	 * of something: of reading, which another thread would go on with.
	 */
	private void tell(List<Outgoing> written) {
		List<CompletableFuture<Void>> waiters = takeDrained();
		if (waiters.isEmpty() && written.stream().noneMatch(Outgoing::isAwaited)) {
			written.forEach(Outgoing::written);
			return;
		}
		Runnable telling = () -> {
			written.forEach(Outgoing::written);
			waiters.forEach((waiter) -> waiter.complete(null));
		};
		ChannelLoop loop = this.transport.loop();
		if (loop.isLoopThread()) {
			loop.execute(() -> loop.runUserCode(telling));
		}
		else {
			loop.runUserCode(telling);
		}
	}

	private List<CompletableFuture<Void>> takeDrained() {
		this.lock.lock();
		try {
			if (this.drained.isEmpty() || !isEmpty()) {
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

	private boolean writeRound(List<Outgoing> written) {
		this.lock.lock();
		try {
			if (this.flushing || this.awaitingRoom) {
				return false;
			}
			this.flushing = true;
		}
		finally {
			this.lock.unlock();
		}
		long begin = this.writtenBytes;
		while (true) {
			if (!prepare()) {
				return false;
			}
			int count;
			try {
				count = writeOnce();
			}
			catch (IOException ex) {
				fail(new ChannelClosedException("The other process has closed the channel or is gone", ex));
				continue;
			}
			if (count == Transport.WOULD_BLOCK) {
				awaitWritable();
				return false;
			}
			if (took(count, written) - begin >= ROUND) {
				this.lock.lock();
				try {
					this.flushing = false;
				}
				finally {
					this.lock.unlock();
				}
				return true;
			}
		}
	}

	private int writeOnce() throws IOException {
		Fd along = this.descriptor;
		if (along == null) {
			return this.transport.write(this.buffer);
		}
		int count;
		try {
			count = this.transport.write(this.buffer, along);
		}
		catch (IOException ex) {
			if (along.isOpen()) {
				throw ex;
			}
			// The user has given up the message, which now arrives without its handle.
			this.descriptor = null;
			return this.transport.write(this.buffer);
		}
		if (count > 0) {
			this.descriptor = null;
		}
		return count;
	}

	/**
	 * Fill the buffer if it is empty.
	 * @return whether there is something to write; if not, this round is over
	 */
	private boolean prepare() {
		this.lock.lock();
		try {
			if (this.broken) {
				this.flushing = false;
				return false;
			}
			if (!this.buffer.hasRemaining()) {
				grow();
				this.buffer.clear();
				fill();
				this.buffer.flip();
			}
			if (!this.buffer.hasRemaining()) {
				this.flushing = false;
				this.lastFlush = System.nanoTime();
				return false;
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void grow() {
		Outgoing note = this.notes.peek();
		long wanted = Math.max(this.queuedBytes, (note != null) ? note.bytes().size() : 0);
		int capacity = this.buffer.capacity();
		if (wanted > capacity && capacity < LARGEST_BUFFER) {
			this.buffer = ByteBuffer.allocateDirect(Math.min(capacity * 8, LARGEST_BUFFER));
		}
	}

	private void fill() {
		while (this.buffer.hasRemaining()) {
			Outgoing next = next();
			if (next == null) {
				return;
			}
			int before = this.buffer.position();
			boolean complete = next.bytes().copyTo(this.buffer);
			this.copiedBytes += this.buffer.position() - before;
			if (complete) {
				next.end(this.copiedBytes);
				this.copied.add(next);
				if (next == this.current) {
					this.current = null;
				}
			}
			else if (this.buffer.position() == before || !this.buffer.hasRemaining()) {
				return;
			}
		}
	}

	private @Nullable Outgoing next() {
		Outgoing begun = this.current;
		if (begun != null && !begun.bytes().atBoundary()) {
			return begun;
		}
		Outgoing note = this.notes.peek();
		if (note != null) {
			// In one piece, so that it need not be remembered.
			return (note.bytes().size() <= this.buffer.remaining()) ? this.notes.remove() : null;
		}
		if (begun != null) {
			return begun;
		}
		return begin();
	}

	private @Nullable Outgoing begin() {
		while (true) {
			Outgoing first = this.waiting.peek();
			if (first == null) {
				return null;
			}
			switch (first.isAbandoned() ? HandleGate.Sent.NEVER : handleSent(first.handle())) {
				case LATER -> {
					return null;
				}
				case NOW -> {
					this.waiting.remove();
					this.current = first;
					first.begin((first.message() != null) ? ++this.messages : 0);
					return first;
				}
				case NEVER -> {
					this.waiting.remove();
					this.queuedBytes -= first.bytes().size();
					this.room.signalAll();
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

	private long took(int count, List<Outgoing> written) {
		this.lock.lock();
		try {
			this.writtenBytes += count;
			boolean some = false;
			while (!this.copied.isEmpty() && this.copied.getFirst().end() <= this.writtenBytes) {
				Outgoing done = this.copied.removeFirst();
				if (done.message() != null) {
					this.queuedBytes -= done.bytes().size();
				}
				written.add(done);
				some = true;
			}
			if (some) {
				this.room.signalAll();
			}
			return this.writtenBytes;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitWritable() {
		this.lock.lock();
		try {
			this.flushing = false;
			this.awaitingRoom = true;
			this.interest.write(true);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isEmpty() {
		return this.waiting.isEmpty() && this.notes.isEmpty() && this.copied.isEmpty() && this.current == null;
	}

	long queuedBytes() {
		this.lock.lock();
		try {
			return this.queuedBytes;
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
			if (!isEmpty()) {
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
		List<Outgoing> failed = new ArrayList<>();
		List<CompletableFuture<Void>> waiters;
		this.lock.lock();
		try {
			// Who is writing at the moment sees this when it comes back.
			this.broken = true;
			if (this.closed == null) {
				this.closed = reason;
			}
			failed.addAll(this.copied);
			if (this.current != null) {
				failed.add(this.current);
			}
			failed.addAll(this.waiting);
			this.copied.clear();
			this.waiting.clear();
			this.notes.clear();
			this.current = null;
			this.queuedBytes = 0;
			waiters = List.copyOf(this.drained);
			this.drained.clear();
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (!failed.isEmpty() || !waiters.isEmpty()) {
			this.transport.loop().execute(() -> this.transport.loop().runUserCode(() -> {
				failed.forEach((one) -> one.fail(reason));
				waiters.forEach((waiter) -> waiter.completeExceptionally(reason));
			}));
		}
	}

	/**
	 * What to do after something was added.
	 */
	private enum Flush {

		NONE, NOW, SOON

	}

	/**
	 * What the transport is asked to tell.
	 */
	interface Interest {

		void write(boolean wanted);

	}

	/**
	 * Decides about handles.
	 */
	interface HandleGate {

		/**
		 * Return whether a message may be sent now. Called with the lock held.
		 * @param handle its handle
		 * @return whether it may
		 */
		boolean mayBegin(@Nullable PendingHandle handle);

		/**
		 * Return whether handles go with the bytes of the message.
		 * @return whether they do
		 */
		boolean isInBand();

		/**
		 * Send a handle on the way that it has of its own.
		 * @param handle the handle
		 * @return whether it was sent
		 */
		Sent send(PendingHandle handle);

		/**
		 * Whether a handle was sent.
		 */
		enum Sent {

			/** It was. */
			NOW,

			/** Not yet; a flush will be asked for later. */
			LATER,

			/** It cannot be, and the message has failed or will. */
			NEVER

		}

	}

}
