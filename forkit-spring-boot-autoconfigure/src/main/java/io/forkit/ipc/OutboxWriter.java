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
import java.util.concurrent.locks.Lock;

/**
 * Writes what is in an outbox. One thread at a time does: the one that sends if nothing
 * was written a moment ago, which is fastest, or else the loop, which then writes many
 * messages at once.
 */
final class OutboxWriter {

	// After so much, whoever waits for what was written is told.
	private static final int ROUND = 1024 * 1024;

	private static final Duration RETRY = Duration.ofMillis(20);

	// Who sends again so soon will send more.
	private static final long BURST_NANOS = 5_000;

	// The outbox's.
	private final Lock lock;

	// Guarded by the lock, except for what whoever writes does with its buffer.
	private final SendQueue queue;

	private final Owner owner;

	private final Transport transport;

	private final ChannelLoop loop;

	private final Outbox.Interest interest;

	private final Runnable plannedFlush = new PlannedFlush();

	private boolean flushing;

	private boolean flushPlanned;

	private boolean awaitingRoom;

	private long lastFlush = System.nanoTime() - BURST_NANOS;

	OutboxWriter(Owner owner, Lock lock, SendQueue queue, Transport transport, ChannelLoop loop,
			Outbox.Interest interest) {
		this.owner = owner;
		this.lock = lock;
		this.queue = queue;
		this.transport = transport;
		this.loop = loop;
		this.interest = interest;
	}

	/**
	 * Decide who writes what was added. Called with the lock held.
	 * @return what to do without it
	 */
	Flush plan() {
		if (this.flushing || this.flushPlanned || this.awaitingRoom) {
			return Flush.NONE;
		}
		if (System.nanoTime() - this.lastFlush > BURST_NANOS) {
			return Flush.NOW;
		}
		this.flushPlanned = true;
		return Flush.SOON;
	}

	/**
	 * Do what was planned.
	 * @param flush what that is
	 */
	void flush(Flush flush) {
		if (flush == Flush.NOW) {
			flush();
		}
		else if (flush == Flush.SOON) {
			this.loop.execute(this.plannedFlush);
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
			this.owner.broken("The channel cannot be written any more", ex);
			throw ex;
		}
		if (more) {
			this.loop.execute(this::flush);
		}
		tell(written);
	}

	/**
	 * Tell who waits. That is user code as any other, and the loop may be in the middle
	 * of something: of reading, which another thread would go on with.
	 */
	private void tell(List<Outgoing> written) {
		List<CompletableFuture<Void>> waiters = this.owner.takeDrained();
		boolean awaited = !waiters.isEmpty();
		for (Outgoing one : written) {
			awaited |= one.isAwaited();
		}
		Told told = new Told(written, waiters);
		if (!awaited) {
			told.run();
		}
		else if (this.loop.isLoopThread()) {
			this.loop.executeUserCode(told);
		}
		else {
			this.loop.runUserCode(told);
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
				this.owner.broken("The other process has closed the channel or is gone", ex);
				continue;
			}
			if (count == SendQueue.TRY_LATER) {
				stopFlushing();
				this.loop.schedule(RETRY, this::flush);
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
			if (this.owner.isBroken()) {
				this.flushing = false;
				return false;
			}
			int before = this.queue.abandoned();
			boolean more = this.queue.fill();
			this.owner.copied(this.queue.abandoned() != before);
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
				this.owner.copied(true);
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
	enum Flush {

		NONE, NOW, SOON

	}

	/**
	 * Whose queue it is.
	 */
	interface Owner {

		/** Return whether nothing can be written any more. The lock is held. */
		boolean isBroken();

		/**
		 * Something has left the queue, or was copied. The lock is held.
		 * @param room whether there is room for more messages
		 */
		void copied(boolean room);

		/** Return who waits until everything is written, if it is. */
		List<CompletableFuture<Void>> takeDrained();

		/** Nothing can be written any more, for a reason. */
		void broken(String reason, Throwable cause);

	}

}
