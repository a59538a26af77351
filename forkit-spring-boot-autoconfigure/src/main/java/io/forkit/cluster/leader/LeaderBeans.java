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
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

	private final Map<String, Object> beans = new ConcurrentHashMap<>();

	private final Map<String, Runnable> destruction = Collections.synchronizedMap(new LinkedHashMap<>());

	// Of the thread of the leadership, as the two below.
	private final List<Object> made = new ArrayList<>();

	private final Deque<Lifecycle> started = new ArrayDeque<>();

	private final Set<String> failed = new HashSet<>();

	// Nobody waits for a bean that is being made: whoever does may hold what its making
	// needs.
	private volatile @Nullable Thread maker;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		beanFactory.registerScope(SCOPE, this);
	}

	/**
	 * Make all beans of the scope, and start them. One that fails is not there for as
	 * long as this leadership lasts.
	 */
	void create() {
		ConfigurableListableBeanFactory factory = this.beanFactory;
		if (factory == null) {
			return;
		}
		this.maker = Thread.currentThread();
		try {
			for (String name : factory.getBeanDefinitionNames()) {
				if (isOfLeader(factory, name)) {
					make(factory, name);
				}
			}
		}
		finally {
			this.maker = null;
		}
		this.made.stream()
			.filter(Lifecycle.class::isInstance)
			.map(Lifecycle.class::cast)
			.sorted(Comparator.comparingInt(LeaderBeans::phase))
			.forEach(this::start);
	}

	static boolean isOfLeader(ConfigurableListableBeanFactory factory, String name) {
		return SCOPE.equals(factory.getMergedBeanDefinition(name).getScope());
	}

	private void make(BeanFactory factory, String name) {
		if (this.failed.contains(name)) {
			return;
		}
		try {
			factory.getBean(name);
		}
		catch (RuntimeException | Error ex) {
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
		catch (RuntimeException | Error ex) {
			logger.error("The bean " + bean + " of the leader cannot be started", ex);
		}
	}

	/** Stop the beans of the scope. They are still there for what runs. */
	void stop() {
		while (!this.started.isEmpty()) {
			Lifecycle bean = this.started.pop();
			quietly(bean::stop, "The bean " + bean + " of the leader cannot be stopped");
		}
	}

	/** Destroy the beans of the scope. */
	void destroy() {
		this.beans.clear();
		this.made.clear();
		this.failed.clear();
		List<String> names = destructible();
		for (int i = names.size() - 1; i >= 0; i--) {
			Runnable callback = this.destruction.remove(names.get(i));
			if (callback != null) {
				quietly(callback, "The bean '" + names.get(i) + "' of the leader cannot be destroyed");
			}
		}
	}

	private List<String> destructible() {
		synchronized (this.destruction) {
			return new ArrayList<>(this.destruction.keySet());
		}
	}

	private static void quietly(Runnable task, String failure) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error(failure, ex);
		}
	}

	@Override
	public Object get(String name, ObjectFactory<?> objectFactory) {
		Object bean = this.beans.get(name);
		if (bean != null) {
			return bean;
		}
		if (this.maker != Thread.currentThread()) {
			throw new IllegalStateException(
					"The bean '%s' exists in the leader of the cluster only, and is not there: this process does not lead, or has not made it. Inject it as ObjectProvider"
						.formatted(name));
		}
		if (this.failed.contains(name)) {
			throw new IllegalStateException("The bean '%s' of the leader could not be made".formatted(name));
		}
		return make(name, objectFactory);
	}

	private Object make(String name, ObjectFactory<?> objectFactory) {
		this.failed.add(name);
		Object bean = objectFactory.getObject();
		this.failed.remove(name);
		this.made.add(bean);
		this.beans.put(name, bean);
		return bean;
	}

	@Override
	public @Nullable Object remove(String name) {
		this.destruction.remove(name);
		return this.beans.remove(name);
	}

	@Override
	public void registerDestructionCallback(String name, Runnable callback) {
		this.destruction.put(name, callback);
	}

}
