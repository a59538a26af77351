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

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.SchedulingAwareRunnable;
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

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		this.leadership = SingletonSupplier.of(() -> beanFactory.getBean(ClusterLeadership.class));
	}

	@Override
	protected void processScheduled(Scheduled scheduled, Method method, Object bean) {
		Assert.state(!isLeaderOnly(method, bean) || !isReactive(method),
				() -> "@LeaderOnly method '%s' must not return a publisher: whether it is at work cannot be seen"
					.formatted(method));
		super.processScheduled(scheduled, method, bean);
	}

	private static boolean isReactive(Method method) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
		return (adapter != null && adapter.getDescriptor().isDeferred()) || KotlinDetector.isSuspendingFunction(method);
	}

	@Override
	protected Runnable createRunnable(Object target, Method method, @Nullable String qualifier) {
		Runnable runnable = super.createRunnable(target, method, qualifier);
		SingletonSupplier<ClusterLeadership> supplier = this.leadership;
		return (supplier != null && isLeaderOnly(method, target)) ? new LeaderOnlyRunnable(runnable, supplier)
				: runnable;
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
