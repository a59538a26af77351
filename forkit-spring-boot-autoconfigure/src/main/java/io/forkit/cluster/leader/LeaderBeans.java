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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;

/**
 * The scope of the beans that exist in the leader only.
 *
 * @since 0.1.0
 * @see ConditionalOnClusterLeader
 */
public final class LeaderBeans implements Scope, BeanFactoryPostProcessor {

	/** The name of the scope. */
	public static final String SCOPE = "clusterLeader";

	private static final Log logger = LogFactory.getLog(LeaderBeans.class);

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	// All below guarded by this. One bean makes others it needs, so the lock is held
	// long.
	private final Map<String, Object> beans = new LinkedHashMap<>();

	private final Map<String, Runnable> destruction = new LinkedHashMap<>();

	private final Deque<Lifecycle> started = new ArrayDeque<>();

	private boolean active;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		beanFactory.registerScope(SCOPE, this);
	}

	/** Make all beans of the scope, and start them. One that fails is not there. */
	synchronized void create() {
		ConfigurableListableBeanFactory factory = this.beanFactory;
		if (factory == null || this.active) {
			return;
		}
		this.active = true;
		for (String name : factory.getBeanDefinitionNames()) {
			if (SCOPE.equals(factory.getMergedBeanDefinition(name).getScope())) {
				make(factory, name);
			}
		}
		this.beans.values()
			.stream()
			.filter(Lifecycle.class::isInstance)
			.map(Lifecycle.class::cast)
			.sorted(Comparator.comparingInt(LeaderBeans::phase))
			.forEach(this::start);
	}

	private static void make(BeanFactory factory, String name) {
		try {
			factory.getBean(name);
		}
		catch (RuntimeException ex) {
			logger.error("The bean '" + name + "' of the leader cannot be made", ex);
		}
	}

	private static int phase(Lifecycle bean) {
		return (bean instanceof Phased phased) ? phased.getPhase() : 0;
	}

	private void start(Lifecycle bean) {
		if (bean instanceof SmartLifecycle smart && !smart.isAutoStartup()) {
			return;
		}
		try {
			bean.start();
			this.started.push(bean);
		}
		catch (RuntimeException ex) {
			logger.error("The bean " + bean + " of the leader cannot be started", ex);
		}
	}

	/** Stop the beans of the scope, and destroy them. */
	synchronized void destroy() {
		while (!this.started.isEmpty()) {
			Lifecycle bean = this.started.pop();
			quietly(bean::stop, "The bean " + bean + " of the leader cannot be stopped");
		}
		this.active = false;
		List<String> names = new ArrayList<>(this.destruction.keySet());
		for (int i = names.size() - 1; i >= 0; i--) {
			Runnable callback = this.destruction.remove(names.get(i));
			if (callback != null) {
				quietly(callback, "The bean '" + names.get(i) + "' of the leader cannot be destroyed");
			}
		}
		this.beans.clear();
	}

	private static void quietly(Runnable task, String failure) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error(failure, ex);
		}
	}

	@Override
	public synchronized Object get(String name, ObjectFactory<?> objectFactory) {
		if (!this.active) {
			throw new IllegalStateException(
					"The bean '%s' exists in the leader of the cluster only, and this process does not lead. Inject it as ObjectProvider"
						.formatted(name));
		}
		Object bean = this.beans.get(name);
		if (bean == null) {
			bean = objectFactory.getObject();
			this.beans.put(name, bean);
		}
		return bean;
	}

	@Override
	public synchronized @Nullable Object remove(String name) {
		this.destruction.remove(name);
		return this.beans.remove(name);
	}

	@Override
	public synchronized void registerDestructionCallback(String name, Runnable callback) {
		this.destruction.put(name, callback);
	}

}
