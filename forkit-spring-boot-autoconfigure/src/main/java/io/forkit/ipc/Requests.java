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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The requests that are not answered yet. There is one timer for all of them, set to the
 * first that will be due.
 */
final class Requests {

	private final Map<Long, Request<?>> pending = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	private final ChannelLoop loop;

	private boolean timerSet;

	private long timerAt;

	private ChannelLoop.@Nullable Timer timer;

	private @Nullable Throwable closed;

	Requests(ChannelLoop loop) {
		this.loop = loop;
	}

	<T> Request<T> create(Class<T> type) {
		return new Request<>(this, this.ids.incrementAndGet(), type);
	}

	/**
	 * Wait for an answer.
	 * @param request the request
	 */
	void add(Request<?> request) {
		this.pending.put(request.id(), request);
		due(request.deadline());
		request.whenComplete((answer, ex) -> this.pending.remove(request.id()));
		Throwable reason;
		synchronized (this) {
			reason = this.closed;
		}
		if (reason != null) {
			request.completeExceptionally(reason);
		}
	}

	/**
	 * Take the request that an answer is for.
	 * @param id its number
	 * @return the request, if somebody still waits
	 */
	@Nullable Request<?> take(long id) {
		return this.pending.remove(id);
	}

	ChannelLoop loop() {
		return this.loop;
	}

	/**
	 * Have the timer ring at a time, or before.
	 * @param deadline the time
	 */
	synchronized void due(long deadline) {
		if (this.timerSet && this.timerAt - deadline <= 0) {
			return;
		}
		if (this.timer != null) {
			this.timer.cancel();
		}
		this.timerSet = true;
		this.timerAt = deadline;
		long delay = Math.max(0, deadline - System.nanoTime());
		this.timer = this.loop.schedule(Duration.ofNanos(delay), this::ring);
	}

	private void ring() {
		synchronized (this) {
			this.timerSet = false;
		}
		long now = System.nanoTime();
		boolean more = false;
		long next = 0;
		for (Request<?> request : this.pending.values()) {
			long deadline = request.deadline();
			if (deadline - now <= 0) {
				this.loop.executeUserCode(request::timeOut);
			}
			else if (!more || deadline - next < 0) {
				more = true;
				next = deadline;
			}
		}
		if (more) {
			due(next);
		}
	}

	/**
	 * Nothing will be answered any more.
	 * @param reason why
	 */
	void fail(Throwable reason) {
		synchronized (this) {
			this.closed = reason;
			if (this.timer != null) {
				this.timer.cancel();
			}
		}
		List<Request<?>> failed = List.copyOf(this.pending.values());
		failed.forEach((request) -> this.loop.executeUserCode(() -> request.completeExceptionally(reason)));
	}

}
