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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. One thread at a time writes: the one that sends if nothing
 * was written a moment ago, which is fastest, or else the loop, which then writes many
 * messages at once.
 */
final class Outbox implements Consumer<ByteSource> {

	// After so much, whoever waits for what was written is told.
	private static final int ROUND = 1024 * 1024;

	private static final Duration RETRY = Duration.ofMillis(20);

	// Who sends again so soon will send more.
	private static final long BURST_NANOS = 5_000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Transport transport;

	private final Interest interest;

	private final ChannelSettings settings;

	// Guarded by the lock, except for what whoever writes does with its buffer.
	private final SendQueue queue;

	private final List<CompletableFuture<Void>> drained = new ArrayList<>();

	private boolean flushing;

	private boolean flushPlanned;

	private boolean awaitingRoom;

	private long lastFlush = System.nanoTime() - BURST_NANOS;

	private @Nullable Throwable closed;

	private boolean broken;

	private final Runnable whenBroken;

	private final Runnable plannedFlush = new PlannedFlush();

	Outbox(Transport transport, Interest interest, ChannelSettings settings, HandleGate gate, Runnable whenBroken) {
		this.transport = transport;
		this.interest = interest;
		this.settings = settings;
		this.queue = new SendQueue(gate);
		this.whenBroken = whenBroken;
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
		for (Outgoing one : dropped) {
			one.fail(new MessageDroppedException());
		}
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
			this.queue.addFirst(outgoing);
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
			this.queue.addNote(Outgoing.note(bytes));
			flush = planFlush();
		}
		finally {
			this.lock.unlock();
		}
		flush(flush);
	}

	@Override
	public void accept(ByteSource note) {
		addNote(note);
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
					this.queue.add(Outgoing.note(bytes));
				}
				this.closed = reason;
				this.room.signalAll();
			}
			if (this.queue.isEmpty()) {
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
				this.queue.drop(this.settings.queueLimit() - size, dropped);
				yield isFull(size) ? full() : null;
			}
			case BLOCK -> awaitRoom(size);
		};
	}

	private boolean isFull(long size) {
		long queued = this.queue.bytes();
		return queued > 0 && queued + size > this.settings.queueLimit();
	}

	private QueueFullException full() {
		return new QueueFullException(this.queue.bytes(), this.settings.queueLimit());
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
		this.queue.add(outgoing);
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
		this.lock.lock();
		try {
			// With the lock held, or it could undo what another thread wants by now.
			this.interest.write(false);
			this.awaitingRoom = false;
		}
		finally {
			this.lock.unlock();
		}
		flush();
	}

	/** Write as much as possible. */
	void flush() {
		List<Outgoing> written = new ArrayList<>();
		boolean more;
		try {
			more = writeRound(written);
		}
		catch (RuntimeException | Error ex) {
			stopFlushing();
			fail(new ChannelClosedException("The channel cannot be written any more", ex));
			this.whenBroken.run();
			throw ex;
		}
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
		boolean awaited = !waiters.isEmpty();
		for (Outgoing one : written) {
			awaited |= one.isAwaited();
		}
		Told told = new Told(written, waiters);
		ChannelLoop loop = this.transport.loop();
		if (!awaited) {
			told.run();
		}
		else if (loop.isLoopThread()) {
			loop.executeUserCode(told);
		}
		else {
			loop.runUserCode(told);
		}
	}

	private List<CompletableFuture<Void>> takeDrained() {
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
		long total = 0;
		while (true) {
			if (!prepare()) {
				return false;
			}
			int count;
			try {
				count = this.queue.writeTo(this.transport);
			}
			catch (IOException ex) {
				fail(new ChannelClosedException("The other process has closed the channel or is gone", ex));
				this.whenBroken.run();
				continue;
			}
			if (count == SendQueue.TRY_LATER) {
				stopFlushing();
				this.transport.loop().schedule(RETRY, this::flush);
				return false;
			}
			if (count == Transport.WOULD_BLOCK) {
				awaitWritable();
				return false;
			}
			total += took(count, written);
			if (total >= ROUND) {
				stopFlushing();
				return true;
			}
		}
	}

	private void stopFlushing() {
		this.lock.lock();
		try {
			this.flushing = false;
		}
		finally {
			this.lock.unlock();
		}
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
			int before = this.queue.abandoned();
			boolean more = this.queue.fill();
			if (this.queue.abandoned() != before) {
				this.room.signalAll();
			}
			if (!more) {
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

	private long took(int count, List<Outgoing> written) {
		this.lock.lock();
		try {
			if (this.queue.took(count, written)) {
				this.room.signalAll();
			}
			return (long) count + this.queue.takePassedBeside();
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
			if (this.closed == null) {
				this.closed = reason;
			}
			failed = this.queue.clear();
			waiters = List.copyOf(this.drained);
			this.drained.clear();
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (!failed.isEmpty() || !waiters.isEmpty()) {
			this.transport.loop().executeUserCode(() -> {
				failed.forEach((one) -> one.fail(reason));
				waiters.forEach((waiter) -> waiter.completeExceptionally(reason));
			});
		}
	}

	private final class PlannedFlush implements Runnable {

		@Override
		public void run() {
			plannedFlush();
		}

	}

	/**
	 * Tells who waits.
	 *
	 * @param written what was written
	 * @param waiters who waits until everything is
	 */
	private record Told(List<Outgoing> written, List<CompletableFuture<Void>> waiters) implements Runnable {

		@Override
		public void run() {
			for (Outgoing one : this.written) {
				one.written();
			}
			for (CompletableFuture<Void> waiter : this.waiters) {
				waiter.complete(null);
			}
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

}
