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

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.shared.ClusterTopic;
import io.forkit.cluster.shared.SharedState;
import io.forkit.cluster.shared.SharedStateHolder;
import io.forkit.cluster.shared.SharedStateLimits;
import io.forkit.cluster.shared.TwoProcesses;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.SimpleKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ClusterCacheManager}.
 */
@Timeout(60)
@SuppressWarnings("rawtypes")
class ClusterCacheManagerTests {

	private final TwoProcesses processes = new TwoProcesses();

	private final Cache first = cache(this.processes.first(), false);

	private final Cache second = cache(this.processes.second(), false);

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void anEvictedEntryIsGoneInTheOtherProcessAndNoOtherEntry() {
		UUID uuid = UUID.randomUUID();
		List<Object> keys = List.of("text", 7, 7L, true, uuid, SimpleKey.EMPTY);
		keys.forEach((key) -> {
			this.first.put(key, "x");
			this.second.put(key, "x");
		});
		for (int i = 0; i < keys.size(); i++) {
			Object key = keys.get(i);
			this.first.evict(key);
			assertThat(this.first.get(key)).isNull();
			await(() -> this.second.get(key) == null);
			keys.subList(i + 1, keys.size()).forEach((other) -> assertThat(this.second.get(other)).isNotNull());
		}
	}

	@Test
	void anotherKeyClearsTheCacheInTheOtherProcess() {
		this.second.put("text", "x");
		SimpleKey key = new SimpleKey("a", 1);
		this.first.put(key, "x");
		this.first.put("text", "x");
		this.first.evict(key);
		await(() -> this.second.get("text") == null);
		assertThat(this.first.get("text")).isNotNull();
	}

	@Test
	void aClearedCacheIsClearedInTheOtherProcess() {
		this.second.put("text", "x");
		this.first.clear();
		await(() -> this.second.get("text") == null);
		this.second.put("text", "x");
		this.first.invalidate();
		await(() -> this.second.get("text") == null);
		this.second.put("text", "x");
		this.first.evictIfPresent("text");
		await(() -> this.second.get("text") == null);
	}

	@Test
	void whatIsPutStaysInTheOtherProcessUnlessItIsWanted() {
		this.second.put("text", "old");
		this.second.put("other", "old");
		this.first.put("text", "new");
		this.first.evict("other");
		await(() -> this.second.get("other") == null);
		assertThat(this.second.get("text", String.class)).isEqualTo("old");
		Cache evicting = cache(this.processes.first(), true);
		evicting.put("text", "newest");
		await(() -> this.second.get("text") == null);
		assertThat(evicting.get("text", String.class)).isEqualTo("newest");
		this.second.put("absent", "old");
		evicting.putIfAbsent("absent", "new");
		await(() -> this.second.get("absent") == null);
	}

	@Test
	void allElseIsThatOfTheCache() {
		assertThat(this.first.get("a", () -> "loaded")).isEqualTo("loaded");
		assertThat(this.first.get("a", String.class)).isEqualTo("loaded");
		assertThat(this.first.retrieve("a")).isNotNull();
		assertThat(this.first.retrieve("b", () -> CompletableFuture.completedFuture("later")).join())
			.isEqualTo("later");
		assertThat(this.first.getName()).isEqualTo("prices");
		assertThat(this.first.getNativeCache()).isInstanceOf(java.util.concurrent.ConcurrentMap.class);
		assertThat(manager(this.processes.first(), false).getCache("none")).isNull();
		assertThat(manager(this.processes.first(), false).getCacheNames()).containsExactly("prices");
	}

	@Test
	void anApplicationAloneHasNobodyToTell() {
		SharedState alone = new SharedStateHolder(SharedStateLimits.DEFAULTS).state();
		Cache cache = cache(alone, true);
		cache.put("text", "x");
		cache.evict("other");
		assertThat(cache.get("text", String.class)).isEqualTo("x");
	}

	@Test
	void whatAnotherProcessHasToldIsNotToldOnceMore() {
		// Both in the second process: the outer one is made of the inner one.
		ClusterCacheManager inner = new ClusterCacheManager("inner", new ConcurrentMapCacheManager("prices"),
				this.processes.second(), false);
		ClusterCacheManager outer = new ClusterCacheManager("outer", inner, this.processes.second(), false);
		ClusterCacheManager innerOfFirst = new ClusterCacheManager("inner", new ConcurrentMapCacheManager("prices"),
				this.processes.first(), false);
		List<Object> told = new CopyOnWriteArrayList<>();
		this.processes.first().topic("forkit.caches.inner", List.class).subscribe((one) -> told.add(one.message()));
		ClusterCacheManager outerOfFirst = new ClusterCacheManager("outer", new ConcurrentMapCacheManager("prices"),
				this.processes.first(), false);
		outer.getCache("prices").put("a", "x");
		outerOfFirst.getCache("prices").evict("a");
		await(() -> outer.getCache("prices").get("a") == null);
		innerOfFirst.getCache("prices").evict("b");
		await(() -> !told.isEmpty());
		assertThat(told).containsExactly(List.of("prices", "STRING", "b"));
	}

	@Test
	void whatCouldNotBeToldIsClearedLater() {
		SharedState state = mock(SharedState.class);
		ClusterTopic<List> topic = mock();
		given(state.topic("forkit.caches.cacheManager", List.class)).willReturn(topic);
		given(topic.subscribe(any())).willReturn(() -> {
		});
		given(topic.onLoss(any())).willReturn(() -> {
		});
		CompletableFuture<Void> first = new CompletableFuture<>();
		given(topic.broadcast(any())).willReturn(first,
				CompletableFuture.failedFuture(new IllegalStateException("Expected by the test")),
				CompletableFuture.completedFuture(null));
		Cache cache = cache(state, false);
		cache.evict("a");
		cache.evict("b");
		then(topic).should(never()).broadcast(List.of("prices"));
		first.complete(null);
		then(topic).should().broadcast(List.of("prices"));
		cache.evict("c");
		then(topic).should().broadcast(List.of("prices", "STRING", "c"));
	}

	@Test
	void aCacheThatIsMadeAnewTakesThePlaceOfTheOther() {
		ConcurrentMapCacheManager local = new ConcurrentMapCacheManager("prices");
		ClusterCacheManager manager = new ClusterCacheManager("cacheManager", local, this.processes.first(), false);
		Cache cache = manager.getCache("prices");
		assertThat(manager.getCache("prices")).isSameAs(cache);
		cache.put("a", "x");
		local.setAllowNullValues(false);
		manager.getCache("prices").put("b", "x");
		assertThat(local.getCache("prices").get("b")).isNotNull();
		assertThat(manager.getCache("prices").get("a")).isNull();
	}

	@Test
	void whoIsClosedIsToldNothingMore() {
		ClusterCacheManager closed = manager(this.processes.second(), false);
		closed.getCache("prices").put("a", "x");
		closed.close();
		this.second.put("a", "x");
		this.first.evict("a");
		await(() -> this.second.get("a") == null);
		assertThat(closed.getCache("prices").get("a")).isNotNull();
	}

	private static ClusterCacheManager manager(SharedState state, boolean evictOnPut) {
		ConcurrentMapCacheManager local = new ConcurrentMapCacheManager("prices");
		// Otherwise asynchronous retrieval is refused.
		local.setAllowNullValues(false);
		return new ClusterCacheManager("cacheManager", local, state, evictOnPut);
	}

	private static Cache cache(SharedState state, boolean evictOnPut) {
		Cache cache = manager(state, evictOnPut).getCache("prices");
		assertThat(cache).isNotNull();
		return cache;
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
	}

}
