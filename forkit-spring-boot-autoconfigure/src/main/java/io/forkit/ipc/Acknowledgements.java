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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * What was sent and is to be acknowledged.
 */
final class Acknowledgements implements LongFunction<CompletableFuture<Void>> {

	/**
	 * How many messages the other side is asked about at once. It has so many answers to
	 * write at most, which this side must go on reading whatever else it does.
	 */
	static final int MAX_ASKED = 16 * 1024;

	private final Map<Long, Asked> wanted = new ConcurrentHashMap<>();

	// Guarded by itself, as is the next.
	private final Deque<Long> toBeAsked = new ArrayDeque<>();

	private int asked;

	private final ChannelLoop loop;

	private final Consumer<MessageFormat.Note> notes;

	private volatile @Nullable Throwable closed;

	Acknowledgements(ChannelLoop loop, Consumer<MessageFormat.Note> notes) {
		this.loop = loop;
		this.notes = notes;
	}

	/**
	 * Ask for the acknowledgement of a message that was written.
	 * @param number the message
	 * @return completed when it was handled
	 */
	@Override
	public CompletableFuture<Void> apply(long number) {
		Asked added = new Asked();
		Asked before = this.wanted.putIfAbsent(number, added);
		CompletableFuture<Void> result = (before != null) ? before : added;
		if (before == null && mayAsk(number, added)) {
			ask(number);
		}
		Throwable reason = this.closed;
		if (reason != null) {
			result.completeExceptionally(reason);
		}
		return result.copy();
	}

	private boolean mayAsk(long number, Asked added) {
		synchronized (this.toBeAsked) {
			if (this.asked >= MAX_ASKED) {
				this.toBeAsked.add(number);
				return false;
			}
			this.asked++;
			added.counted = true;
			return true;
		}
	}

	private void ask(long number) {
		this.notes.accept(new MessageFormat.Note(MessageFormat.Note.Kind.ACK_WANTED, number));
	}

	/** Ask about another one in place of one that was acknowledged. */
	private void askNext(Asked done) {
		Long number;
		synchronized (this.toBeAsked) {
			if (!done.counted) {
				// Nobody has asked for it; it must not make room.
				return;
			}
			while (true) {
				number = this.toBeAsked.poll();
				if (number == null) {
					this.asked--;
					return;
				}
				Asked next = this.wanted.get(number);
				if (next != null) {
					next.counted = true;
					break;
				}
			}
		}
		ask(number);
	}

	void handled(MessageFormat.Note note) {
		Asked waiting = this.wanted.remove(note.number());
		if (waiting == null) {
			return;
		}
		askNext(waiting);
		MessageFormat.Failure failure = note.failure();
		this.loop.executeUserCode(() -> {
			if (failure != null) {
				waiting.completeExceptionally(failure.toException());
			}
			else {
				waiting.complete(null);
			}
		});
	}

	/**
	 * Nothing will be acknowledged any more.
	 * @param reason why
	 */
	void fail(Throwable reason) {
		this.closed = reason;
		List<Asked> failed = List.copyOf(this.wanted.values());
		this.wanted.clear();
		if (!failed.isEmpty()) {
			this.loop.executeUserCode(() -> failed.forEach((waiting) -> waiting.completeExceptionally(reason)));
		}
	}

	/**
	 * An acknowledgement that is waited for.
	 */
	private static final class Asked extends CompletableFuture<Void> {

		// Guarded as what counts it.
		private boolean counted;

	}

}
