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

import io.forkit.actuate.ForkitLeaderMetrics;
import io.forkit.cluster.leader.ClusterLeadership;
import io.forkit.cluster.leader.ProcessLeadership;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meter of the leader, in a worker or an application without
 * workers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ForkitLeaderAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(ClusterLeadership.class)
public final class ForkitLeaderMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ForkitLeaderMetrics forkitLeaderMetrics(ClusterLeadership leadership) {
		return new ForkitLeaderMetrics(ProcessLeadership.observe(leadership));
	}

}
