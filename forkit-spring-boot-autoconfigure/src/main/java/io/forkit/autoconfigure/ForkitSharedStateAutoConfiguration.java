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
import io.forkit.cluster.shared.SharedStateHolder;
import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what the processes of a cluster share. The primary holds it; an
 * application without workers has it for itself.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClusterRole({ ClusterRole.WORKER, ClusterRole.SINGLE })
public final class ForkitSharedStateAutoConfiguration {

	// Which of them is decided when it is made: the conditions of an application with AOT
	// processing are evaluated when it is built.
	@Bean
	@ConditionalOnMissingBean
	SharedState sharedState(Environment environment) {
		ClusterWorker worker = ClusterWorker.current();
		if (worker != null) {
			return SharedStateHolder.ofWorker(worker.id(), worker::line);
		}
		return new SharedStateHolder(new ClusterSettingsReader(environment).sharedLimits()).state();
	}

}
