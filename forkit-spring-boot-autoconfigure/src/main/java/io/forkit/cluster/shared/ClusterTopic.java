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

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.ipc.MessageSubscription;

/**
 * Takes messages to all processes of a cluster that listen, by way of the primary. All
 * get them in the same order, those of one thread in the order in which it has sent them.
 * Who begins to listen gets what comes from then on. Thread-safe.
 *
 * @param <T> the type of the messages
 * @since 0.1.0
 */
public interface ClusterTopic<T> {

	/**
	 * Return the name.
	 * @return the name
	 */
	String name();

	/**
	 * Send a message to all that listen: workers, the primary, and this process too. Does
	 * not wait.
	 * @param message the message
	 * @return completed when the primary has taken it on, on a thread that may wait;
	 * fails with a {@link SharedStateException}, at once where the primary has not
	 * answered to 4 MiB of messages yet
	 * @throws SharedStateLimitException if the message is too large
	 */
	CompletableFuture<Void> broadcast(T message);

	/**
	 * Listen. Waits for the primary: what is sent after this has returned arrives.
	 * @param listener told of each message, one after the other on a thread for all
	 * listeners of this process
	 * @return to stop listening
	 * @throws SharedStateException if the primary does not answer
	 */
	MessageSubscription subscribe(Consumer<Broadcast<T>> listener);

	/**
	 * Be told when messages were lost: a process that does not read for so long that more
	 * than 4 MiB wait for it gets no more until it does.
	 * @param listener told afterwards
	 * @return to be told no longer
	 */
	MessageSubscription onLoss(Runnable listener);

}
