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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

import io.forkit.ipc.ChannelClosedException;
import io.forkit.ipc.ChannelEnd;
import io.forkit.ipc.Handle;
import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.InternalMessages;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.Fd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The channel to a worker, at the primary. Thread-safe.
 */
final class WorkerChannel {

	private static final Log logger = LogFactory.getLog(WorkerChannel.class);

	private final ProcessChannel channel;

	private final Receiver receiver;

	// Of the supervisor.
	private @Nullable SentMessage lastSnapshot;

	private ControlMessage.@Nullable Changed nextSnapshot;

	WorkerChannel(ProcessChannel channel, Receiver receiver) {
		this.channel = channel;
		this.receiver = receiver;
	}

	MessageChannel messages() {
		return this.channel;
	}

	/**
	 * Return whether the worker has ever sent something.
	 * @return whether it has
	 */
	boolean hasTalked() {
		return this.receiver.talked;
	}

	boolean isReadingPaused() {
		return this.channel.isReadingPaused();
	}

	/**
	 * Send a message. Does not wait. To be called by the supervisor.
	 * @param message the message, with its descriptor
	 */
	void send(ControlMessage message) {
		if (message instanceof ControlMessage.Changed changed) {
			sendSnapshot(changed);
		}
		else {
			this.receiver.send(message, this.channel.internal()::send);
		}
	}

	/** A worker that does not read gets the latest one when it does, and not all. */
	private void sendSnapshot(ControlMessage.Changed changed) {
		if (this.lastSnapshot != null && !this.lastSnapshot.isDone()) {
			this.nextSnapshot = changed;
			return;
		}
		this.nextSnapshot = null;
		this.lastSnapshot = this.receiver.send(changed, this.channel.internal()::send);
		if (this.lastSnapshot != null && !this.lastSnapshot.isDone()) {
			this.lastSnapshot.whenComplete((sent, ex) -> this.receiver.supervisor.execute(this::sendNextSnapshot));
		}
	}

	private void sendNextSnapshot() {
		if (this.nextSnapshot != null && this.channel.isConnected()) {
			sendSnapshot(this.nextSnapshot);
		}
	}

	/**
	 * The process has ended: read what it has left, and no longer than that takes.
	 * @param limit for the case that another process holds the other end
	 * @return completed on the loop of the channels when nothing more can arrive, and the
	 * listener was told so
	 */
	CompletableFuture<ChannelEnd> endAfter(Duration limit) {
		this.channel.endAfter(limit);
		return this.receiver.ended;
	}

	/**
	 * Takes what the worker sends, and passes it to the supervisor.
	 */
	static final class Receiver implements InternalMessages.Listener {

		private final SupervisorLoop supervisor;

		private final long pid;

		private final WorkerProcess.Listener listener;

		private final WorkerTopics topics;

		private final CompletableFuture<ChannelEnd> ended = new CompletableFuture<>();

		private volatile boolean talked;

		Receiver(SupervisorLoop supervisor, long pid, WorkerProcess.Listener listener, WorkerTopics topics) {
			this.topics = topics;
			this.supervisor = supervisor;
			this.pid = pid;
			this.listener = listener;
		}

		@Override
		public void received(InternalMessage message) {
			this.talked = true;
			ControlMessage control;
			try {
				control = ControlFormat.read(message);
			}
			catch (IOException ex) {
				throw new IllegalArgumentException(
						"Process " + this.pid + " has sent a message that cannot be understood", ex);
			}
			if (control instanceof ControlMessage.Topical topical) {
				this.topics.received(topical, message);
			}
			else if (message.isRequest()) {
				this.supervisor.execute(() -> asked(control, message));
			}
			else {
				this.supervisor.execute(() -> this.listener.received(control));
			}
		}

		private void asked(ControlMessage control, InternalMessage message) {
			try {
				this.listener.asked(control, (answer) -> send(answer, message::answer));
			}
			catch (RuntimeException | Error ex) {
				// Or it would wait for its answer until its time is over.
				message.fail(ex);
				throw ex;
			}
		}

		@Override
		public void ended(ChannelEnd end) {
			this.supervisor.execute(() -> this.listener.channelClosed(end.failure()));
			this.topics.ended();
			this.ended.complete(end);
		}

		@Nullable SentMessage send(ControlMessage message, BiFunction<Object, @Nullable Handle, SentMessage> sender) {
			Fd descriptor = message.descriptor();
			try {
				SentMessage sent = sender.apply(ControlFormat.write(message),
						(descriptor != null) ? Handle.of(descriptor) : null);
				sent.whenComplete((written, ex) -> {
					if (ex != null) {
						unsent(message, ex);
					}
				});
				return sent;
			}
			catch (RuntimeException ex) {
				if (descriptor != null) {
					descriptor.close();
				}
				unsent(message, ex);
				return null;
			}
		}

		private void unsent(ControlMessage message, Throwable failure) {
			String text = "Process %d cannot be told %s".formatted(this.pid, message.getClass().getSimpleName());
			if (failure instanceof ChannelClosedException || failure.getCause() instanceof ChannelClosedException) {
				// The supervisor is told of that anyway.
				logger.debug(text, failure);
			}
			else {
				logger.error(text, failure);
			}
		}

	}

}
