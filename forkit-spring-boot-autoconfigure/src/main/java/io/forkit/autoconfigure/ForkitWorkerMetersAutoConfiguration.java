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

import io.forkit.actuate.meters.MeterReporter;
import io.forkit.actuate.meters.MetersTopic;
import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.worker.ClusterWorker;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what tells the primary of the meters of a worker.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ForkitWorkerAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(ClusterWorker.class)
@ConditionalOnBooleanProperty(name = MetersSettingsReader.ENABLED, matchIfMissing = true)
@ConditionalOnClusterRole(ClusterRole.WORKER)
public final class ForkitWorkerMetersAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MeterReporter meterReporter(ClusterWorker worker, ObjectProvider<MeterRegistry> registries,
			Environment environment) {
		return new MeterReporter(() -> worker.line(MetersTopic.NAME, (value) -> {
		}), registries::orderedStream, new MetersSettingsReader(environment).settings());
	}

}
