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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The internal messages of a channel. What has arrived belongs to the loop.
 */
final class DefaultInternalMessages implements InternalMessages {

	// Far more than is sent while a handle is sent once more.
	private static final long MAX_WAITING = 4 * 1024 * 1024;

	private final DefaultMessageChannel channel;

	private final @Nullable Listener listener;

	private final Deque<Incoming> arrived = new ArrayDeque<>();

	private long waiting;

	private final Map<Long, CompletableFuture<InternalMessage>> requests = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	private volatile @Nullable Throwable closed;

	DefaultInternalMessages(DefaultMessageChannel channel, @Nullable Listener listener) {
		this.channel = channel;
		this.listener = listener;
	}

	@Override
	public SentMessage send(@Nullable Object message, @Nullable Handle handle) {
		return this.channel.sendInternal(message, new Envelope(Envelope.Purpose.MESSAGE, 0, null, true), handle);
	}

	@Override
	public CompletableFuture<InternalMessage> request(@Nullable Object message, Duration limit) {
		long id = this.ids.incrementAndGet();
		CompletableFuture<InternalMessage> request = new CompletableFuture<>();
		this.requests.put(id, request);
		ChannelLoop.Timer timer = this.channel.loop()
			.schedule(limit,
					() -> request.completeExceptionally(new TimeoutException("There is no answer after " + limit)));
		request.whenComplete((answer, ex) -> {
			timer.cancel();
			this.requests.remove(id);
		});
		try {
			this.channel.sendInternal(message, new Envelope(Envelope.Purpose.REQUEST, id, null, true), null)
				.whenComplete((written, ex) -> {
					if (ex != null) {
						request.completeExceptionally(ex);
					}
				});
		}
		catch (RuntimeException ex) {
			request.cancel(false);
			throw ex;
		}
		Throwable reason = this.closed;
		if (reason != null) {
			request.completeExceptionally(reason);
		}
		return request;
	}

	void arrived(Incoming incoming) {
		Envelope.Purpose purpose = incoming.envelope().purpose();
		if (this.listener == null && (purpose == Envelope.Purpose.MESSAGE || purpose == Envelope.Purpose.REQUEST)) {
			throw new IllegalStateException("There is an internal message but nobody for it");
		}
		this.arrived.add(incoming);
		this.waiting += incoming.cost();
		drain();
		if (this.waiting > MAX_WAITING) {
			throw new IllegalStateException(
					"More than %d bytes of internal messages wait for a handle".formatted(MAX_WAITING));
		}
	}

	/** Pass on what is complete. To be called on the loop. */
	void drain() {
		Incoming next = this.arrived.peek();
		while (next != null && this.channel.prepare(next)) {
			this.arrived.remove();
			this.waiting -= next.cost();
			pass(new Received(this.channel, next.envelope(), next.body().as(Object.class), next.handle()));
			next = this.arrived.peek();
		}
	}

	private void pass(Received message) {
		boolean handedOver = false;
		try {
			switch (message.envelope().purpose()) {
				case ANSWER -> {
					CompletableFuture<InternalMessage> request = this.requests.get(message.envelope().id());
					// Whoever asked may only be about to look at it.
					handedOver = request != null && request.complete(message);
				}
				case FAILURE -> fail(message);
				default -> Objects.requireNonNull(this.listener).received(message);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			ChannelLog.error("An internal message cannot be handled", ex);
			if (message.isRequest()) {
				message.fail(ex);
			}
		}
		finally {
			if (message.handle() != null && !handedOver) {
				message.handle().close();
			}
		}
	}

	private void fail(Received message) {
		CompletableFuture<InternalMessage> request = this.requests.get(message.envelope().id());
		if (request != null && message.value() instanceof List<?> parts && parts.size() == 2) {
			request.completeExceptionally(
					new MessageFormat.Failure(String.valueOf(parts.get(0)), String.valueOf(parts.get(1)))
						.toException());
		}
	}

	/**
	 * Nothing more will arrive. To be called on the loop, once.
	 * @param end how the channel ended
	 * @param reason the same, for those who wait
	 */
	void end(ChannelEnd end, Throwable reason) {
		drain();
		this.closed = reason;
		List.copyOf(this.requests.values()).forEach((request) -> request.completeExceptionally(reason));
		if (this.listener == null) {
			return;
		}
		try {
			this.listener.ended(end);
		}
		catch (RuntimeException | LinkageError ex) {
			ChannelLog.error("The end of a channel cannot be handled", ex);
		}
	}

	/**
	 * A message that has arrived.
	 *
	 * @param channel the channel
	 * @param envelope what it is for
	 * @param value what it says
	 * @param handle what came with it
	 */
	private record Received(DefaultMessageChannel channel, Envelope envelope, @Nullable Object value,
			@Nullable ReceivedHandle handle) implements InternalMessage {

		@Override
		public boolean isRequest() {
			return this.envelope.purpose() == Envelope.Purpose.REQUEST;
		}

		@Override
		public SentMessage answer(@Nullable Object answer, @Nullable Handle handle) {
			requireRequest();
			return this.channel.sendInternal(answer,
					new Envelope(Envelope.Purpose.ANSWER, this.envelope.id(), null, true), handle);
		}

		private void requireRequest() {
			if (!isRequest()) {
				throw new IllegalStateException("The sender expects no answer");
			}
		}

		@Override
		public void fail(Throwable failure) {
			requireRequest();
			this.channel.sendInternal(MessageFormat.Failure.of(failure).toValue(),
					new Envelope(Envelope.Purpose.FAILURE, this.envelope.id(), null, true), null);
		}

	}

}
