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

package io.forkit.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.forkit.cluster.watch.ProbeResult;
import io.forkit.cluster.watch.VitalSigns;
import io.forkit.ipc.Exchange;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.MessageSubscription;
import io.forkit.ipc.Request;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;

/**
 * A worker, seen from the primary, as Node's
 * <a href="https://nodejs.org/api/cluster.html#class-worker">Worker</a>.
 * <p>
 * Thread-safe. Listeners for events run one after the other, before the
 * {@link WorkerEvent} of the same event is published, on a thread that all workers have
 * in common: one that blocks holds up the events of all.
 *
 * @since 0.1.0
 */
public interface Worker {

	/**
	 * Return the id, which no other worker of the cluster has had or will have.
	 * @return the id, from 1
	 */
	int id();

	/**
	 * Return the slot, which a replacement has again.
	 * @return the slot, from 0; {@link WorkerInfo#NO_SLOT} while it is a standby
	 */
	int slot();

	/**
	 * Return whether it has no slot, but waits to be given one. It serves nobody then.
	 * @return whether it is a standby
	 */
	default boolean isStandby() {
		return slot() == WorkerInfo.NO_SLOT;
	}

	/**
	 * Return the process id.
	 * @return the process id
	 */
	long pid();

	/**
	 * Return the state.
	 * @return the state
	 */
	WorkerState state();

	/**
	 * Return whether messages can be sent. They wait until the worker has begun to read.
	 * @return {@code true} from the beginning until the channel is closed
	 */
	boolean isConnected();

	/**
	 * Return whether the process has ended.
	 * @return whether it has
	 */
	boolean isDead();

	/**
	 * Return whether it ends, or has ended, because somebody has disconnected it: the
	 * primary, the worker itself, or the stop of the cluster. Not so after a crash, an
	 * exit of its own or {@link #kill(Signal)}.
	 * @return whether it does
	 */
	boolean exitedAfterDisconnect();

	/**
	 * Return how it ended.
	 * @return the status, or {@code null} while it runs
	 */
	@Nullable WorkerExitStatus exitStatus();

	/**
	 * Return the channel, for all that is not here: handles, limits, errors. To
	 * disconnect it is not to disconnect the worker: that one loses its primary, and ends
	 * in a hurry.
	 * @return the channel
	 */
	MessageChannel channel();

	/**
	 * Send a message, see {@link MessageChannel#send(Object)}.
	 * @param message the message
	 * @return completed when it was given to the system
	 */
	default SentMessage send(@Nullable Object message) {
		return channel().send(message);
	}

	/**
	 * Send a message that is to be answered, see
	 * {@link MessageChannel#request(Object, Class)}.
	 * @param message the message
	 * @param answer what the answer is
	 * @param <T> the type of the answer
	 * @return the answer
	 */
	default <T> Request<T> request(@Nullable Object message, Class<T> answer) {
		return channel().request(message, answer);
	}

	/**
	 * Listen for messages of this worker, see
	 * {@link MessageChannel#onMessage(Class, Consumer)}.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return to stop listening
	 */
	default <T> MessageSubscription onMessage(Class<T> type, Consumer<T> listener) {
		return channel().onMessage(type, listener);
	}

	/**
	 * Listen for messages of this worker, to answer them or to take handles.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return to stop listening
	 */
	default <T> MessageSubscription onMessage(Class<T> type, BiConsumer<T, Exchange> listener) {
		return channel().onMessage(type, listener);
	}

	/**
	 * Listen for an event of this worker, from now on.
	 * @param type the event, such as {@link WorkerEvent.Exited}
	 * @param listener told of each
	 * @param <E> the type of the event
	 * @return to stop listening
	 */
	<E extends WorkerEvent> MessageSubscription on(Class<E> type, Consumer<E> listener);

	/**
	 * Listen for what this worker writes to its standard output and error, where it was
	 * started {@linkplain WorkerProgram#silent() silent}, from now on: what comes while
	 * nobody listens is dropped. The text is read as UTF-8. Lines of one of the two come
	 * in their order, on the thread of the channels; a listener that blocks holds up the
	 * worker once the pipe is full. The last lines may come after the end of the process.
	 * @param listener told of each line
	 * @return to stop listening
	 * @throws IllegalStateException if this worker is not silent
	 */
	MessageSubscription onOutput(Consumer<WorkerOutput> listener);

	/**
	 * End the worker in an orderly way: it accepts nothing more, finishes what it has
	 * begun, closes its application and ends, within the time limits of the cluster. Its
	 * slot is given up: nobody replaces it until {@link Cluster#fork()}. Does nothing if
	 * it is ending.
	 * @return this
	 */
	Worker disconnect();

	/**
	 * Send SIGTERM.
	 * @return whether there was a process to get it
	 * @see #kill(Signal)
	 */
	default boolean kill() {
		return kill(Signal.SIGTERM);
	}

	/**
	 * Send a signal at once, without asking the worker to finish anything. One that ends
	 * by it is replaced, as after a crash.
	 * @param signal the signal
	 * @return whether there was a process to get it
	 */
	boolean kill(Signal signal);

	/**
	 * Return the end of the process.
	 * @return completed with the status after the events of the end were told; cancelling
	 * it does nothing to the worker
	 */
	CompletableFuture<WorkerExitStatus> onExit();

	/**
	 * Let the worker make a request to its own server, past the queue that it shares with
	 * its siblings and whether its gate is open or not. Does not wait.
	 * @param path what to get, as a client would
	 * @param timeout how long the answer may take
	 * @return what came of it, with any status; never a failure
	 */
	CompletableFuture<ProbeResult> probe(String path, Duration timeout);

	/**
	 * Return the numbers that tell how this worker fares.
	 * @return the numbers, or {@code null} if it has ended
	 */
	@Nullable VitalSigns vitalSigns();

}
