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

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * Runs {@code @Scheduled} methods as Spring does, those that are {@link LeaderOnly} in
 * the leader only.
 */
class LeaderScheduledAnnotationBeanPostProcessor extends ScheduledAnnotationBeanPostProcessor {

	// A post-processor is made before what it needs.
	private @Nullable SingletonSupplier<ClusterLeadership> leadership;

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	// Those that are being scheduled.
	private final Set<Object> leaderBeans = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	private volatile boolean used;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		this.beanFactory = (beanFactory instanceof ConfigurableListableBeanFactory listable) ? listable : null;
		this.leadership = SingletonSupplier.of(() -> beanFactory.getBean(ClusterLeadership.class));
	}

	/** A run of a bean of the leader is one of the leader, which the next one awaits. */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		ConfigurableListableBeanFactory factory = this.beanFactory;
		if (factory == null || !factory.containsBeanDefinition(beanName)
				|| !LeaderBeans.isOfLeader(factory, beanName)) {
			return super.postProcessAfterInitialization(bean, beanName);
		}
		this.leaderBeans.add(bean);
		try {
			return super.postProcessAfterInitialization(bean, beanName);
		}
		finally {
			this.leaderBeans.remove(bean);
		}
	}

	@Override
	protected void processScheduled(Scheduled scheduled, Method method, Object bean) {
		if (isOfLeader(method, bean)) {
			Assert.state(!isReactive(method),
					() -> "@Scheduled method of the leader '%s' must not return a publisher: whether it is at work cannot be seen"
						.formatted(method));
			Assert.state(!isAsynchronous(method, bean),
					() -> "@Scheduled method of the leader '%s' must not be @Async or return a future: what goes on when it has returned is not awaited by the next leader. Let it end when its work has ended, or start the work with ClusterLeadership.runIfLeader"
						.formatted(method));
			Assert.state(this.leaderBeans.contains(bean) || !isOneTime(scheduled),
					() -> "@LeaderOnly method '%s' must not be scheduled for one time: who leads then is not known. Use a bean with @ConditionalOnClusterLeader"
						.formatted(method));
		}
		super.processScheduled(scheduled, method, bean);
	}

	private static boolean isOneTime(Scheduled scheduled) {
		return scheduled.cron().isEmpty() && scheduled.fixedDelay() < 0 && scheduled.fixedDelayString().isEmpty()
				&& scheduled.fixedRate() < 0 && scheduled.fixedRateString().isEmpty();
	}

	private static boolean isReactive(Method method) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
		return (adapter != null && adapter.getDescriptor().isDeferred()) || KotlinDetector.isSuspendingFunction(method);
	}

	private static boolean isAsynchronous(Method method, Object bean) {
		return Future.class.isAssignableFrom(method.getReturnType())
				|| CompletionStage.class.isAssignableFrom(method.getReturnType())
				|| AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(AopProxyUtils.ultimateTargetClass(bean), Async.class);
	}

	@Override
	protected Runnable createRunnable(Object target, Method method, @Nullable String qualifier) {
		Runnable runnable = super.createRunnable(target, method, qualifier);
		SingletonSupplier<ClusterLeadership> supplier = this.leadership;
		if (supplier == null || !isOfLeader(method, target)) {
			return runnable;
		}
		this.used = true;
		return new LeaderOnlyRunnable(runnable, supplier);
	}

	/** Return whether there are methods that run in the leader only. */
	boolean isUsed() {
		return this.used;
	}

	private boolean isOfLeader(Method method, Object bean) {
		return this.leaderBeans.contains(bean) || isLeaderOnly(method, bean);
	}

	private static boolean isLeaderOnly(Method method, Object bean) {
		return AnnotatedElementUtils.hasAnnotation(method, LeaderOnly.class)
				|| AnnotatedElementUtils.hasAnnotation(AopProxyUtils.ultimateTargetClass(bean), LeaderOnly.class);
	}

	/**
	 * A run that is left out where this process does not lead.
	 *
	 * @param delegate the run
	 * @param leadership says whether it leads
	 */
	private record LeaderOnlyRunnable(Runnable delegate,
			SingletonSupplier<ClusterLeadership> leadership) implements SchedulingAwareRunnable {

		@Override
		public void run() {
			this.leadership.obtain().runIfLeader(this.delegate);
		}

		@Override
		public boolean isLongLived() {
			return this.delegate instanceof SchedulingAwareRunnable aware && aware.isLongLived();
		}

		@Override
		public @Nullable String getQualifier() {
			return (this.delegate instanceof SchedulingAwareRunnable aware) ? aware.getQualifier() : null;
		}

		@Override
		public String toString() {
			return this.delegate.toString();
		}

	}

}
