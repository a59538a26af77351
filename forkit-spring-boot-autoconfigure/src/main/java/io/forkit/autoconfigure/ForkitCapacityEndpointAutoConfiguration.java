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

import io.forkit.actuate.CapacityEndpoint;
import io.forkit.cluster.CapacityTopic;
import io.forkit.cluster.Cluster;
import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.capacity.CapacityDescription;
import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint that shows and changes the capacity of the cluster.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ForkitWorkerAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(CapacityEndpoint.class)
@ConditionalOnClusterRole({ ClusterRole.PRIMARY, ClusterRole.WORKER })
public final class ForkitCapacityEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CapacityEndpoint capacityEndpoint(ObjectProvider<Cluster> cluster, ObjectProvider<ClusterWorker> worker) {
		ClusterWorker self = worker.getIfAvailable();
		if (self != null) {
			return new CapacityEndpoint(CapacityTopic.ofWorker(self.line(CapacityTopic.NAME, (value) -> {
			})));
		}
		return new CapacityEndpoint(CapacityDescription.of(cluster.getObject().capacity()));
	}

}
