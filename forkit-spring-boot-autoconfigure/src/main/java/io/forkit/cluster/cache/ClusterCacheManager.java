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

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.forkit.cluster.shared.SharedState;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.util.Assert;

/**
 * Caches of this process, of which entries are evicted when another process evicts them:
 * {@code evict} and {@code clear} reach the others a little later than they return, and
 * are not waited for. Entries themselves are not shared. Thread-safe.
 * <p>
 * Keys are told apart if they are {@code String}, {@code Integer}, {@code Long},
 * {@code Boolean}, {@code UUID}, or that of a method without arguments. For any other the
 * others clear the whole cache.
 *
 * @since 0.1.0
 */
public final class ClusterCacheManager implements CacheManager, AutoCloseable {

	private final CacheManager local;

	private final Evictions evictions;

	private final boolean evictOnPut;

	private final Map<String, ClusterCache> caches = new ConcurrentHashMap<>();

	/**
	 * Create a cache manager.
	 * @param name its name, the same in all processes
	 * @param local the caches of this process
	 * @param state brings the messages
	 * @param evictOnPut whether what is put here is evicted in the others; so is what a
	 * method with {@code @Cacheable} has computed
	 */
	public ClusterCacheManager(String name, CacheManager local, SharedState state, boolean evictOnPut) {
		Assert.hasText(name, "'name' must not be empty");
		Assert.notNull(local, "'local' must not be null");
		Assert.notNull(state, "'state' must not be null");
		this.local = local;
		this.evictOnPut = evictOnPut;
		this.evictions = new Evictions(name, local, state);
	}

	/**
	 * Return the caches of this process, which tell the others nothing.
	 * @return the cache manager
	 */
	public CacheManager getLocal() {
		return this.local;
	}

	@Override
	public @Nullable Cache getCache(String name) {
		Cache cache = this.local.getCache(name);
		if (cache == null) {
			return null;
		}
		// That of the cache manager may be another one now.
		return this.caches.compute(name, (key, existing) -> (existing != null && existing.isOf(cache)) ? existing
				: new ClusterCache(cache, this.evictions, this.evictOnPut));
	}

	@Override
	public Collection<String> getCacheNames() {
		return this.local.getCacheNames();
	}

	@Override
	public void resetCaches() {
		this.local.resetCaches();
		getCacheNames().forEach(this.evictions::clear);
	}

	/** Listen to the other processes no longer. */
	@Override
	public void close() {
		this.evictions.close();
	}

}
