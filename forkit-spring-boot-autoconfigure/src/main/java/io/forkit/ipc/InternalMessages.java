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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Messages between the owners of the two ends of a channel, as Node's
 * {@code internalMessage}. The listeners of the channel never see them, user messages do
 * not hold them up, and no limit of the queue keeps them from being sent: who sends them
 * sees to it that they do not pile up. One may have 64 KiB.
 * <p>
 * They are read with the others: where a channel has stopped reading because too much is
 * not handled yet, they wait.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface InternalMessages {

	/**
	 * Send a message. Does not wait.
	 * @param message {@code null}, a string, number, boolean, {@code byte[]}, or a list
	 * or map of such values
	 * @return completed when it was written; fails with a {@link ChannelClosedException}
	 * if the other process is gone
	 */
	default SentMessage send(@Nullable Object message) {
		return send(message, null);
	}

	/**
	 * Send a message, with an open file or socket. Does not wait.
	 * @param message the message
	 * @param handle what goes with it, if anything
	 * @return completed when the other process has acknowledged the handle
	 * @throws IllegalStateException if the handle cannot be sent as it is, or this
	 * process has too many open files
	 */
	SentMessage send(@Nullable Object message, @Nullable Handle handle);

	/**
	 * Send a message that is to be answered. Does not wait.
	 * @param message the message
	 * @param limit how long to wait for the answer
	 * @return the answer, completed on the loop, which must not be kept; what came with
	 * it is to be closed by the caller. Fails with a {@link RemoteFailureException}, a
	 * {@link java.util.concurrent.TimeoutException} or a {@link ChannelClosedException}
	 */
	CompletableFuture<InternalMessage> request(@Nullable Object message, Duration limit);

	/**
	 * Is told of internal messages, on the loop, in their order. Must not wait for
	 * anything.
	 */
	interface Listener {

		/**
		 * A message has arrived.
		 * @param message the message; what is not taken from it is closed afterwards
		 */
		void received(InternalMessage message);

		/**
		 * No more messages will arrive. Called once.
		 * @param end how the channel ended
		 */
		default void ended(ChannelEnd end) {
		}

	}

}
