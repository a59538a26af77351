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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way: completed when it was written, or with a handle when that was
 * acknowledged. Cancelling it does not take it back.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SentMessage extends CompletableFuture<@Nullable Void> {

	private final ChannelLoop loop;

	private final LongFunction<CompletableFuture<Void>> acknowledgements;

	private volatile long number;

	private @Nullable CompletableFuture<Void> ack;

	SentMessage(ChannelLoop loop, LongFunction<CompletableFuture<Void>> acknowledgements) {
		this.loop = loop;
		this.acknowledgements = acknowledgements;
	}

	/**
	 * Set which message of the channel this is, counted from 1.
	 * @param number the number
	 */
	void number(long number) {
		this.number = number;
	}

	/**
	 * Ask the other process to say when it has received and handled the message. It costs
	 * a message in each direction.
	 * @return completed when the listeners have returned. It fails with a
	 * {@link RemoteFailureException} if one of them has thrown, a
	 * {@link ChannelClosedException} if the other process is gone before, an
	 * {@link UnsupportedOperationException} with {@link WireFormat#JSON}, which knows no
	 * such thing. Asked again it gives another future with the same result
	 */
	public CompletableFuture<Void> ack() {
		CompletableFuture<Void> asked = new CompletableFuture<>();
		synchronized (this) {
			CompletableFuture<Void> before = this.ack;
			if (before != null) {
				return before.copy();
			}
			this.ack = asked;
		}
		// The other process is asked once: it tells a failure once.
		thenCompose((written) -> this.acknowledgements.apply(this.number)).whenComplete((handled, ex) -> {
			if (ex != null) {
				asked.completeExceptionally(ex);
			}
			else {
				asked.complete(null);
			}
		});
		return asked.copy();
	}

	@Override
	public @Nullable Void get() throws InterruptedException, ExecutionException {
		willWait();
		return super.get();
	}

	@Override
	public @Nullable Void get(long timeout, TimeUnit unit)
			throws InterruptedException, ExecutionException, TimeoutException {
		willWait();
		return super.get(timeout, unit);
	}

	@Override
	public @Nullable Void join() {
		willWait();
		return super.join();
	}

	private void willWait() {
		if (!isDone()) {
			this.loop.beforeWaiting();
		}
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

}
