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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * How a channel comes to its end, once: whatever the reason is, what has arrived is
 * handled first, and whoever waits for something is told.
 */
final class ChannelLife {

	// What the other side gets to close its end after both have said farewell.
	private static final Duration LAST_WORDS = Duration.ofSeconds(5);

	private final DefaultMessageChannel channel;

	private final Transport transport;

	private final @Nullable Supplier<String> peer;

	private final CompletableFuture<ChannelEnd> streamEnd = new CompletableFuture<>();

	private final CompletableFuture<ChannelEnd> ended = new CompletableFuture<>();

	private State state = State.OPEN;

	private volatile boolean connected = true;

	ChannelLife(DefaultMessageChannel channel, Transport transport, @Nullable Supplier<String> peer) {
		this.channel = channel;
		this.transport = transport;
		this.peer = peer;
	}

	boolean isConnected() {
		return this.connected;
	}

	/** Completed when everything that has arrived was handled. */
	CompletableFuture<ChannelEnd> ended() {
		return this.ended.copy();
	}

	/** Completed when nothing more can arrive. */
	CompletableFuture<ChannelEnd> streamEnd() {
		return this.streamEnd.copy();
	}

	/**
	 * Send what waits to be sent, say farewell, and wait for that of the other side.
	 * @param farewell the last word, if the format has one
	 */
	void disconnect(@Nullable ByteSource farewell) {
		synchronized (this) {
			if (this.state != State.OPEN) {
				return;
			}
			this.state = State.CLOSING;
			this.connected = false;
		}
		this.channel.outbox()
			.finish(farewell, closed(new ChannelEnd(ChannelEnd.Cause.DISCONNECTED, null)))
			.whenComplete((written, ex) -> loop().execute(this::shutDownOutput));
	}

	private void shutDownOutput() {
		try {
			this.transport.shutdownOutput();
		}
		catch (IOException ex) {
			// The other side was faster.
			end(new ChannelEnd(ChannelEnd.Cause.DISCONNECTED, null));
			return;
		}
		endAfter(LAST_WORDS);
	}

	/**
	 * Read what is left, and end.
	 * @param limit when at the latest
	 */
	void endAfter(Duration limit) {
		loop().execute(() -> {
			this.channel.intake().readRest();
			ChannelLoop.Timer timer = loop().schedule(limit, () -> streamEnded(null));
			this.ended.whenComplete((end, ex) -> timer.cancel());
		});
	}

	/**
	 * Nothing more can be written, and there may be something left to read.
	 * @param reason what to tell whoever writes
	 * @param cause how it broke
	 * @return the failure
	 */
	ChannelClosedException broken(String reason, Throwable cause) {
		loop().schedule(LAST_WORDS, () -> streamEnded(null));
		return new ChannelClosedException(reason, cause, this.peer);
	}

	/**
	 * The stream has ended. To be called on the loop.
	 * @param failure how it broke, if it did
	 */
	void streamEnded(@Nullable Throwable failure) {
		boolean orderly;
		synchronized (this) {
			orderly = this.state == State.CLOSING;
		}
		if (!orderly) {
			end(new ChannelEnd(ChannelEnd.Cause.PEER_GONE, failure));
			return;
		}
		ChannelEnd end = new ChannelEnd(ChannelEnd.Cause.DISCONNECTED, null);
		CompletableFuture<Void> written = this.channel.drained();
		if (failure != null || written.isDone()) {
			end(end);
			return;
		}
		// The other side has said its last word, and still listens to ours.
		this.channel.intake().stop();
		ChannelLoop.Timer timer = loop().schedule(LAST_WORDS, () -> end(end));
		written.whenComplete((ignored, ex) -> {
			timer.cancel();
			loop().execute(() -> end(end));
		});
	}

	/**
	 * End, unless that has happened.
	 * @param end how
	 */
	void end(ChannelEnd end) {
		synchronized (this) {
			if (this.state == State.CLOSED) {
				return;
			}
			this.state = State.CLOSED;
			this.connected = false;
		}
		this.transport.close();
		this.streamEnd.complete(end);
		loop().execute(this.channel.intake()::close);
		this.channel.fail(end, closed(end));
		this.channel.inbox().end(() -> {
			this.channel.handles().close();
			this.channel.inbox().closeHandles();
			this.ended.complete(end);
		});
	}

	private ChannelClosedException closed(ChannelEnd end) {
		String reason = switch (end.cause()) {
			case DISCONNECTED -> "The channel is closed: it was disconnected";
			case PEER_GONE -> "The channel is closed: the other process has ended or disconnected";
			case FAILED -> "The channel is closed: it has failed";
		};
		return new ChannelClosedException(reason, end.failure(), this.peer);
	}

	private ChannelLoop loop() {
		return this.channel.loop();
	}

	private enum State {

		OPEN, CLOSING, CLOSED

	}

}
