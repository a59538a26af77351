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

import java.util.Objects;

import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.operate.ClusterOperator;
import io.forkit.cluster.warm.WarmUpRequest;
import io.forkit.cluster.web.ServerProbe;
import io.forkit.cluster.web.SharedServersLifecycle;
import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of a worker.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClusterRole(ClusterRole.WORKER)
public final class ForkitWorkerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterWorker clusterWorker() {
		return Objects.requireNonNull(ClusterWorker.current(), "'clusterWorker' must be there in a worker");
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterOperator clusterOperator(ClusterWorker worker) {
		return ClusterOperator.ofWorker(worker::line);
	}

	/**
	 * Refuses what cannot be shared, and stops in time what is.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebServerFactoryCustomizer.class)
	static class WebServerConfiguration {

		@Bean
		SharedWebServerCheck sharedWebServerCheck() {
			return new SharedWebServerCheck();
		}

		@Bean
		SharedServersLifecycle sharedServersLifecycle(ClusterWorker worker, ObjectProvider<WarmUpRequest> warmUp) {
			worker.probeWith(new ServerProbe(warmUp::getIfAvailable));
			return SharedServersLifecycle.draining();
		}

		@Bean
		SharedServersLifecycle sharedServersResponses() {
			return SharedServersLifecycle.answering();
		}

	}

}
