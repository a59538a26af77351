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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import io.forkit.cluster.ControlLine;
import io.forkit.cluster.Replies;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The shared state as one process sees it.
 */
final class DefaultSharedState implements SharedState {

	private static final Log logger = LogFactory.getLog(SharedState.class);

	// A little more than the line takes for it.
	private static final long LIMIT = 31;

	/** How much that is not waited for may be on its way. */
	static final long MAX_UNANSWERED = 4 * 1024 * 1024;

	private final Map<String, Replica<?, ?>> maps = new ConcurrentHashMap<>();

	private final Map<String, Topic<?>> topics = new ConcurrentHashMap<>();

	private final AtomicLong unanswered = new AtomicLong();

	private final Json json = new Json();

	private final int worker;

	private final Executor executor;

	private final ControlLine line;

	/**
	 * Create the state.
	 * @param worker the id of the worker, 0 if this process is none
	 * @param executor runs the listeners, one after the other
	 * @param connector opens the line to the store, and passes on what comes from there
	 */
	DefaultSharedState(int worker, Executor executor, Function<Consumer<List<?>>, ControlLine> connector) {
		this.worker = worker;
		this.executor = executor;
		this.line = connector.apply(this::received);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <K, V> ClusterMap<K, V> map(String name, Class<K> keyType, Class<V> valueType) {
		checkName(name);
		Assert.notNull(keyType, "'keyType' must not be null");
		Assert.notNull(valueType, "'valueType' must not be null");
		Replica<?, ?> map = replica(name, keyType, valueType);
		while (!open(name, map)) {
			map = replica(name, keyType, valueType);
		}
		return (ClusterMap<K, V>) map;
	}

	private boolean open(String name, Replica<?, ?> map) {
		return map.open(() -> this.maps.remove(name, map));
	}

	private Replica<?, ?> replica(String name, Class<?> keyType, Class<?> valueType) {
		Replica<?, ?> map = this.maps.computeIfAbsent(name, (key) -> new Replica<>(this, key, keyType, valueType));
		Assert.isTrue(map.keyType() == keyType && map.valueType() == valueType,
				() -> "The map '%s' is of %s and %s here, and not of %s and %s".formatted(name, map.keyType().getName(),
						map.valueType().getName(), keyType.getName(), valueType.getName()));
		return map;
	}

	@Override
	public ClusterCounter counter(String name) {
		checkName(name);
		return new Counter(name);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> ClusterTopic<T> topic(String name, Class<T> type) {
		checkName(name);
		Assert.notNull(type, "'type' must not be null");
		Topic<?> topic = this.topics.computeIfAbsent(name, (key) -> new Topic<>(this, key, type));
		Assert.isTrue(topic.type() == type, () -> "The topic '%s' is of %s here, and not of %s".formatted(name,
				topic.type().getName(), type.getName()));
		return (ClusterTopic<T>) topic;
	}

	private static void checkName(String name) {
		Assert.hasText(name, "'name' must not be empty");
		Assert.isTrue(name.length() <= SharedStateLimits.MAX_NAME,
				() -> "'name' must have at most %d characters but has %d".formatted(SharedStateLimits.MAX_NAME,
						name.length()));
	}

	Json json() {
		return this.json;
	}

	int worker() {
		return this.worker;
	}

	/** Run something of the user, after what came before. */
	void tell(Runnable task) {
		this.executor.execute(() -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A listener to the shared state has failed", ex);
			}
		});
	}

	/** Ask the store, and wait. */
	@Nullable Object ask(@Nullable Object... command) {
		try {
			return Answer.read(this.line.request(Command.of(command)).get(LIMIT, TimeUnit.SECONDS));
		}
		catch (ExecutionException ex) {
			throw notDone(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw notDone(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SharedStateException("Interrupted while waiting for the primary", ex);
		}
	}

	/**
	 * Ask the store, and do not wait.
	 * @param bytes about how large the command is
	 * @param command the command
	 * @return completed when it has answered; fails at once where too much waits
	 */
	CompletableFuture<Void> send(int bytes, @Nullable Object... command) {
		long size = bytes + SharedStateLimits.OVERHEAD;
		if (this.unanswered.addAndGet(size) > MAX_UNANSWERED) {
			this.unanswered.addAndGet(-size);
			return CompletableFuture.failedFuture(new SharedStateException(
					"The primary has not answered to more than %d bytes that were sent to it".formatted(MAX_UNANSWERED),
					null));
		}
		return this.line.request(Command.of(command))
			.whenComplete((answer, ex) -> this.unanswered.addAndGet(-size))
			.handleAsync(DefaultSharedState::done, Replies.executor());
	}

	private static @Nullable Void done(@Nullable List<?> answer, @Nullable Throwable failure) {
		if (answer == null) {
			throw notDone((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
					: failure);
		}
		Answer.read(answer);
		return null;
	}

	private static SharedStateException notDone(@Nullable Throwable cause) {
		return new SharedStateException((cause instanceof TimeoutException) ? "The primary has not answered in time"
				: "The primary cannot be asked: it is gone, or this process ends", cause);
	}

	/** The store tells something, in its order. Must not wait. */
	private void received(List<?> change) {
		String kind = String.valueOf(change.get(0));
		String name = String.valueOf(change.get(1));
		if (kind.equals(Change.MESSAGE) || kind.equals(Change.LOST)) {
			Topic<?> topic = this.topics.get(name);
			if (topic != null) {
				topic.received(kind, change);
			}
			return;
		}
		Replica<?, ?> map = this.maps.get(name);
		if (map != null) {
			map.received(kind, change);
		}
	}

	static void checkSize(String what, int bytes) {
		if (bytes > SharedStateLimits.MAX_ENTRY) {
			throw new SharedStateLimitException(
					"%s has %d bytes as JSON, and may have %d".formatted(what, bytes, SharedStateLimits.MAX_ENTRY));
		}
	}

	/**
	 * A counter, which is only in the store.
	 */
	private final class Counter implements ClusterCounter {

		private final String name;

		Counter(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public long addAndGet(long delta) {
			Object sum = ask(Command.ADD, this.name, delta);
			if (sum instanceof Number number) {
				return number.longValue();
			}
			throw new SharedStateException("The primary has answered something else", null);
		}

		@Override
		public boolean compareAndSet(long expected, long update) {
			return Boolean.TRUE.equals(ask(Command.COMPARE_AND_SET_COUNTER, this.name, expected, update));
		}

	}

}
