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

import java.util.Map;
import java.util.function.Function;

import io.forkit.ipc.MessageSubscription;
import org.jspecify.annotations.Nullable;

/**
 * A map that all processes of a cluster see. The primary holds it and puts changes in
 * order; every process that uses it has a replica, in which it reads without asking.
 * <p>
 * A process sees its own changes when the call has returned, and those of others a little
 * later; all see them in the same order. What a change returns was so in the primary at
 * that moment, whatever the replica showed. Thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
public interface ClusterMap<K, V> {

	/**
	 * Return the name.
	 * @return the name
	 */
	String name();

	/**
	 * Read in the replica.
	 * @param key the key
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable V get(K key);

	/**
	 * Return how many entries the replica has.
	 * @return the number
	 */
	int size();

	/**
	 * Return a copy of the replica.
	 * @return the entries, in no order
	 */
	Map<K, V> toMap();

	/**
	 * Put a value.
	 * @param key the key
	 * @param value the value
	 * @return the value before, or {@code null} if there was none
	 * @throws SharedStateLimitException if the entry, or the map with it, is too large
	 * @throws SharedStateException if the primary does not answer
	 */
	@Nullable V put(K key, V value);

	/**
	 * Put a value where there is none.
	 * @param key the key
	 * @param value the value
	 * @return the value that is there, or {@code null} if there was none
	 * @throws SharedStateLimitException if the entry, or the map with it, is too large
	 * @throws SharedStateException if the primary does not answer
	 */
	@Nullable V putIfAbsent(K key, V value);

	/**
	 * Return the value of a key, and make it if there is none. Several processes may make
	 * one at the same time; the first one is put and the others get it.
	 * @param key the key
	 * @param factory makes a value
	 * @return the value that is in the map
	 * @throws SharedStateLimitException if the entry, or the map with it, is too large
	 * @throws SharedStateException if the primary does not answer
	 */
	default V computeIfAbsent(K key, Function<? super K, ? extends V> factory) {
		V value = get(key);
		if (value == null) {
			V made = factory.apply(key);
			V existing = putIfAbsent(key, made);
			value = (existing != null) ? existing : made;
		}
		return value;
	}

	/**
	 * Change an entry if it is as expected. Values are the same if they are as JSON.
	 * @param key the key
	 * @param expected the value that is expected, {@code null} for none
	 * @param update the new value, {@code null} to remove the entry
	 * @return whether the entry was as expected, and was changed
	 * @throws SharedStateLimitException if the entry, or the map with it, is too large
	 * @throws SharedStateException if the primary does not answer
	 */
	boolean compareAndSet(K key, @Nullable V expected, @Nullable V update);

	/**
	 * Remove an entry.
	 * @param key the key
	 * @return the value that was there, or {@code null} if there was none
	 * @throws SharedStateException if the primary does not answer
	 */
	@Nullable V remove(K key);

	/**
	 * Remove all entries.
	 * @throws SharedStateException if the primary does not answer
	 */
	void clear();

	/**
	 * Be told of the changes of the replica, this process' own among them, one after the
	 * other on a thread for all listeners of this process.
	 * @param listener told
	 * @return to be told no longer
	 */
	MessageSubscription addListener(Listener<K, V> listener);

	/**
	 * Is told of changes.
	 *
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 */
	@FunctionalInterface
	interface Listener<K, V> {

		/**
		 * An entry has changed.
		 * @param key its key
		 * @param before the value before, {@code null} if there was none
		 * @param after the value now, {@code null} if there is none
		 */
		void changed(K key, @Nullable V before, @Nullable V after);

	}

}
