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

/**
 * What the processes of a cluster share, held and put in order by the primary: a bean of
 * every worker, of the primary, and of an application without workers, which has it for
 * itself.
 * <p>
 * Values are those that messages may have: strings, numbers, booleans, bytes, lists,
 * maps, records and beans, as JSON; never serialized Java objects. An entry of a map and
 * a broadcast may have 48 KiB. All is gone when the primary ends.
 * <p>
 * Thread-safe. Calls that change something wait for the primary, 30 s at most; they throw
 * a {@link SharedStateException} if it does not answer, and it is not known then whether
 * the change was made.
 *
 * @since 0.1.0
 */
public interface SharedState {

	/**
	 * Return a map, which is made by whoever asks for it first.
	 * @param name its name, of at most 200 characters
	 * @param keyType the class of the keys, with {@code equals} and {@code hashCode}; two
	 * keys are the same if they are as JSON
	 * @param valueType the class of the values, which must not be changed once they are
	 * in the map
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @return the map, always the same object in one process
	 * @throws IllegalArgumentException if there is a map of that name with other types
	 * @throws SharedStateException if the primary does not answer
	 */
	<K, V> ClusterMap<K, V> map(String name, Class<K> keyType, Class<V> valueType);

	/**
	 * Return a counter, which begins with 0. Does not wait.
	 * @param name its name, of at most 200 characters
	 * @return the counter
	 */
	ClusterCounter counter(String name);

	/**
	 * Return what messages are broadcast by.
	 * @param name its name, of at most 200 characters
	 * @param type the class of the messages
	 * @param <T> the type of the messages
	 * @return the topic, always the same object in one process
	 * @throws IllegalArgumentException if this process uses that name with another type
	 */
	<T> ClusterTopic<T> topic(String name, Class<T> type);

}
