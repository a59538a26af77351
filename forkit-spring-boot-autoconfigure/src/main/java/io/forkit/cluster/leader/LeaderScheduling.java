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

package io.forkit.cluster.leader;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.SchedulingConfiguration;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Puts {@link LeaderScheduledAnnotationBeanPostProcessor} in the place of the processor
 * that Spring has for {@code @Scheduled} methods, if scheduling is enabled.
 *
 * @since 0.1.0
 */
public final class LeaderScheduling implements BeanDefinitionRegistryPostProcessor, Ordered {

	private static final Log logger = LogFactory.getLog(LeaderScheduling.class);

	private static final String NAME = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME;

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (!registry.containsBeanDefinition(NAME)) {
			return;
		}
		BeanDefinition present = registry.getBeanDefinition(NAME);
		if (LeaderScheduledAnnotationBeanPostProcessor.class.getName().equals(present.getBeanClassName())) {
			// An application with AOT processing has it from its build.
			return;
		}
		if (!isOfSpring(present)) {
			logger.warn(
					"@Scheduled methods are run by a processor that forkit does not know (%s): @LeaderOnly has no effect"
						.formatted(present));
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition(LeaderScheduledAnnotationBeanPostProcessor.class);
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		registry.removeBeanDefinition(NAME);
		registry.registerBeanDefinition(NAME, definition);
	}

	private static boolean isOfSpring(BeanDefinition definition) {
		return SchedulingConfiguration.class.getName().equals(definition.getFactoryBeanName())
				|| ScheduledAnnotationBeanPostProcessor.class.getName().equals(definition.getBeanClassName());
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
