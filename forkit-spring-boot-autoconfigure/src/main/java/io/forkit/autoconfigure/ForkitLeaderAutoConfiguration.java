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
import io.forkit.cluster.leader.ClusterLeadership;
import io.forkit.cluster.leader.LeaderBeans;
import io.forkit.cluster.leader.LeaderLifecycle;
import io.forkit.cluster.leader.LeaderScheduling;
import io.forkit.cluster.leader.ProcessLeadership;
import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what an application does in the leader of the cluster only. One
 * without workers leads itself.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClusterRole({ ClusterRole.WORKER, ClusterRole.SINGLE })
public final class ForkitLeaderAutoConfiguration {

	@Bean
	static LeaderBeans leaderBeans() {
		return new LeaderBeans();
	}

	@Bean
	static LeaderScheduling leaderScheduling() {
		return new LeaderScheduling();
	}

	@Bean
	LeaderLifecycle leaderLifecycle(ObjectProvider<ProcessLeadership> leadership, LeaderBeans beans,
			ApplicationContext context) {
		return new LeaderLifecycle(leadership.getIfAvailable(), beans, context);
	}

	// Which of them is decided when it is made: the conditions of an application with AOT
	// processing are evaluated when it is built. That of a worker outlives the
	// application.
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean(ClusterLeadership.class)
	ProcessLeadership clusterLeadership() {
		ClusterWorker worker = ClusterWorker.current();
		return (worker != null) ? worker.leadership() : ProcessLeadership.single();
	}

}
