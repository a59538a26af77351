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

import io.forkit.cluster.ClusterEvent;
import io.forkit.cluster.LeaderChangedEvent;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Finds out whether an application does something in the leader only, before it has begun
 * to.
 */
final class LeaderUse {

	private static final ResolvableType CHANGE = ResolvableType.forClass(LeaderChangedEvent.class);

	private static final ResolvableType ANYTHING = ResolvableType.forClass(ClusterEvent.class);

	private LeaderUse() {
	}

	/**
	 * Return whether there are beans or methods of the leader, or somebody listens for
	 * it. Whoever listens for everything does not count.
	 * @param context the application
	 * @return whether there are
	 */
	static boolean isIn(ApplicationContext context) {
		if (!(context instanceof AbstractApplicationContext application)) {
			return true;
		}
		return hasBeans(application.getBeanFactory()) || hasMethods(application)
				|| application.getApplicationListeners().stream().anyMatch(LeaderUse::isListening);
	}

	private static boolean hasBeans(ConfigurableListableBeanFactory factory) {
		for (String name : factory.getBeanDefinitionNames()) {
			if (LeaderBeans.isOfLeader(factory, name)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasMethods(ApplicationContext context) {
		return context.getBeanProvider(LeaderScheduledAnnotationBeanPostProcessor.class, false)
			.stream()
			.anyMatch(LeaderScheduledAnnotationBeanPostProcessor::isUsed);
	}

	private static boolean isListening(ApplicationListener<?> listener) {
		GenericApplicationListener generic = (listener instanceof GenericApplicationListener itself) ? itself
				: new GenericApplicationListenerAdapter(listener);
		return generic.supportsEventType(CHANGE) && !generic.supportsEventType(ANYTHING);
	}

}
