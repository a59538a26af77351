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

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.ipc.MessageSubscription;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A map as one process has it.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class Replica<K, V> implements ClusterMap<K, V> {

	private static final Log logger = LogFactory.getLog(SharedState.class);

	private final DefaultSharedState state;

	private final String name;

	private final Class<K> keyType;

	private final Class<V> valueType;

	private final Map<K, V> entries = new ConcurrentHashMap<>();

	private final List<Listener<K, V>> listeners = new CopyOnWriteArrayList<>();

	// Guarded by this, as the one below.
	private boolean open;

	private boolean forgotten;

	// Of the thread that tells changes. A snapshot that is not complete yet.
	private @Nullable Map<K, V> snapshot;

	Replica(DefaultSharedState state, String name, Class<K> keyType, Class<V> valueType) {
		this.state = state;
		this.name = name;
		this.keyType = keyType;
		this.valueType = valueType;
	}

	Class<K> keyType() {
		return this.keyType;
	}

	Class<V> valueType() {
		return this.valueType;
	}

	/**
	 * Open it, unless it is open. The entries are there when the answer is.
	 * @param forget called if it cannot be opened, before anybody else can try to
	 * @return {@code false} if somebody else could not open it: it gets no changes then,
	 * and another one is to be made
	 */
	synchronized boolean open(Runnable forget) {
		if (this.open || this.forgotten) {
			return this.open;
		}
		try {
			this.state.ask(Command.OPEN_MAP, this.name, this.keyType.getName(), this.valueType.getName());
			this.open = true;
			return true;
		}
		catch (RuntimeException ex) {
			this.forgotten = true;
			forget.run();
			throw ex;
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public @Nullable V get(K key) {
		Assert.notNull(key, "'key' must not be null");
		return this.entries.get(key);
	}

	@Override
	public int size() {
		return this.entries.size();
	}

	@Override
	public Map<K, V> toMap() {
		return new HashMap<>(this.entries);
	}

	@Override
	public @Nullable V put(K key, V value) {
		Bytes written = key(key);
		return value(this.state.ask(Command.PUT, this.name, written.json(), value(written, value)));
	}

	@Override
	public @Nullable V putIfAbsent(K key, V value) {
		Bytes written = key(key);
		return value(this.state.ask(Command.PUT_IF_ABSENT, this.name, written.json(), value(written, value)));
	}

	@Override
	public boolean compareAndSet(K key, @Nullable V expected, @Nullable V update) {
		Bytes written = key(key);
		return Boolean.TRUE.equals(this.state.ask(Command.COMPARE_AND_SET, this.name, written.json(),
				(expected != null) ? this.state.json().write("expected", expected).digest().json() : null,
				(update != null) ? value(written, update) : null));
	}

	@Override
	public @Nullable V remove(K key) {
		return value(this.state.ask(Command.PUT, this.name, key(key).json(), null));
	}

	@Override
	public void clear() {
		this.state.ask(Command.CLEAR, this.name);
	}

	private Bytes key(K key) {
		Bytes written = this.state.json().write("key", key);
		DefaultSharedState.checkSize("A key of the map '" + this.name + "'", written.length());
		return written;
	}

	private byte[] value(Bytes key, @Nullable V value) {
		Bytes written = this.state.json().write("value", value);
		DefaultSharedState.checkSize("The entry of %s in the map '%s'".formatted(excerpt(key), this.name),
				key.length() + written.length());
		return written.json();
	}

	private static String excerpt(Bytes key) {
		String text = new String(key.json(), StandardCharsets.UTF_8);
		return (text.length() <= 100) ? text : text.substring(0, 100) + "…";
	}

	private @Nullable V value(@Nullable Object answer) {
		return (answer instanceof byte[] json) ? this.state.json().read(json, this.valueType) : null;
	}

	@Override
	public MessageSubscription addListener(Listener<K, V> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * The store tells a change. Called by one thread at a time.
	 * @param kind what has happened
	 * @param change the same, with all that belongs to it
	 */
	void received(String kind, List<?> change) {
		switch (kind) {
			case Change.BEGIN -> this.snapshot = new HashMap<>();
			case Change.ENTRIES -> collect((List<?>) change.get(2));
			case Change.END -> replace();
			case Change.SET -> set((byte[]) change.get(2), (byte[]) change.get(3));
			case Change.CLEARED -> List.copyOf(this.entries.keySet()).forEach((key) -> changed(key, null));
			default -> throw new IllegalArgumentException("There is no change '" + kind + "'");
		}
	}

	private void collect(List<?> batch) {
		Map<K, V> collecting = Objects.requireNonNull(this.snapshot, "A snapshot has no beginning");
		for (int i = 0; i < batch.size(); i += 2) {
			try {
				collecting.put(readKey((byte[]) batch.get(i)),
						this.state.json().read((byte[]) batch.get(i + 1), this.valueType));
			}
			catch (SharedStateException ex) {
				unreadable(ex);
			}
		}
	}

	private void replace() {
		Map<K, V> complete = Objects.requireNonNull(this.snapshot, "A snapshot has no beginning");
		this.snapshot = null;
		List.copyOf(this.entries.keySet())
			.stream()
			.filter((key) -> !complete.containsKey(key))
			.forEach((key) -> changed(key, null));
		complete.forEach((key, value) -> {
			if (!value.equals(this.entries.get(key))) {
				changed(key, value);
			}
		});
	}

	private void set(byte[] key, byte @Nullable [] value) {
		try {
			set(readKey(key), value);
		}
		catch (SharedStateException ex) {
			unreadable(ex);
		}
	}

	private void set(K key, byte @Nullable [] value) {
		try {
			changed(key, (value != null) ? this.state.json().read(value, this.valueType) : null);
		}
		catch (SharedStateException ex) {
			unreadable(ex);
			// What was there is no longer in the store.
			changed(key, null);
		}
	}

	private K readKey(byte[] json) {
		return this.state.json().read(json, this.keyType);
	}

	private void unreadable(SharedStateException ex) {
		logger.error("An entry of the map '%s' is left out".formatted(this.name), ex);
	}

	private void changed(K key, @Nullable V after) {
		V before = (after != null) ? this.entries.put(key, after) : this.entries.remove(key);
		if (before != null || after != null) {
			this.listeners.forEach((listener) -> this.state.tell(() -> listener.changed(key, before, after)));
		}
	}

}
