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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.forkit.cluster.ControlFormat;
import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.WorkerIdentity;
import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.InternalMessages;
import io.forkit.ipc.NativeLoop;
import io.forkit.ipc.NativeTransport;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.WireFormat;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The way of a worker to the primary, which is got ready in the background. Thread-safe.
 */
final class PrimaryLink {

	static final Duration REPLY_LIMIT = Duration.ofSeconds(30);

	private static final Duration LAST_WORDS = Duration.ofSeconds(2);

	private static final Duration OPENING = Duration.ofSeconds(10);

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	private final CompletableFuture<ProcessChannel> channel = new CompletableFuture<>();

	// Futures do what depends on them in no order that could be relied on.
	private final Backlog<ProcessChannel> backlog = new Backlog<>();

	private final WorkerExit exit;

	PrimaryLink(WorkerExit exit) {
		this.exit = exit;
	}

	/**
	 * Open the channel.
	 * @param identity who this worker is
	 * @param listener told what the primary sends
	 */
	void open(WorkerIdentity identity, InternalMessages.Listener listener) {
		try {
			NativeLoop loop = new NativeLoop(new EventLoop("forkit-channel"));
			Fd socket = Fd.inherited(identity.channel());
			socket.setNonBlocking(true);
			ProcessChannel opened = ProcessChannel.builder(new NativeTransport(loop, socket), WireFormat.FRAMES)
				.handles(ProcessChannel.HandleSocket.of(Fd.inherited(identity.handles())))
				.peer(() -> "the primary")
				.internal(listener)
				.open();
			opened.internal().send(ControlFormat.write(new ControlMessage.Hello(ProcessHandle.current().pid())));
			TrueStreams.putIntoPlace(System.getenv());
			this.exit.watchParent();
			this.backlog.complete(opened, null);
			this.channel.complete(opened);
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			logger.error("The channel to the primary cannot be opened", ex);
			this.backlog.complete(null, ex);
			this.channel.completeExceptionally(ex);
			this.exit.orphaned();
		}
	}

	/**
	 * Send a message as soon as there is a channel. Does not wait.
	 * @param message the message
	 */
	void send(ControlMessage message) {
		this.backlog.add((opened, failure) -> {
			if (opened != null) {
				send(opened, message);
			}
		});
	}

	/**
	 * Send a message, and wait until it is sent, but not for long.
	 * @param message the message
	 */
	void sendAndWait(ControlMessage message) {
		CompletableFuture<@Nullable Object> sent = new CompletableFuture<>();
		this.backlog.add((opened, failure) -> {
			if (opened == null) {
				sent.complete(null);
				return;
			}
			opened.internal().send(ControlFormat.write(message)).whenComplete((done, ex) -> sent.complete(null));
		});
		try {
			// A JVM that has just begun loads the native library first.
			sent.get((this.channel.isDone() ? LAST_WORDS : OPENING).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The primary cannot be told " + message, ex);
		}
	}

	private static void send(ProcessChannel opened, ControlMessage message) {
		opened.internal().send(ControlFormat.write(message)).whenComplete((sent, ex) -> {
			if (ex != null) {
				logger.debug("The primary cannot be told " + message, ex);
			}
		});
	}

	/**
	 * Ask the primary as soon as there is a channel. Does not wait.
	 * @param message the message
	 * @return the answer, of which the caller owns the descriptor
	 */
	CompletableFuture<ControlMessage> request(ControlMessage message) {
		CompletableFuture<ControlMessage> reply = new CompletableFuture<>();
		this.backlog.add((opened, failure) -> {
			if (opened == null) {
				reply.completeExceptionally(Objects.requireNonNull(failure));
				return;
			}
			opened.internal()
				.request(ControlFormat.write(message), REPLY_LIMIT)
				.whenComplete((answer, ex) -> answered(reply, answer, ex));
		});
		return reply;
	}

	private static void answered(CompletableFuture<ControlMessage> reply, @Nullable InternalMessage answer,
			@Nullable Throwable failure) {
		try {
			if (answer == null) {
				reply.completeExceptionally(Objects.requireNonNull(failure));
				return;
			}
			ControlMessage message = ControlFormat.read(answer);
			Fd descriptor = message.descriptor();
			if (!reply.complete(message) && descriptor != null) {
				descriptor.close();
			}
		}
		catch (IOException | RuntimeException ex) {
			reply.completeExceptionally(ex);
		}
	}

	/**
	 * Ask the primary, and wait for the answer.
	 * @param message the message
	 * @return the answer, of which the caller owns the descriptor
	 * @throws ClusterEndingException if this worker ends
	 * @throws IOException if it does not come, or this thread is interrupted
	 */
	ControlMessage ask(ControlMessage message) throws IOException {
		CompletableFuture<ControlMessage> reply = request(message);
		try {
			return await(reply);
		}
		catch (IOException ex) {
			// It may still come, or have come meanwhile.
			if (!reply.cancel(false) && !reply.isCompletedExceptionally()) {
				Fd descriptor = reply.join().descriptor();
				if (descriptor != null) {
					descriptor.close();
				}
			}
			throw ex;
		}
	}

	/** Return the channel, which is waited for. */
	ProcessChannel channel() {
		try {
			return await(this.channel);
		}
		catch (IOException ex) {
			throw new IllegalStateException("There is no channel to the primary", ex);
		}
	}

	boolean isConnected() {
		ProcessChannel opened = this.channel.isCompletedExceptionally() ? null : this.channel.getNow(null);
		// Until it is there it is on its way.
		return (opened != null) ? opened.isConnected() : !this.channel.isDone();
	}

	/** Send what waits to be sent, and close the channel. */
	void disconnect() {
		ProcessChannel opened = this.channel.isCompletedExceptionally() ? null : this.channel.getNow(null);
		if (opened == null) {
			return;
		}
		try {
			opened.disconnect().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The primary does not read any more", ex);
		}
	}

	/**
	 * Wait for the primary.
	 * @param future what is to come from it
	 * @param <T> the type of that
	 * @return what has come
	 * @throws ClusterEndingException if this worker ends
	 * @throws IOException if it does not come
	 */
	<T> T await(CompletableFuture<T> future) throws IOException {
		try {
			// The request itself gives up a little earlier.
			return future.get(REPLY_LIMIT.plusSeconds(1).toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof TimeoutException) {
				throw notAnswered(ex);
			}
			throw this.exit.isStopping() ? new ClusterEndingException("This worker ends while it starts")
					: new IOException("The channel to the primary is closed", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw notAnswered(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.exit.isStopping() ? new ClusterEndingException("This worker ends while it starts")
					: new IOException("Interrupted while waiting for the primary", ex);
		}
	}

	private static IOException notAnswered(Exception cause) {
		return new IOException("The primary has not answered within " + REPLY_LIMIT, cause);
	}

}
