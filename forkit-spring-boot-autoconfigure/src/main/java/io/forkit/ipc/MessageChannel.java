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
 * Messages, requests and handles between two processes, as Node's
 * <a href="https://nodejs.org/api/child_process.html">child_process</a> has them.
 * <p>
 * A message is {@code null}, a string, a number, a boolean, a {@code byte[]} or
 * {@link java.nio.ByteBuffer}, a list, array or map of such values, or a record, bean or
 * other value, as an enum constant or one of {@code java.time}, that Jackson can write.
 * What belongs to this process, as a thread or a stream, is refused. Between JVMs a key
 * of a map may be no list, no map and no number of more than 128 bytes, and of the keys
 * of one map at most 64 may be of another type than the first. What is sent is what the
 * value is at that moment; it may be changed afterwards. Between JVMs a record or bean
 * carries the name of its class, or the one that {@link MessageType} gives it, and
 * reaches the listeners for a class of that name.
 * <p>
 * Messages arrive in the order of sending and are handled one after the other, on a
 * daemon thread of the channel. A listener may block; whatever it does, the channel goes
 * on receiving answers and acknowledgements, and what a listener throws is reported and
 * harms nothing. A message that nobody listens for is kept until somebody does. When many
 * are kept or not yet handled, the queue of the other process fills up: between JVMs
 * answers and acknowledgements pass it; with Node, the channel stops reading, also
 * answers.
 * <p>
 * What follows on a result, by {@code thenApply} for example, runs on daemon threads of
 * the channel and may block, too. Of what has come for one channel 64 run at once, not
 * counting those that wait for a {@link Request} or {@link SentMessage} themselves; the
 * others wait for one of them to end, of which there are a few more for each 100 ms in
 * which none does.
 * <p>
 * The other process can make this one keep no more than these limits: it is not read
 * while it does not read the acknowledgements that it has asked for. Of failures it is
 * told the class and at most 4096 characters of the message, and less if many wait to be
 * told. This side asks for the acknowledgement of 16384 messages at once; the others
 * follow.
 * <p>
 * Thread-safe. The channel alone keeps no JVM alive.
 *
 * @since 0.1.0
 */
public interface MessageChannel {

	/**
	 * Return whether messages can be sent: until either side disconnects or ends.
	 * @return whether they can
	 */
	boolean isConnected();

	/**
	 * Send a message.
	 * @param message the message
	 * @return completed when the message has been given to the operating system. It fails
	 * with a {@link ChannelClosedException} if the other process is gone, with a
	 * {@link QueueFullException} or {@link MessageDroppedException} if the queue is full
	 * @throws IllegalArgumentException if the message is nothing that can be sent, or
	 * larger than the limit
	 */
	SentMessage send(@Nullable Object message);

	/**
	 * Send a message if that neither waits nor exceeds the limit of the queue.
	 * @param message the message
	 * @return whether it is on its way
	 * @throws IllegalArgumentException if the message is nothing that can be sent, or
	 * larger than the limit
	 */
	boolean trySend(@Nullable Object message);

	/**
	 * Send a message that hands over an open file or socket. It is closed here when the
	 * other process has acknowledged it, unless it is to be kept open; it is closed too,
	 * and the result fails, when the other process ends before. Whenever the result fails
	 * it is closed, also when nothing was sent: who wants to send it elsewhere then keeps
	 * it open.
	 * @param message the message
	 * @param handle a {@link java.nio.channels.ServerSocketChannel},
	 * {@link java.nio.channels.SocketChannel}, {@link java.nio.channels.DatagramChannel},
	 * {@link java.nio.channels.FileChannel}, {@link io.forkit.posix.Fd}, or a
	 * {@link Handle} of one of them
	 * @return completed when the other process has acknowledged the handle. To cancel it
	 * takes the handle back only as long as it waits here: one that is under way is
	 * closed when the other process has said that it has it or has not
	 * @throws IllegalArgumentException if that cannot be sent, with the reason
	 */
	SentMessage send(@Nullable Object message, Object handle);

	/**
	 * Send a message that is to be answered.
	 * @param message the message
	 * @param answer what the answer is
	 * @param <T> the type of the answer
	 * @return the answer. It fails with a {@link RemoteFailureException} if the listener
	 * failed, a {@link java.util.concurrent.TimeoutException} after the request timeout
	 * of the channel, also if nobody listens for the message there: then the other
	 * process, a JVM, has logged a warning; a {@link ChannelClosedException} if the other
	 * process is gone
	 * @throws IllegalArgumentException if the message is nothing that can be sent
	 */
	<T> Request<T> request(@Nullable Object message, Class<T> answer);

	/**
	 * Send a message that is to be answered and hands over an open file or socket.
	 * @param message the message
	 * @param handle the handle, as with {@link #send(Object, Object)}
	 * @param answer what the answer is
	 * @param <T> the type of the answer
	 * @return the answer, which fails also when the handle is not received
	 * @throws IllegalArgumentException if the message or the handle is nothing that can
	 * be sent
	 */
	<T> Request<T> request(@Nullable Object message, Object handle, Class<T> answer);

	/**
	 * Listen for messages of a type. A message goes to the listeners for its own type, or
	 * if there is none to those for a more general one ({@link Number},
	 * {@link java.util.Map}), or else for {@link Object}.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return to stop listening
	 */
	<T> MessageSubscription onMessage(Class<T> type, Consumer<T> listener);

	/**
	 * Listen for messages of a type, to answer them or to take handles.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return to stop listening
	 */
	<T> MessageSubscription onMessage(Class<T> type, BiConsumer<T, Exchange> listener);

	/**
	 * Be told of messages that nobody listens for, from now on, instead of keeping them.
	 * @param listener told of each one
	 * @return to keep them again
	 */
	MessageSubscription onUnhandled(Consumer<UnhandledMessage> listener);

	/**
	 * Be told of what went wrong where nobody else can be told: a listener has thrown, a
	 * message could not be read, the other process has sent nonsense. Without a listener
	 * it is logged.
	 * @param listener told of each failure
	 * @return to stop listening
	 */
	MessageSubscription onError(Consumer<Throwable> listener);

	/**
	 * Return the end of the channel.
	 * @return completed when the channel is closed and what came before was handled, with
	 * how it ended
	 */
	CompletableFuture<ChannelEnd> onDisconnect();

	/**
	 * Return how many bytes the messages take that wait to be written. Each counts with
	 * 128 bytes more than it has.
	 * @return the number
	 */
	long queuedBytes();

	/**
	 * Return when nothing waits to be written any more.
	 * @return completed when the queue is empty, at once if it is
	 */
	CompletableFuture<Void> drained();

	/**
	 * Close the channel after everything that was sent before is written; what the other
	 * process has sent before it learned of this still arrives, unless more than the
	 * limit of the queue and 8 MiB is not handled within 5 s. Does nothing if it is
	 * closed.
	 * @return completed as {@link #onDisconnect()}
	 */
	CompletableFuture<ChannelEnd> disconnect();

}
