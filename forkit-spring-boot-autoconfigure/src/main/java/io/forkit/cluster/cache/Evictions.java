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
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.forkit.cluster.shared.Broadcast;
import io.forkit.cluster.shared.ClusterTopic;
import io.forkit.cluster.shared.SharedState;
import io.forkit.cluster.shared.SharedStateException;
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

	private final CacheManager local;

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
			cache.clear();
		}
		else {
			cache.evict(CacheKey.valueOf(String.valueOf(message.get(1))).parse(String.valueOf(message.get(2))));
		}
	}

	private void clearAll() {
		logger.warn("Evictions of other workers were lost: all caches are cleared");
		this.local.getCacheNames().stream().map(this.local::getCache).forEach((cache) -> {
			if (cache != null) {
				cache.clear();
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
		CacheKey kind = CacheKey.of(key);
		if (kind == null) {
			clear(cache);
			return;
		}
		tell((topic) -> topic.broadcast(List.of(cache, kind.name(), key.toString())), cache);
	}

	/**
	 * Clear a cache everywhere else. Does not wait.
	 * @param cache the name of the cache
	 */
	void clear(String cache) {
		tell((topic) -> topic.broadcast(List.of(cache)), cache);
	}

	private void tell(Function<ClusterTopic<List>, CompletableFuture<Void>> broadcast, String cache) {
		try {
			broadcast.apply(this.topic).whenComplete((sent, ex) -> failed(cache, ex));
		}
		catch (SharedStateException ex) {
			// A key of more than 48 KiB.
			clear(cache);
		}
	}

	private static void failed(String cache, @Nullable Throwable failure) {
		if (failure != null) {
			logger.debug("The other workers cannot be told what is evicted from the cache " + cache, failure);
		}
	}

	@Override
	public void close() {
		this.subscriptions.forEach(MessageSubscription::close);
	}

}
