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

import java.util.Deque;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * A message that has arrived and is not handled yet.
 */
final class Incoming implements Comparable<Incoming> {

	private final long number;

	private final Envelope envelope;

	private final MessageBody body;

	private @Nullable ReceivedHandle handle;

	private boolean ackWanted;

	Incoming(long number, Envelope envelope, MessageBody body, @Nullable ReceivedHandle handle) {
		this.number = number;
		this.envelope = envelope;
		this.body = body;
		this.handle = handle;
	}

	/**
	 * Find a message.
	 * @param messages where
	 * @param number its number
	 * @return the message, or {@code null} if it is not there
	 */
	static @Nullable Incoming find(Deque<Incoming> messages, long number) {
		// From the end, as what was sent last is asked for most.
		for (Iterator<Incoming> candidates = messages.descendingIterator(); candidates.hasNext();) {
			Incoming candidate = candidates.next();
			if (candidate.number() == number) {
				return candidate;
			}
		}
		return null;
	}

	/** Return how many bytes it takes, more or less. */
	long cost() {
		return Outgoing.OVERHEAD + this.body.memory();
	}

	/** Return what it takes of the window, see {@link Outgoing#costOfReceiver()}. */
	long windowCost() {
		return Outgoing.OVERHEAD + MessageFrames.size(this.body.size()) + this.body.memory() - this.body.size();
	}

	long number() {
		return this.number;
	}

	Envelope envelope() {
		return this.envelope;
	}

	MessageBody body() {
		return this.body;
	}

	@Nullable ReceivedHandle handle() {
		return this.handle;
	}

	void handle(@Nullable ReceivedHandle handle) {
		this.handle = handle;
	}

	/** In the order in which they have arrived. */
	@Override
	public int compareTo(Incoming other) {
		return Long.compare(this.number, other.number);
	}

	/** Return whether the sender waits to hear of it, or of its handle. */
	boolean isOwed() {
		return this.ackWanted || (this.handle == null && this.envelope.handle() != null);
	}

	boolean isAckWanted() {
		return this.ackWanted;
	}

	void ackWanted() {
		this.ackWanted = true;
	}

}
