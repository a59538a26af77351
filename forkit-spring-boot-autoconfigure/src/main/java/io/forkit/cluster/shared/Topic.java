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

package io.forkit.cluster.shared;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.forkit.ipc.MessageSubscription;

import org.springframework.util.Assert;

/**
 * A topic as one process has it.
 *
 * @param <T> the type of the messages
 */
final class Topic<T> implements ClusterTopic<T> {

	private final DefaultSharedState state;

	private final String name;

	private final Class<T> type;

	private final List<Consumer<Broadcast<T>>> listeners = new CopyOnWriteArrayList<>();

	private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();

	// Guarded by this.
	private boolean subscribed;

	Topic(DefaultSharedState state, String name, Class<T> type) {
		this.state = state;
		this.name = name;
		this.type = type;
	}

	Class<T> type() {
		return this.type;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public CompletableFuture<Void> broadcast(T message) {
		Bytes written = this.state.json().write("message", message);
		DefaultSharedState.checkSize("The message for the topic '" + this.name + "'", written.length());
		return this.state.send(written.length(), Command.BROADCAST, this.name, this.state.worker(), written.json());
	}

	@Override
	public MessageSubscription subscribe(Consumer<Broadcast<T>> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		synchronized (this) {
			if (!this.subscribed) {
				this.state.ask(Command.SUBSCRIBE, this.name);
				this.subscribed = true;
			}
		}
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public MessageSubscription onLoss(Runnable listener) {
		Assert.notNull(listener, "'listener' must not be null");
		this.lossListeners.add(listener);
		return () -> this.lossListeners.remove(listener);
	}

	/**
	 * The store tells something.
	 * @param kind what
	 * @param change the same, with all that belongs to it
	 */
	void received(String kind, List<?> change) {
		if (kind.equals(Change.LOST)) {
			this.lossListeners.forEach(this.state::tell);
			return;
		}
		int sender = ((Number) change.get(2)).intValue();
		byte[] message = (byte[]) change.get(3);
		this.state.tell(() -> {
			if (!this.listeners.isEmpty()) {
				Broadcast<T> broadcast = new Broadcast<>(this.state.json().read(message, this.type), sender,
						sender == this.state.worker());
				this.listeners.forEach((listener) -> this.state.tell(() -> listener.accept(broadcast)));
			}
		});
	}

}
