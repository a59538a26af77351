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

package io.forkit.cluster.cache;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.forkit.cluster.shared.Broadcast;
import io.forkit.cluster.shared.ClusterTopic;
import io.forkit.cluster.shared.SharedState;
import io.forkit.cluster.shared.SharedStateLimitException;
import io.forkit.ipc.MessageSubscription;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/**
 * Tells the other processes what is evicted here, and evicts here what they tell.
 */
@SuppressWarnings("rawtypes")
final class Evictions implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClusterCacheManager.class);

	private static final String TOPIC_PREFIX = "forkit.caches.";

	/**
	 * Whether this thread does what another process has told. A cache manager may be made
	 * of others, which must not tell that once more.
	 */
	private static final ThreadLocal<Boolean> TOLD = ThreadLocal.withInitial(() -> false);

	private final CacheManager local;

	// Caches of which others could not be told something.
	private final Set<String> owed = ConcurrentHashMap.newKeySet();

	private final ClusterTopic<List> topic;

	private final List<MessageSubscription> subscriptions;

	/**
	 * Listen to the others.
	 * @param name the name of the cache manager, the same in all processes
	 * @param local the caches of this process
	 * @param state brings the messages
	 */
	Evictions(String name, CacheManager local, SharedState state) {
		this.local = local;
		this.topic = state.topic(TOPIC_PREFIX + name, List.class);
		this.subscriptions = List.of(this.topic.onLoss(this::clearAll), this.topic.subscribe(this::received));
	}

	private void received(Broadcast<List> broadcast) {
		if (broadcast.own()) {
			return;
		}
		List<?> message = broadcast.message();
		Cache cache = this.local.getCache(String.valueOf(message.get(0)));
		if (cache == null) {
			return;
		}
		if (message.size() == 1) {
			here(cache::clear);
		}
		else {
			Object key = CacheKey.valueOf(String.valueOf(message.get(1))).parse(String.valueOf(message.get(2)));
			here(() -> cache.evict(key));
		}
	}

	private static void here(Runnable task) {
		TOLD.set(true);
		try {
			task.run();
		}
		finally {
			TOLD.remove();
		}
	}

	private void clearAll() {
		logger.warn("Evictions of other workers were lost: all caches are cleared");
		this.local.getCacheNames().stream().map(this.local::getCache).forEach((cache) -> {
			if (cache != null) {
				here(cache::clear);
			}
		});
	}

	/**
	 * Evict an entry everywhere else. Does not wait.
	 * @param cache the name of the cache
	 * @param key the key; where other processes cannot have it, the whole cache is
	 * cleared
	 */
	void evict(String cache, Object key) {
		if (TOLD.get()) {
			return;
		}
		CacheKey kind = CacheKey.of(key);
		if (kind == null || this.owed.contains(cache)) {
			clear(cache);
			return;
		}
		tell(cache, List.of(cache, kind.name(), key.toString()));
	}

	/**
	 * Clear a cache everywhere else. Does not wait.
	 * @param cache the name of the cache
	 */
	void clear(String cache) {
		if (TOLD.get()) {
			return;
		}
		// Before: what is evicted from now on may come too late for that.
		this.owed.remove(cache);
		tell(cache, List.of(cache));
	}

	private void tell(String cache, List<String> message) {
		try {
			this.topic.broadcast(message).whenComplete((sent, ex) -> told(cache, ex));
		}
		catch (SharedStateLimitException ex) {
			// A key of more than 48 KiB.
			clear(cache);
		}
	}

	/**
	 * Others keep what they should have evicted, so that they are told to clear the cache
	 * as soon as they can be told something.
	 */
	private void told(String cache, @Nullable Throwable failure) {
		if (failure == null) {
			Set.copyOf(this.owed).forEach(this::clear);
		}
		else if (this.owed.add(cache)) {
			logger.warn(
					"The other workers cannot be told what is evicted from the cache '%s', which they have to clear later"
						.formatted(cache),
					failure);
		}
	}

	@Override
	public void close() {
		this.subscriptions.forEach(MessageSubscription::close);
	}

}
