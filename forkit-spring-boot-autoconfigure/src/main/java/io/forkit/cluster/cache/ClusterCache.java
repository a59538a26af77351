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

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

/**
 * A cache of this process that tells the others what is evicted from it.
 */
final class ClusterCache implements Cache {

	private final Cache local;

	private final Evictions evictions;

	private final boolean evictOnPut;

	ClusterCache(Cache local, Evictions evictions, boolean evictOnPut) {
		this.local = local;
		this.evictions = evictions;
		this.evictOnPut = evictOnPut;
	}

	boolean isOf(Cache cache) {
		return this.local == cache;
	}

	@Override
	public String getName() {
		return this.local.getName();
	}

	@Override
	public Object getNativeCache() {
		return this.local.getNativeCache();
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		return this.local.get(key);
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		return this.local.get(key, type);
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return this.local.get(key, valueLoader);
	}

	@Override
	public @Nullable CompletableFuture<?> retrieve(Object key) {
		return this.local.retrieve(key);
	}

	@Override
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		return this.local.retrieve(key, valueLoader);
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		this.local.put(key, value);
		if (this.evictOnPut) {
			this.evictions.evict(getName(), key);
		}
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		ValueWrapper existing = this.local.putIfAbsent(key, value);
		if (existing == null && this.evictOnPut) {
			this.evictions.evict(getName(), key);
		}
		return existing;
	}

	@Override
	public void evict(Object key) {
		this.local.evict(key);
		this.evictions.evict(getName(), key);
	}

	@Override
	public boolean evictIfPresent(Object key) {
		boolean evicted = this.local.evictIfPresent(key);
		this.evictions.evict(getName(), key);
		return evicted;
	}

	@Override
	public void clear() {
		this.local.clear();
		this.evictions.clear(getName());
	}

	@Override
	public boolean invalidate() {
		boolean had = this.local.invalidate();
		this.evictions.clear(getName());
		return had;
	}

}
