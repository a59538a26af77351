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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer that is waited for. Cancelling it means to wait no longer; the other process
 * is not told.
 * <p>
 * Thread-safe.
 *
 * @param <T> the type of the answer
 * @since 0.1.0
 */
public final class Request<T> extends CompletableFuture<T> {

	// Longer ones cannot be told from shorter ones in nanoseconds.
	private static final Duration LONGEST = Duration.ofDays(36500);

	private final Requests owner;

	private final long id;

	private final Class<T> type;

	private volatile Duration timeout = Duration.ZERO;

	private volatile long deadline;

	Request(Requests owner, long id, Class<T> type) {
		this.owner = owner;
		this.id = id;
		this.type = type;
	}

	long id() {
		return this.id;
	}

	Class<T> type() {
		return this.type;
	}

	/**
	 * Limit how long the answer is waited for, counted from now, in place of what was set
	 * before.
	 * @param timeout the limit, positive
	 * @return this
	 */
	public Request<T> timeout(Duration timeout) {
		Objects.requireNonNull(timeout, "'timeout' must not be null");
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("'timeout' must be greater than zero but is " + timeout);
		}
		limit(timeout);
		this.owner.due(this.deadline);
		return this;
	}

	/** Set the limit without a timer for it. */
	void limit(Duration timeout) {
		this.timeout = timeout;
		this.deadline = System.nanoTime() + ((timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST).toNanos();
	}

	long deadline() {
		return this.deadline;
	}

	void timeOut() {
		if (this.deadline - System.nanoTime() > 0) {
			// It was set anew a moment ago.
			this.owner.due(this.deadline);
			return;
		}
		completeExceptionally(new TimeoutException("There is no answer after " + this.timeout
				+ ": the listener in the other process has not answered, or none there listens for the message"));
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		willWait();
		return super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		willWait();
		return super.get(timeout, unit);
	}

	@Override
	public T join() {
		willWait();
		return super.join();
	}

	private void willWait() {
		if (!isDone()) {
			this.owner.loop().beforeWaiting();
		}
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

}
