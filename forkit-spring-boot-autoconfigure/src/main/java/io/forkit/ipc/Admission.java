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

import java.util.List;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

/**
 * Says which messages may wait to be written, and has senders wait for room where the
 * policy wants that. Guarded by the lock of the outbox.
 */
final class Admission {

	private final Condition room;

	private final ChannelLoop loop;

	private final ChannelSettings settings;

	private final SendQueue queue;

	private @Nullable Throwable closed;

	/**
	 * Create an admission.
	 * @param room signalled when there may be room
	 * @param loop told before a thread waits
	 * @param settings the limits, and what to do at them
	 * @param queue what waits
	 */
	Admission(Condition room, ChannelLoop loop, ChannelSettings settings, SendQueue queue) {
		this.room = room;
		this.loop = loop;
		this.settings = settings;
		this.queue = queue;
	}

	/**
	 * Admit no more messages.
	 * @param reason why, if nobody has said so before
	 */
	void close(Throwable reason) {
		if (this.closed == null) {
			this.closed = reason;
		}
		this.room.signalAll();
	}

	/**
	 * Return why no more is admitted.
	 * @return the reason, {@code null} if it is not so
	 */
	@Nullable Throwable closed() {
		return this.closed;
	}

	/** There may be room for those who wait. */
	void roomMade() {
		this.room.signalAll();
	}

	/**
	 * Return whether a message may be added now, without anything else.
	 * @param outgoing the message
	 * @return whether there is room
	 */
	boolean isOpenFor(Outgoing outgoing) {
		return this.closed == null && !isFull(outgoing);
	}

	/**
	 * Admit a message. May wait.
	 * @param outgoing the message
	 * @param dropped given what has made room for it
	 * @return why it is not admitted, {@code null} if it is
	 */
	@Nullable Throwable admit(Outgoing outgoing, List<Outgoing> dropped) {
		if (this.closed != null) {
			return this.closed;
		}
		if (!isFull(outgoing)) {
			return null;
		}
		return switch (this.settings.policy()) {
			case FAIL -> full();
			case DROP_OLDEST -> {
				this.queue.drop(this.settings.queueLimit() - outgoing.cost(), dropped);
				yield isFull(outgoing) ? full() : null;
			}
			case BLOCK -> awaitRoom(outgoing);
		};
	}

	/** Answers have room of their own: others may wait for what follows on them. */
	private boolean isFull(Outgoing outgoing) {
		long queued = outgoing.isAnswer() ? this.queue.answerBytes() : this.queue.bytes();
		return queued > 0 && queued + outgoing.cost() > this.settings.queueLimit();
	}

	private QueueFullException full() {
		return new QueueFullException(this.queue.bytes(), this.settings.queueLimit());
	}

	private @Nullable Throwable awaitRoom(Outgoing outgoing) {
		this.loop.beforeWaiting();
		long left = this.settings.blockTimeout().toNanos();
		while (this.closed == null && isFull(outgoing)) {
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

}
