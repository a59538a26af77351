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

import io.forkit.actuate.ForkitHealthMetrics;
import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterRole;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters that tell how the workers fare, in the primary.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnClusterRole(ClusterRole.PRIMARY)
@ConditionalOnBean(ClusterLifecycle.class)
public final class ForkitHealthMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ForkitHealthMetrics forkitHealthMetrics(ClusterLifecycle cluster) {
		return new ForkitHealthMetrics(cluster);
	}

}
