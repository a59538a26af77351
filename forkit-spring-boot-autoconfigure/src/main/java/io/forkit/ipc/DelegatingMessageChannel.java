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

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A message channel on top of another one.
 *
 * @since 0.1.0
 */
public interface DelegatingMessageChannel extends MessageChannel {

	/**
	 * Return what does the work.
	 * @return the channel
	 */
	MessageChannel messageChannel();

	@Override
	default boolean isConnected() {
		return messageChannel().isConnected();
	}

	@Override
	default SentMessage send(@Nullable Object message) {
		return messageChannel().send(message);
	}

	@Override
	default boolean trySend(@Nullable Object message) {
		return messageChannel().trySend(message);
	}

	@Override
	default SentMessage send(@Nullable Object message, Object handle) {
		return messageChannel().send(message, handle);
	}

	@Override
	default <T> Request<T> request(@Nullable Object message, Class<T> answer) {
		return messageChannel().request(message, answer);
	}

	@Override
	default <T> Request<T> request(@Nullable Object message, Object handle, Class<T> answer) {
		return messageChannel().request(message, handle, answer);
	}

	@Override
	default <T> MessageSubscription onMessage(Class<T> type, Consumer<T> listener) {
		return messageChannel().onMessage(type, listener);
	}

	@Override
	default <T> MessageSubscription onMessage(Class<T> type, BiConsumer<T, Exchange> listener) {
		return messageChannel().onMessage(type, listener);
	}

	@Override
	default MessageSubscription onUnhandled(Consumer<UnhandledMessage> listener) {
		return messageChannel().onUnhandled(listener);
	}

	@Override
	default MessageSubscription onError(Consumer<Throwable> listener) {
		return messageChannel().onError(listener);
	}

	@Override
	default CompletableFuture<ChannelEnd> onDisconnect() {
		return messageChannel().onDisconnect();
	}

	@Override
	default long queuedBytes() {
		return messageChannel().queuedBytes();
	}

	@Override
	default CompletableFuture<Void> drained() {
		return messageChannel().drained();
	}

	@Override
	default CompletableFuture<ChannelEnd> disconnect() {
		return messageChannel().disconnect();
	}

}
