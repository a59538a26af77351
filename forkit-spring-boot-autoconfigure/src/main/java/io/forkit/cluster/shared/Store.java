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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the processes of a cluster share, where it is held: puts all changes in one order,
 * by its lock, and tells them to who has subscribed. Knows keys and values as JSON only,
 * and waits for nothing. Thread-safe.
 */
final class Store {

	private static final int BATCH = 32 * 1024;

	private final SharedStateLimits limits;

	// All guarded by this.
	private final Map<String, SharedMap> maps = new LinkedHashMap<>();

	private final Map<String, Long> counters = new HashMap<>();

	private final Map<String, Set<Subscriber>> topics = new HashMap<>();

	private int entries;

	private long bytes;

	Store(SharedStateLimits limits) {
		this.limits = limits;
	}

	/**
	 * Do what a process asks.
	 * @param from the process
	 * @param values the command
	 * @return the answer: plain values
	 * @throws SharedStateLimitException if there is no room
	 * @throws IllegalArgumentException if that cannot be done
	 */
	synchronized @Nullable Object execute(Subscriber from, List<?> values) {
		Command command = new Command(values);
		String name = command.text();
		return switch (name) {
			case Command.OPEN_MAP -> openMap(from, command.name(), command.text(), command.text());
			case Command.PUT -> put(map(command), command.bytes(), command.nullableBytes());
			case Command.PUT_IF_ABSENT -> putIfAbsent(map(command), command.bytes(), command.bytes());
			case Command.COMPARE_AND_SET ->
				compareAndSet(map(command), command.bytes(), command.nullableBytes(), command.nullableBytes());
			case Command.CLEAR -> clear(map(command));
			case Command.ADD -> add(command.name(), command.number());
			case Command.COMPARE_AND_SET_COUNTER ->
				compareAndSetCounter(command.name(), command.number(), command.number());
			case Command.SUBSCRIBE -> subscribe(from, command.name());
			case Command.BROADCAST -> broadcast(command.name(), command.number(), command.bytes());
			default -> throw new IllegalArgumentException("There is no command '" + name + "'");
		};
	}

	private @Nullable Object openMap(Subscriber from, String name, String keyType, String valueType) {
		SharedMap map = this.maps.get(name);
		if (map == null) {
			count(1, name.length() + SharedStateLimits.OVERHEAD,
					() -> "There cannot be another map, as '%s'".formatted(name));
			map = new SharedMap(name, keyType, valueType);
			this.maps.put(name, map);
		}
		if (!map.keyType.equals(keyType) || !map.valueType.equals(valueType)) {
			throw new IllegalArgumentException("The map '%s' is of %s and %s, and not of %s and %s".formatted(name,
					map.keyType, map.valueType, keyType, valueType));
		}
		map.subscribers.add(from);
		tellAll(map, from);
		return null;
	}

	/** What is added meanwhile comes after that. */
	private void tellAll(SharedMap map, Subscriber to) {
		to.tellSurely(() -> List.of(Change.BEGIN, map.name), 0);
		List<Object> batch = new ArrayList<>();
		int size = 0;
		for (Map.Entry<Bytes, Bytes> entry : map.entries.entrySet()) {
			int entrySize = entry.getKey().length() + entry.getValue().length();
			if (size + entrySize > BATCH && !batch.isEmpty()) {
				tellEntries(map.name, batch, size, to);
				batch = new ArrayList<>();
				size = 0;
			}
			batch.add(entry.getKey().json());
			batch.add(entry.getValue().json());
			size += entrySize;
		}
		tellEntries(map.name, batch, size, to);
		to.tellSurely(() -> List.of(Change.END, map.name), 0);
	}

	private static void tellEntries(String name, List<Object> batch, int size, Subscriber to) {
		to.tellSurely(() -> List.of(Change.ENTRIES, name, batch), size);
	}

	private SharedMap map(Command command) {
		String name = command.name();
		SharedMap map = this.maps.get(name);
		if (map == null) {
			throw new IllegalArgumentException("There is no map '" + name + "'");
		}
		return map;
	}

	private byte @Nullable [] put(SharedMap map, Bytes key, @Nullable Bytes value) {
		Bytes before = map.entries.get(key);
		if (before == null && value == null) {
			return null;
		}
		int overhead = key.length() + SharedStateLimits.OVERHEAD;
		long more = ((value != null) ? value.length() + overhead : 0)
				- ((before != null) ? before.length() + overhead : 0);
		count(((value != null) ? 1 : 0) - ((before != null) ? 1 : 0), more,
				() -> "The map '%s' cannot take another entry".formatted(map.name));
		if (value != null) {
			map.entries.put(key, value);
		}
		else {
			map.entries.remove(key);
		}
		List<@Nullable Object> change = Arrays.asList(Change.SET, map.name, key.json(),
				(value != null) ? value.json() : null);
		int size = overhead + ((value != null) ? value.length() : 0);
		map.subscribers.forEach((subscriber) -> subscriber.tell(change, size));
		return (before != null) ? before.json() : null;
	}

