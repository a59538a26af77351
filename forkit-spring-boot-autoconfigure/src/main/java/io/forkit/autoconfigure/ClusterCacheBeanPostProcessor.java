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

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.forkit.cluster.cache.ClusterCacheManager;
import io.forkit.cluster.shared.SharedState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;

/**
 * Puts a {@link ClusterCacheManager} around each cache manager whose entries are in this
 * process. One that is elsewhere is shared already, and would be cleared by each worker.
 */
class ClusterCacheBeanPostProcessor implements DestructionAwareBeanPostProcessor {

	private static final Log logger = LogFactory.getLog(ClusterCacheManager.class);

	/** By name, as it may not be there. */
	private static final String CAFFEINE = "org.springframework.cache.caffeine.CaffeineCacheManager";

	private final Map<String, ClusterCacheManager> managers = new ConcurrentHashMap<>();

	private final ObjectProvider<SharedState> state;

	private final ForkitClusterProperties.Caches properties;

	ClusterCacheBeanPostProcessor(ObjectProvider<SharedState> state, ForkitClusterProperties.Caches properties) {
		this.state = state;
		this.properties = properties;
		if (properties.evictOnPut()) {
			logger.warn(
					"'forkit.cluster.caches.evict-on-put' is set: what a @Cacheable method has computed in one worker is evicted in the others, which compute it again");
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof CacheManager manager && !(bean instanceof ClusterCacheManager)
				&& isWanted(manager, beanName)) {
			ClusterCacheManager around = new ClusterCacheManager(beanName, manager, this.state.getObject(),
					this.properties.evictOnPut());
			this.managers.put(beanName, around);
			return around;
		}
		return bean;
	}

	private boolean isWanted(CacheManager manager, String beanName) {
		if (!this.properties.managers().isEmpty()) {
			return this.properties.managers().contains(beanName);
		}
		if (manager instanceof NoOpCacheManager) {
			return false;
		}
		boolean local = manager instanceof ConcurrentMapCacheManager || isCaffeine(manager.getClass());
		if (!local) {
			logger.info(
					"The cache manager '%s' (%s) may be one that all workers share: what is evicted from it is not told. If its entries are in this process, name it in 'forkit.cluster.caches.managers'"
						.formatted(beanName, manager.getClass().getName()));
		}
		return local;
	}

	private static boolean isCaffeine(Class<?> type) {
		return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
			.anyMatch((one) -> one.getName().equals(CAFFEINE));
	}

	/** The bean that is destroyed is the one within. */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		ClusterCacheManager around = this.managers.remove(beanName);
		if (around != null) {
			around.close();
		}
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof CacheManager;
	}

}
