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
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Who listens for messages, and the messages that nobody has listened for yet. Guarded by
 * the lock of the inbox, but for the end of a subscription.
 */
final class Audience {

	private final Listeners listeners = new Listeners();

	private final List<Consumer<UnhandledMessage>> unhandled = new CopyOnWriteArrayList<>();

	// Nobody listens for them yet.
	private final Deque<Incoming> kept = new ArrayDeque<>();

	<T> MessageSubscription listen(Class<T> type, BiConsumer<T, Exchange> handler) {
		return this.listeners.add(type, handler);
	}

	MessageSubscription unhandled(Consumer<UnhandledMessage> listener) {
		this.unhandled.add(listener);
		return () -> this.unhandled.remove(listener);
	}

	/**
	 * Return who is told of what nobody listens for.
	 * @return those of this moment and of later, without the lock
	 */
	List<Consumer<UnhandledMessage>> unhandled() {
		return this.unhandled;
	}

	/**
	 * Find the listeners of a message.
	 * @param message the message
	 * @return the listeners; {@code null} if nobody is to be told of the message, which
	 * is to be kept
	 */
	@Nullable List<Listeners.Listener<?>> find(Incoming message) {
		List<Listeners.Listener<?>> found = this.listeners.find(message.body());
		return (found.isEmpty() && this.unhandled.isEmpty()) ? null : found;
	}

	void keep(Incoming message) {
		this.kept.add(message);
	}

	boolean isKept(Incoming message) {
		return this.kept.contains(message);
	}

	@Nullable Incoming findKept(long number) {
		return Incoming.find(this.kept, number);
	}

	/** Take the messages that were kept, and that somebody listens for by now. */
	List<Incoming> takeWanted() {
		List<Incoming> wanted = new ArrayList<>();
		for (Iterator<Incoming> candidates = this.kept.iterator(); candidates.hasNext();) {
			Incoming candidate = candidates.next();
			if (!this.unhandled.isEmpty() || !this.listeners.find(candidate.body()).isEmpty()) {
				candidates.remove();
				wanted.add(candidate);
			}
		}
		return wanted;
	}

	/** Close the handles of the messages that are kept. */
	void closeHandles() {
		for (Incoming incoming : this.kept) {
			ReceivedHandle handle = incoming.handle();
			if (handle != null) {
				handle.close();
			}
		}
	}

}
