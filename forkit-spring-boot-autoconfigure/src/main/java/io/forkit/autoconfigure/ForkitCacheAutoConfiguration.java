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

import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.shared.SharedState;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of caches that tell the other workers what is evicted from them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ForkitSharedStateAutoConfiguration.class)
@ConditionalOnClass(CacheManager.class)
@ConditionalOnClusterRole(ClusterRole.WORKER)
@ConditionalOnBooleanProperty("forkit.cluster.caches.evict")
public final class ForkitCacheAutoConfiguration {

	@Bean
	static ClusterCacheBeanPostProcessor clusterCacheBeanPostProcessor(ObjectProvider<SharedState> state,
			Environment environment) {
		return new ClusterCacheBeanPostProcessor(state,
				Binder.get(environment).bindOrCreate("forkit.cluster.caches", ForkitClusterProperties.Caches.class));
	}

}
