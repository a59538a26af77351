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

import io.forkit.actuate.ForkitHandOverMetrics;
import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterRole;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the meters of hand-overs, in a primary that hands connections
 * over.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnClusterRole(ClusterRole.PRIMARY)
@ConditionalOnBean(ClusterLifecycle.class)
@Conditional(OnHandOverCondition.class)
public final class ForkitHandOverMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ForkitHandOverMetrics forkitHandOverMetrics(ClusterLifecycle cluster) {
		return new ForkitHandOverMetrics(cluster.handOvers());
	}

}
