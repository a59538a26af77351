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

	private final Map<Long, CompletableFuture<Void>> wanted = new ConcurrentHashMap<>();

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
		boolean[] first = { false };
		CompletableFuture<Void> result = this.wanted.computeIfAbsent(number, (key) -> {
			first[0] = true;
			return new CompletableFuture<>();
		});
		if (first[0]) {
			this.notes.accept(new MessageFormat.Note(MessageFormat.Note.Kind.ACK_WANTED, number));
		}
		Throwable reason = this.closed;
		if (reason != null) {
			result.completeExceptionally(reason);
		}
		return result.copy();
	}

	void handled(MessageFormat.Note note) {
		CompletableFuture<Void> waiting = this.wanted.remove(note.number());
		if (waiting == null) {
			return;
		}
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
		List<CompletableFuture<Void>> failed = List.copyOf(this.wanted.values());
		this.wanted.clear();
		if (!failed.isEmpty()) {
			this.loop.executeUserCode(() -> failed.forEach((waiting) -> waiting.completeExceptionally(reason)));
		}
	}

}
