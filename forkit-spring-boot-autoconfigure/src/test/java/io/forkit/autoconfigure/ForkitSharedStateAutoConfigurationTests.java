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

package io.forkit.autoconfigure;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.forkit.cluster.cache.ClusterCacheManager;
import io.forkit.cluster.shared.ClusterTopic;
import io.forkit.cluster.shared.SharedState;
import io.forkit.cluster.shared.SharedStateHolder;
import io.forkit.cluster.shared.SharedStateLimitException;
import io.forkit.cluster.shared.SharedStateLimits;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.cache.support.SimpleCacheManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ForkitSharedStateAutoConfiguration} and
 * {@link ForkitCacheAutoConfiguration}.
 */
@SuppressWarnings("rawtypes")
class ForkitSharedStateAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ForkitSharedStateAutoConfiguration.class, ForkitCacheAutoConfiguration.class));

	@Test
	void anApplicationAloneSharesWithItself() {
		this.runner.run((context) -> {
			SharedState state = context.getBean(SharedState.class);
			state.map("m", String.class, Integer.class).put("a", 1);
			assertThat(state.map("m", String.class, Integer.class).get("a")).isEqualTo(1);
			assertThat(state.counter("c").incrementAndGet()).isEqualTo(1);
		});
	}

	@Test
	void theLimitsCanBeSet() {
		this.runner.withPropertyValues("forkit.cluster.shared.max-entries=1", "forkit.cluster.shared.max-size=1KB")
			.run((context) -> {
				SharedState state = context.getBean(SharedState.class);
				state.counter("c").incrementAndGet();
				assertThatExceptionOfType(SharedStateLimitException.class)
					.isThrownBy(() -> state.counter("d").incrementAndGet())
					.withMessageContaining("there are 1 entries");
			});
	}

	@Test
	void aLimitThatLeavesNoRoomIsRefused() {
		this.runner.withPropertyValues("forkit.cluster.shared.max-entries=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidForkitPropertyException.class)
				.hasMessageContaining("forkit.cluster.shared.max-entries"));
	}

	@Test
	void cachesAreLeftAloneUnlessItIsWanted() {
		worker().run((context) -> assertThat(context.getBean(CacheManager.class))
			.isInstanceOf(ConcurrentMapCacheManager.class));
	}

	@Test
	void cachesOfAWorkerTellWhatTheyEvict() {
		worker().withPropertyValues("forkit.cluster.caches.evict=true")
			.run((context) -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(ClusterCacheManager.class));
	}

	@Test
	void cachesOfCaffeineTellWhatTheyEvict() {
		caffeine(CaffeineCacheManager::new).run((context) -> {
			CacheManager manager = context.getBean(CacheManager.class);
			assertThat(manager).isInstanceOf(ClusterCacheManager.class);
			Cache prices = manager.getCache("prices");
			assertThat(prices).isNotNull();
			prices.put("apple", 1);
			assertThat(prices.get("apple", Integer.class)).isOne();
			prices.evict("apple");
			assertThat(prices.get("apple")).isNull();
			assertThat(prices.getNativeCache()).isInstanceOf(com.github.benmanes.caffeine.cache.Cache.class);
		});
	}

	@Test
	void cachesOfAKindOfCaffeineTellWhatTheyEvict() {
		caffeine(() -> new CaffeineCacheManager("prices") {
		}).run((context) -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(ClusterCacheManager.class));
	}

	@Test
	void withoutCaffeineNothingOfItIsNeeded() {
		worker().withPropertyValues("forkit.cluster.caches.evict=true")
			.withClassLoader(
					new FilteredClassLoader("com.github.benmanes.caffeine", "org.springframework.cache.caffeine"))
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(CacheManager.class)
				.isInstanceOf(ClusterCacheManager.class));
	}

	private ApplicationContextRunner caffeine(Supplier<CacheManager> manager) {
		return this.runner.withPropertyValues("forkit.cluster.role=worker", "forkit.cluster.caches.evict=true")
			.withBean(SharedState.class, ForkitSharedStateAutoConfigurationTests::state)
			.withBean("caffeine", CacheManager.class, manager);
	}

	@Test
	void cachesOfAnApplicationAloneHaveNobodyToTell() {
		this.runner.withBean(CacheManager.class, ConcurrentMapCacheManager::new)
			.withPropertyValues("forkit.cluster.caches.evict=true")
			.run((context) -> assertThat(context.getBean(CacheManager.class))
				.isInstanceOf(ConcurrentMapCacheManager.class));
	}

	@Test
	void whatCachesNothingIsLeftAlone() {
		this.runner.withPropertyValues("forkit.cluster.role=worker", "forkit.cluster.caches.evict=true")
			.withBean(SharedState.class, ForkitSharedStateAutoConfigurationTests::state)
			.withBean(CacheManager.class, NoOpCacheManager::new)
			.run((context) -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(NoOpCacheManager.class));
	}

	@Test
	void aCacheManagerThatMayBeElsewhereIsLeftAloneUnlessItIsNamed() {
		SimpleCacheManager manager = new SimpleCacheManager();
		ApplicationContextRunner worker = this.runner
			.withPropertyValues("forkit.cluster.role=worker", "forkit.cluster.caches.evict=true")
			.withBean(SharedState.class, ForkitSharedStateAutoConfigurationTests::state)
			.withBean("elsewhere", CacheManager.class, () -> manager);
		worker.run((context) -> assertThat(context.getBean(CacheManager.class)).isSameAs(manager));
		worker.withPropertyValues("forkit.cluster.caches.managers[0]=elsewhere")
			.run((context) -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(ClusterCacheManager.class));
		worker().withPropertyValues("forkit.cluster.caches.evict=true", "forkit.cluster.caches.managers=elsewhere")
			.run((context) -> assertThat(context.getBean(CacheManager.class))
				.isInstanceOf(ConcurrentMapCacheManager.class));
	}

	@Test
	void cachesThatAreClosedListenNoMore() {
		SharedState state = mock(SharedState.class);
		ClusterTopic<List> topic = mock();
		given(state.topic("forkit.caches.prices", List.class)).willReturn(topic);
		AtomicInteger closed = new AtomicInteger();
		given(topic.subscribe(any())).willReturn(closed::incrementAndGet);
		given(topic.onLoss(any())).willReturn(closed::incrementAndGet);
		this.runner.withPropertyValues("forkit.cluster.role=worker", "forkit.cluster.caches.evict=true")
			.withBean(SharedState.class, () -> state)
			.withBean("prices", CacheManager.class, ConcurrentMapCacheManager::new)
			.run((context) -> assertThat(closed).hasValue(0));
		assertThat(closed).hasValue(2);
	}

	@Test
	void withoutCachesOfSpringNothingIsLoaded() {
		this.runner.withPropertyValues("forkit.cluster.role=worker", "forkit.cluster.caches.evict=true")
			.withBean(SharedState.class, ForkitSharedStateAutoConfigurationTests::state)
			.withClassLoader(new FilteredClassLoader("org.springframework.cache"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterCacheBeanPostProcessor.class));
	}

	private ApplicationContextRunner worker() {
		return this.runner.withPropertyValues("forkit.cluster.role=worker")
			.withBean(SharedState.class, ForkitSharedStateAutoConfigurationTests::state)
			.withBean(CacheManager.class, () -> new ConcurrentMapCacheManager("prices"));
	}

	private static SharedState state() {
		return new SharedStateHolder(SharedStateLimits.DEFAULTS).state();
	}

}
