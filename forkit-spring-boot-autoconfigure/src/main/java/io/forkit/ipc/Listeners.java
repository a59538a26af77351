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
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Who listens for what.
 */
final class Listeners {

	private final List<Listener<?>> listeners = new CopyOnWriteArrayList<>();

	<T> MessageSubscription add(Class<T> type, BiConsumer<T, Exchange> handler) {
		Objects.requireNonNull(type, "'type' must not be null");
		Objects.requireNonNull(handler, "'listener' must not be null");
		if (type.isPrimitive()) {
			throw new IllegalArgumentException("'type' must not be primitive but is " + type + "; use its wrapper");
		}
		Listener<T> listener = new Listener<>(type, handler);
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Find the listeners that a message is for: those it fits best.
	 * @param body the message
	 * @return the listeners, empty if there is none
	 */
	List<Listener<?>> find(MessageBody body) {
		return find(body, MessageBody.EXACT);
	}

	private List<Listener<?>> find(MessageBody body, int highest) {
		List<Listener<?>> found = List.of();
		int best = MessageBody.ANYTHING;
		for (Listener<?> listener : this.listeners) {
			int rank = body.rank(listener.type());
			if (rank < best || rank == MessageBody.NO_MATCH || rank > highest) {
				continue;
			}
			if (rank > best || found.isEmpty()) {
				best = rank;
				found = List.of(listener);
				continue;
			}
			if (found.size() == 1) {
				found = new ArrayList<>(found);
			}
			found.add(listener);
		}
		if (found.size() > 1 && body.isAmbiguous(best) && found.stream().map(Listener::type).distinct().count() > 1) {
			return find(body, MessageBody.GENERAL);
		}
		return found;
	}

	/**
	 * A listener.
	 *
	 * @param type what it listens for
	 * @param handler what it does
	 * @param <T> the type
	 */
	record Listener<T>(Class<T> type, BiConsumer<T, Exchange> handler) {

		@SuppressWarnings("NullAway")
		void accept(MessageBody body, Exchange exchange) {
			@Nullable T message = body.as(this.type);
			this.handler.accept(message, exchange);
		}

	}

}
