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

package io.forkit.cluster.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.forkit.cluster.ControlTopic;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is to be told, in its order. A worker that does not read gets no more
 * than a window; where too much waits for it, changes are left out, and it gets
 * everything anew when it reads again. Guarded by the store.
 */
final class Outflow implements Subscriber {

	private static final Log logger = LogFactory.getLog(SharedState.class);

	/** How much may be on its way. */
	static final long WINDOW = 256 * 1024;

	/** How much of what may be left out may wait. */
	static final long LIMIT = 4 * 1024 * 1024;

	private static final int OVERHEAD = 64;

	private final Store store;

	private final ControlTopic.Peer peer;

	private final Executor executor;

	private final Deque<Item> waiting = new ArrayDeque<>();

	private long waitingBytes;

	private long onItsWay;

	private boolean incomplete;

	private boolean resuming;

	private boolean closed;

	/**
	 * Create the flow to a worker.
	 * @param store the store
	 * @param peer the way to the worker
	 * @param executor goes on when something is written: that may be said at a moment at
	 * which the lock of the store must not be waited for
	 */
	Outflow(Store store, ControlTopic.Peer peer, Executor executor) {
		this.store = store;
		this.peer = peer;
		this.executor = executor;
	}

	@Override
	public void tell(List<?> change, int bytes) {
		if (!this.incomplete) {
			add(new Item(() -> this.peer.send(change), bytes + OVERHEAD, Kind.OPTIONAL));
		}
	}

	@Override
	public void tellSurely(Supplier<List<?>> change, int bytes) {
		add(new Item(() -> this.peer.send(change.get()), bytes + OVERHEAD, Kind.SURE));
	}

	/**
	 * Answer the worker, after everything that it was told before.
	 * @param send answers
	 */
	void answer(Runnable send) {
		synchronized (this.store) {
			add(new Item(() -> {
				send.run();
				return null;
			}, OVERHEAD, Kind.ANSWER));
		}
	}

	private void add(Item item) {
		if (this.closed) {
			return;
		}
		this.waiting.add(item);
		if (item.isOptional()) {
			this.waitingBytes += item.bytes();
		}
		drain();
		if (this.waitingBytes > LIMIT) {
			this.waiting.removeIf(Item::isOptional);
			this.waitingBytes = 0;
			this.incomplete = true;
		}
	}

	private void drain() {
		while (this.onItsWay < WINDOW) {
			if (this.incomplete && !this.resuming) {
				resume();
			}
			else if (this.waiting.isEmpty()) {
				return;
			}
			else {
				send(this.waiting.remove());
			}
		}
	}

	/**
	 * Answers come after that: whoever has changed something is to see it then.
	 */
	private void resume() {
		List<Item> answers = this.waiting.stream().filter(Item::isAnswer).toList();
		this.waiting.removeIf(Item::isAnswer);
		this.incomplete = false;
		this.resuming = true;
		try {
			this.store.resume(this);
		}
		finally {
			this.resuming = false;
			this.waiting.addAll(answers);
		}
	}

	private void send(Item item) {
		if (item.isOptional()) {
			this.waitingBytes -= item.bytes();
		}
		try {
			CompletableFuture<@Nullable Void> sent = item.send().get();
			if (sent != null && !sent.isDone()) {
				this.onItsWay += item.bytes();
				sent.whenComplete((written, ex) -> this.executor.execute(() -> written(item, ex)));
			}
			else if (sent != null && sent.isCompletedExceptionally()) {
				lost(item);
			}
		}
		catch (RuntimeException ex) {
			// Whoever has caused it is another worker, perhaps.
			logger.error("A worker cannot be told a change of the shared state", ex);
			lost(item);
		}
	}

	/** What cannot be left out could not be told a second time either. */
	private void lost(Item item) {
		if (item.isOptional()) {
			this.incomplete = true;
		}
	}

	private void written(Item item, @Nullable Throwable failure) {
		synchronized (this.store) {
			this.onItsWay -= item.bytes();
			if (failure != null) {
				lost(item);
			}
			if (!this.closed) {
				drain();
			}
		}
	}

	/** The worker is gone. */
	void close() {
		synchronized (this.store) {
			this.closed = true;
			this.waiting.clear();
			this.store.remove(this);
		}
	}

	/**
	 * What may become of something.
	 */
	private enum Kind {

		/** May be left out. */
		OPTIONAL,

		/** Must not be left out. */
		SURE,

		/** Must not be left out, and comes after all that it answers to. */
		ANSWER

	}

	/**
	 * Something to tell.
	 *
	 * @param send sends it
	 * @param bytes about how large it is
	 * @param kind what may become of it
	 */
	private record Item(Supplier<@Nullable CompletableFuture<@Nullable Void>> send, long bytes, Kind kind) {

		boolean isOptional() {
			return this.kind == Kind.OPTIONAL;
		}

		boolean isAnswer() {
			return this.kind == Kind.ANSWER;
		}

	}

}
