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

import io.forkit.actuate.ForkitLeaderInfoContributor;
import io.forkit.cluster.leader.ClusterLeadership;
import io.forkit.cluster.leader.ProcessLeadership;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what the info endpoint tells of the leader.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ForkitLeaderAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnEnabledInfoContributor("forkit")
@ConditionalOnBean(ClusterLeadership.class)
public final class ForkitLeaderInfoAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ForkitLeaderInfoContributor forkitLeaderInfoContributor(ClusterLeadership leadership) {
		return new ForkitLeaderInfoContributor(ProcessLeadership.observe(leadership));
	}

}
