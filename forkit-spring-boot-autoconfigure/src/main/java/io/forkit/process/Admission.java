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

package io.forkit.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Lets only so many programs run at the same time; others wait in the order in which they
 * came. Thread-safe.
 */
final class Admission {

	private final int maximum;

	private final int queueCapacity;

	private final @Nullable Duration queueTimeout;

	private final Deque<CompletableFuture<Void>> queue = new ArrayDeque<>();

	private int running;

	Admission(int maximum, int queueCapacity, @Nullable Duration queueTimeout) {
		this.maximum = maximum;
		this.queueCapacity = queueCapacity;
		this.queueTimeout = queueTimeout;
	}

	/**
	 * Ask to start a program.
	 * @param invocation the program
	 * @return a future that completes when it may be started, then to be followed by
	 * {@link #leave()}; fails if it may not
	 */
	CompletableFuture<Void> enter(Invocation invocation) {
		CompletableFuture<Void> turn = new CompletableFuture<>();
		synchronized (this) {
			if (this.running < this.maximum) {
				this.running++;
				turn.complete(null);
				return turn;
			}
			if (this.queue.size() >= this.queueCapacity) {
				throw new ProcessQueueException(invocation,
						"%d running and %d waiting are all".formatted(this.running, this.queue.size())
								+ " that 'maxConcurrent' and the queue allow");
			}
			this.queue.add(turn);
		}
		if (this.queueTimeout != null) {
			CompletableFuture<Void> limit = new CompletableFuture<>();
			limit.completeOnTimeout(null, this.queueTimeout.toMillis(), TimeUnit.MILLISECONDS)
				.thenRun(() -> expire(turn, invocation));
			// What came in time must not be remembered until it would have been too late.
			turn.whenComplete((ignored, ex) -> limit.cancel(false));
		}
		return turn;
	}

	private void expire(CompletableFuture<Void> turn, Invocation invocation) {
		boolean waiting;
		synchronized (this) {
			waiting = this.queue.remove(turn);
		}
		if (waiting) {
			turn.completeExceptionally(new ProcessQueueException(invocation,
					"its turn did not come within %s, as too many programs are running".formatted(this.queueTimeout)));
		}
	}

	/**
	 * Give up a turn that has not come yet.
	 * @param turn what {@link #enter} has returned
	 * @return {@code false} if it has come
	 */
	boolean withdraw(CompletableFuture<Void> turn) {
		synchronized (this) {
			this.queue.remove(turn);
		}
		// One that is just being completed is out of the queue already.
		turn.cancel(false);
		return turn.isCompletedExceptionally();
	}

	/**
	 * Let nobody wait any more.
	 * @param reason the failure of those who wait
	 */
	void close(RuntimeException reason) {
		List<CompletableFuture<Void>> last;
		synchronized (this) {
			last = List.copyOf(this.queue);
			this.queue.clear();
		}
		last.forEach((turn) -> turn.completeExceptionally(reason));
	}

	/** A program that was let in has ended. */
	void leave() {
		CompletableFuture<Void> next;
		synchronized (this) {
			next = this.queue.poll();
			if (next == null) {
				this.running--;
			}
		}
		if (next != null && !next.complete(null)) {
			leave();
		}
	}

	synchronized int waiting() {
		return this.queue.size();
	}

}