	private byte @Nullable [] putIfAbsent(SharedMap map, Bytes key, Bytes value) {
		Bytes existing = map.entries.get(key);
		return (existing != null) ? existing.json() : put(map, key, value);
	}

	private boolean compareAndSet(SharedMap map, Bytes key, @Nullable Bytes expected, @Nullable Bytes update) {
		Bytes current = map.entries.get(key);
		boolean same = (expected != null) ? current != null && expected.equals(current.digest()) : current == null;
		if (same) {
			put(map, key, update);
		}
		return same;
	}

	private @Nullable Object clear(SharedMap map) {
		map.entries.forEach((key, value) -> {
			this.entries--;
			this.bytes -= key.length() + value.length() + SharedStateLimits.OVERHEAD;
		});
		map.entries.clear();
		map.subscribers
			.forEach((subscriber) -> subscriber.tell(List.of(Change.CLEARED, map.name), SharedStateLimits.OVERHEAD));
		return null;
	}

	private long add(String name, long delta) {
		long sum = this.counters.getOrDefault(name, 0L) + delta;
		if (delta != 0) {
			set(name, sum);
		}
		return sum;
	}

	private boolean compareAndSetCounter(String name, long expected, long update) {
		if (this.counters.getOrDefault(name, 0L) != expected) {
			return false;
		}
		set(name, update);
		return true;
	}

	/** One that is 0 is as one that is not there. */
	private void set(String name, long value) {
		int size = name.length() + SharedStateLimits.OVERHEAD;
		boolean present = this.counters.containsKey(name);
		if (value == 0) {
			if (present) {
				this.counters.remove(name);
				count(-1, -size, () -> "");
			}
			return;
		}
		if (!present) {
			count(1, size, () -> "There cannot be another counter, as '%s'".formatted(name));
		}
		this.counters.put(name, value);
	}

	private @Nullable Object subscribe(Subscriber from, String name) {
		this.topics.computeIfAbsent(name, (key) -> new LinkedHashSet<>()).add(from);
		return null;
	}

	private @Nullable Object broadcast(String name, long sender, Bytes message) {
		List<Object> change = List.of(Change.MESSAGE, name, sender, message.json());
		int size = message.length() + SharedStateLimits.OVERHEAD;
		this.topics.getOrDefault(name, Set.of()).forEach((subscriber) -> subscriber.tell(change, size));
		return null;
	}

	private void count(int moreEntries, long moreBytes, Supplier<String> what) {
		if (moreEntries > 0 && this.entries + moreEntries > this.limits.maxEntries()) {
			throw new SharedStateLimitException("%s: there are %d entries, and no more are allowed"
				.formatted(what.get(), this.limits.maxEntries()));
		}
		if (moreBytes > 0 && this.bytes + moreBytes > this.limits.maxBytes()) {
			throw new SharedStateLimitException("%s: %d more bytes would make more than the %d that are allowed"
				.formatted(what.get(), moreBytes, this.limits.maxBytes()));
		}
		this.entries += moreEntries;
		this.bytes += moreBytes;
	}

	/**
	 * Tell a process everything anew, as changes were left out.
	 * @param subscriber the process
	 */
	synchronized void resume(Subscriber subscriber) {
		this.maps.values()
			.stream()
			.filter((map) -> map.subscribers.contains(subscriber))
			.forEach((map) -> tellAll(map, subscriber));
		this.topics.forEach((name, subscribers) -> {
			if (subscribers.contains(subscriber)) {
				subscriber.tellSurely(() -> List.of(Change.LOST, name), 0);
			}
		});
	}

	/**
	 * Tell a process nothing more.
	 * @param subscriber the process
	 */
	synchronized void remove(Subscriber subscriber) {
		this.maps.values().forEach((map) -> map.subscribers.remove(subscriber));
		for (Iterator<Set<Subscriber>> all = this.topics.values().iterator(); all.hasNext();) {
			Set<Subscriber> subscribers = all.next();
			subscribers.remove(subscriber);
			if (subscribers.isEmpty()) {
				all.remove();
			}
		}
	}

	/**
	 * A map.
	 */
	private static final class SharedMap {

		private final String name;

		private final String keyType;

		private final String valueType;

		private final Map<Bytes, Bytes> entries = new LinkedHashMap<>();

		private final Set<Subscriber> subscribers = new LinkedHashSet<>();

		SharedMap(String name, String keyType, String valueType) {
			this.name = name;
			this.keyType = keyType;
			this.valueType = valueType;
		}

	}

}
