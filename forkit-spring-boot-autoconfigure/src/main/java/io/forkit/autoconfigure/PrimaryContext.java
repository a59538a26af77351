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

import java.util.List;

import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterLifecycleListener;
import io.forkit.cluster.operate.ClusterOperator;
import io.forkit.cluster.operate.OperationSignals;
import io.forkit.cluster.operate.OperationsTopic;
import io.forkit.cluster.scheduling.ConnectionScheduler;
import io.forkit.cluster.shared.SharedState;
import io.forkit.cluster.shared.SharedStateHolder;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Makes the context of the application, loaded but not refreshed, into that of the
 * primary: what the application has defined is taken out, the supervisor is put in.
 */
final class PrimaryContext {

	private static final String FRAMEWORK_PREFIX = "org.springframework.context.";

	private static final String BOOT_PREFIX = "springBoot";

	private PrimaryContext() {
	}

	/**
	 * Prepare the context of the primary.
	 * @param configurableContext the loaded context
	 * @return the cluster, which starts with the context
	 */
	static ClusterLifecycle prepare(ConfigurableApplicationContext configurableContext) {
		GenericApplicationContext context = (GenericApplicationContext) configurableContext;
		removeApplication(context);
		ClusterSettingsReader reader = new ClusterSettingsReader(context.getEnvironment());
		SharedStateHolder shared = new SharedStateHolder(reader.sharedLimits());
		OperationsTopic operations = new OperationsTopic();
		PrimaryMeters meters = new PrimaryMeters(context);
		ClusterLifecycle cluster = new ClusterLifecycle(reader.settings(), reader.leaderSettings(),
				List.of(shared.topic(), operations, meters.topic()), context,
				() -> context.getBeanProvider(ConnectionScheduler.class).getIfAvailable(),
				() -> context.getBeanProvider(ClusterLifecycleListener.class).orderedStream().toList());
		operations.about(cluster);
		meters.about(cluster);
		OperationSignals.install(cluster);
		context.registerBean("clusterOperator", ClusterOperator.class, () -> ClusterOperator.of(cluster));
		cluster.setStopDelay(reader.stopDelay());
		cluster.setOwnsProcess(true);
		cluster.setSystemd(reader.systemd());
		cluster.watch(new HealthSettingsReader(context.getEnvironment()).settings());
		context.registerBean("sharedState", SharedState.class, shared::state);
		context.registerBean("clusterLifecycle", ClusterLifecycle.class, () -> cluster);
		context.registerBean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, DefaultLifecycleProcessor.class,
				() -> lifecycleProcessor(cluster));
		List<Class<?>> sources = reader.properties().primary().sources();
		boolean web = !"none".equals(context.getEnvironment().getProperty("spring.main.web-application-type"));
		if (web || !sources.isEmpty()) {
			AnnotationConfigUtils.registerAnnotationConfigProcessors(context);
			AnnotatedBeanDefinitionReader definitions = new AnnotatedBeanDefinitionReader(context,
					context.getEnvironment());
			sources.forEach(definitions::registerBean);
			if (web) {
				definitions.registerBean(PrimaryManagementConfiguration.class);
			}
		}
		return cluster;
	}

	private static void removeApplication(GenericApplicationContext context) {
		for (String name : context.getBeanDefinitionNames()) {
			BeanDefinition definition = context.getBeanDefinition(name);
			boolean framework = definition.getRole() == BeanDefinition.ROLE_INFRASTRUCTURE
					&& name.startsWith(FRAMEWORK_PREFIX);
			if (!framework) {
				context.removeBeanDefinition(name);
			}
		}
		// What an initializer has made and registered: Boot would run it if it is a
		// runner.
		DefaultListableBeanFactory beanFactory = context.getDefaultListableBeanFactory();
		for (String name : beanFactory.getSingletonNames()) {
			Object singleton = beanFactory.getSingleton(name);
			if (singleton != null && !name.startsWith(BOOT_PREFIX)
					&& !singleton.getClass().getName().startsWith("org.springframework.")) {
				beanFactory.destroySingleton(name);
			}
		}
	}

	private static DefaultLifecycleProcessor lifecycleProcessor(ClusterLifecycle cluster) {
		DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
		processor.setTimeoutForShutdownPhase(SmartLifecycle.DEFAULT_PHASE, cluster.stopLimit().toMillis());
		return processor;
	}

}
