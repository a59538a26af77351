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

import io.forkit.cluster.cache.ClusterCacheManager;
import io.forkit.cluster.shared.SharedState;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.CacheManager;
import org.springframework.cache.support.NoOpCacheManager;

/**
 * Puts a {@link ClusterCacheManager} around each cache manager.
 */
class ClusterCacheBeanPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<SharedState> state;

	private final boolean evictOnPut;

	ClusterCacheBeanPostProcessor(ObjectProvider<SharedState> state, boolean evictOnPut) {
		this.state = state;
		this.evictOnPut = evictOnPut;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof CacheManager manager && !(bean instanceof ClusterCacheManager)
				&& !(bean instanceof NoOpCacheManager)) {
			return new ClusterCacheManager(beanName, manager, this.state.getObject(), this.evictOnPut);
		}
		return bean;
	}

}
