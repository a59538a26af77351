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

import io.forkit.actuate.meters.ClusterMeters;
import io.forkit.actuate.meters.MetersTopic;
import io.forkit.cluster.ClusterRole;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the meters of all workers in the primary, where it has registries
 * for them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MetersTopic.class, MeterRegistry.class })
@ConditionalOnBooleanProperty(name = MetersSettingsReader.ENABLED, matchIfMissing = true)
@ConditionalOnClusterRole(ClusterRole.PRIMARY)
public final class ForkitPrimaryMetersAutoConfiguration {

	@Bean
	static MeterFilter primaryMetersFilter() {
		return ClusterMeters.ofPrimary();
	}

	// Once all registries are there, and before there are workers.
	@Bean
	SmartInitializingSingleton clusterMeters(MetersTopic topic, ObjectProvider<MeterRegistry> registries,
			Environment environment) {
		return () -> topic
			.receiver(new ClusterMeters(registries::orderedStream, new MetersSettingsReader(environment).settings()));
	}

}
