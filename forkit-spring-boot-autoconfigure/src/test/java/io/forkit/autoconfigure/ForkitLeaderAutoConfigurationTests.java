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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.actuate.ForkitLeaderInfoContributor;
import io.forkit.actuate.ForkitLeaderMetrics;
import io.forkit.cluster.ClusterEvent;
import io.forkit.cluster.LeaderChangedEvent;
import io.forkit.cluster.leader.ClusterLeadership;
import io.forkit.cluster.leader.ConditionalOnClusterLeader;
import io.forkit.cluster.leader.LeaderBeans;
import io.forkit.cluster.leader.LeaderOnly;
import io.forkit.cluster.leader.ProcessLeadership;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ForkitLeaderAutoConfiguration} and what is in
 * {@code io.forkit.cluster.leader}.
 */
@Timeout(60)
class ForkitLeaderAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ForkitLeaderAutoConfiguration.class,
				ForkitLeaderMetricsAutoConfiguration.class, ForkitLeaderInfoAutoConfiguration.class));

	private final ProcessLeadership leadership = new ProcessLeadership(1, 0, (term) -> {
	});

	@Test
	void anApplicationAloneLeads() {
		this.runner.withUserConfiguration(Scheduling.class).run((context) -> {
			assertThat(context.getBean(ClusterLeadership.class).isLeader()).isTrue();
			await(() -> context.getBean(Jobs.class).leaderRuns.get() > 2);
			await(() -> context.getBean(Beans.class).log.contains("begin"));
			await(() -> context.getBean(Events.class).heard.equals(List.of("this")));
		});
	}

	@Test
	void aPrimaryHasNoneOfIt() {
		this.runner.withPropertyValues("forkit.cluster.role=primary")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterLeadership.class));
	}

	@Test
	void scheduledMethodsRunInTheLeaderOnly() {
		worker().run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			await(() -> jobs.runs.get() > 3);
			assertThat(jobs.leaderRuns).hasValue(0);
			assertThat(context.getBean(ClassJobs.class).runs).hasValue(0);
			this.leadership.elected(1);
			await(() -> jobs.leaderRuns.get() > 3 && context.getBean(ClassJobs.class).runs.get() > 3);
			this.leadership.stepDown(1);
			await(() -> this.leadership.term() == 0);
			int until = jobs.leaderRuns.get();
			int others = jobs.runs.get();
			await(() -> jobs.runs.get() > others + 3);
			assertThat(jobs.leaderRuns).hasValue(until);
		});
	}

	@Test
	void aScheduledMethodCanBePrivateAndItsClassFinal() {
		worker().run((context) -> {
			this.leadership.elected(1);
			await(() -> context.getBean(ClassJobs.class).privateRuns.get() > 0);
		});
	}

	@Test
	void whoCallsTheMethodHimselfIsNotHeldUp() {
		worker().run((context) -> {
			context.getBean(Jobs.class).inTheLeader();
			assertThat(context.getBean(Jobs.class).leaderRuns).hasValue(1);
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { MethodOfTheLeader.class, BeanOfTheLeader.class, Events.class, Listener.class })
	void whoDoesSomethingInTheLeaderOnlyMakesUseOfIt(Class<?> user) {
		AtomicInteger used = new AtomicInteger();
		this.leadership.whenUsed(used::incrementAndGet);
		this.runner.withUserConfiguration(user)
			.withBean(ProcessLeadership.class, () -> this.leadership)
			.run((context) -> assertThat(used).hasValue(1));
	}

	@Test
	void whoOnlyTellsOfTheLeaderOrListensForEverythingMakesNoUseOfIt() {
		AtomicInteger used = new AtomicInteger();
		this.leadership.whenUsed(used::incrementAndGet);
		this.runner.withUserConfiguration(Listeners.class, PlainMethod.class)
			.withBean(ProcessLeadership.class, () -> this.leadership)
			.run((context) -> {
				this.leadership.elected(1);
				SimpleMeterRegistry registry = new SimpleMeterRegistry();
				context.getBean(ForkitLeaderMetrics.class).bindTo(registry);
				assertThat(registry.get(ForkitLeaderMetrics.LEADER).gauge().value()).isOne();
				Info.Builder info = new Info.Builder();
				context.getBean(ForkitLeaderInfoContributor.class).contribute(info);
				assertThat(info.build().getDetails()).containsKey("cluster");
				await(() -> context.getBean(Listeners.class).heard.stream()
					.anyMatch(LeaderChangedEvent.class::isInstance));
				assertThat(used).hasValue(0);
			});
	}

	@Test
	void withoutSchedulingThereIsNoProcessor() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean("org.springframework.context.annotation.internalScheduledAnnotationProcessor"));
	}

	@Test
	void aMethodThatReturnsAPublisherIsRefused() {
		this.runner.withUserConfiguration(Scheduling.class)
			.withBean(ReactiveJobs.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("ReactiveJobs.inTheLeader()' must not return a publisher"));
	}

	@ParameterizedTest
	@ValueSource(classes = { FutureJobs.class, StageJobs.class, AsyncJobs.class, AsyncClassJobs.class })
	void aMethodWhoseWorkGoesOnWhenItHasReturnedIsRefused(Class<?> jobs) {
		this.runner.withUserConfiguration(Scheduling.class, jobs)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContaining(jobs.getSimpleName() + ".inTheLeader()' must not be @Async or return a future"));
	}

	@Test
	void anAsynchronousMethodOfEverybodyIsNobodysBusiness() {
		this.runner.withUserConfiguration(Scheduling.class, AsyncJobsOfAll.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aProcessorOfTheUserIsLeftAlone() {
		this.runner.withUserConfiguration(OwnProcessor.class)
			.run((context) -> assertThat(
					context.getBean("org.springframework.context.annotation.internalScheduledAnnotationProcessor"))
				.isExactlyInstanceOf(ScheduledAnnotationBeanPostProcessor.class));
	}

	@Test
	void beansOfTheLeaderComeAndGo() {
		worker().run((context) -> {
			Beans beans = context.getBean(Beans.class);
			assertThat(beans.leaderBean.getIfAvailable()).isNull();
			assertThatExceptionOfType(ScopeNotActiveException.class).isThrownBy(() -> context.getBean(LeaderBean.class))
				.havingRootCause()
				.withMessageContaining("The bean 'leaderBean' exists in the leader of the cluster only");
			this.leadership.elected(1);
			await(() -> beans.log.contains("run"));
			LeaderBean first = beans.leaderBean.getObject();
			assertThat(first).isSameAs(beans.leaderBean.getObject());
			this.leadership.stepDown(1);
			await(() -> this.leadership.term() == 0);
			assertThat(beans.log.stream().filter((line) -> !"run".equals(line))).containsExactly("made", "begin", "end",
					"destroyed");
			assertThat(beans.leaderBean.getIfAvailable()).isNull();
			this.leadership.elected(2);
			await(() -> beans.log.stream().filter("begin"::equals).count() == 2);
			assertThat(beans.leaderBean.getObject()).isNotSameAs(first);
		});
	}

	@Test
	void nobodyFollowsUntilTheRunOfABeanOfTheLeaderHasEnded() {
		List<String> log = new CopyOnWriteArrayList<>();
		CountDownLatch end = new CountDownLatch(1);
		ProcessLeadership leadership = new ProcessLeadership(1, 0, (term) -> log.add("acknowledged"));
		this.runner.withUserConfiguration(LongRuns.class)
			.withBean(ProcessLeadership.class, () -> leadership)
			.withBean("log", List.class, () -> log)
			.withBean(CountDownLatch.class, () -> end)
			.run((context) -> {
				leadership.elected(1);
				await(() -> log.contains("run"));
				leadership.stepDown(1);
				await(() -> log.contains("end"));
				Awaitility.await().during(Duration.ofMillis(300)).until(() -> log.equals(List.of("run", "end")));
				end.countDown();
				await(() -> log.contains("acknowledged"));
				assertThat(log).containsExactly("run", "end", "run over", "destroyed", "acknowledged");
			});
	}

	@Test
	void nobodyWaitsForABeanOfTheLeaderThatIsBeingMade() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.runner.withBean(ProcessLeadership.class, () -> this.leadership)
			.withBean("one", Object.class, Object::new, ForkitLeaderAutoConfigurationTests::ofTheLeader)
			.withBean("other", String.class, () -> {
				begun.countDown();
				awaitUninterruptibly(end);
				return "made";
			}, ForkitLeaderAutoConfigurationTests::ofTheLeader)
			.run((context) -> {
				this.leadership.elected(1);
				awaitUninterruptibly(begun);
				assertThat(context.getBean("one")).isNotNull();
				assertThat(context.getBeanProvider(String.class).getIfAvailable()).isNull();
				end.countDown();
				await(() -> "made".equals(context.getBeanProvider(String.class).getIfAvailable()));
			});
	}

	@Test
	void beansOfTheLeaderAreMadeWhenAllOthersAreThere() {
		this.leadership.elected(1);
		List<String> log = new CopyOnWriteArrayList<>();
		worker().withBean("one", Object.class, () -> {
			log.add("leader");
			return new Object();
		}, ForkitLeaderAutoConfigurationTests::ofTheLeader).withBean(SmartLifecycle.class, () -> new LeaderBean(log) {

			@Override
			public void start() {
				log.add("lifecycle");
			}

			@Override
			public int getPhase() {
				return Integer.MAX_VALUE;
			}

		}).withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof ContextRefreshedEvent) {
				Awaitility.await().during(Duration.ofMillis(100)).until(() -> !log.contains("leader"));
				log.add("refreshed");
			}
		})).run((context) -> {
			await(() -> log.contains("leader"));
			assertThat(log).containsSubsequence("lifecycle", "refreshed", "leader");
		});
	}

	@Test
	void aBeanOfTheLeaderThatFailsHoldsUpNoOther() {
		worker().withUserConfiguration(Failing.class).run((context) -> {
			this.leadership.elected(1);
			await(() -> context.getBean(Beans.class).log.contains("begin"));
			assertThat(context.getBeanProvider(String.class).getIfAvailable()).isNull();
			assertThat(context.getBeanProvider(String.class).getIfAvailable()).isNull();
			assertThat(context.getBean(Failing.class).tried).hasValue(1);
			this.leadership.stepDown(1);
			await(() -> this.leadership.term() == 0);
			this.leadership.elected(2);
			await(() -> context.getBean(Failing.class).tried.get() == 2);
		});
	}

	@Test
	void aLeadershipOfTheUserTakesThePlace() {
		ClusterLeadership own = mock(ClusterLeadership.class);
		this.runner.withBean(ClusterLeadership.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ProcessLeadership.class);
			assertThat(context.getBean(ClusterLeadership.class)).isSameAs(own);
		});
	}

	@Test
	void aMethodForOneTimeIsRefused() {
		this.runner.withUserConfiguration(Scheduling.class)
			.withBean(OneTimeJobs.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("OneTimeJobs.inTheLeader()' must not be scheduled for one time"));
	}

	@Test
	void theEndOfTheApplicationIsTheEndOfItsLeadership() {
		List<String> log = new ArrayList<>();
		worker().run((context) -> {
			this.leadership.elected(1);
			Beans beans = context.getBean(Beans.class);
			await(() -> beans.log.contains("begin"));
			context.close();
			log.addAll(beans.log);
		});
		assertThat(log).contains("end", "destroyed");
	}

	@Test
	void listenersAreToldOfEachChange() {
		worker().run((context) -> {
			Events events = context.getBean(Events.class);
			this.leadership.elected(1);
			await(() -> events.heard.equals(List.of("this")));
			this.leadership.stepDown(1);
			await(() -> events.heard.equals(List.of("this", "nobody")));
		});
	}

	@Test
	void actuatorTellsWhoLeads() {
		worker().run((context) -> {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(ForkitLeaderMetrics.class).bindTo(registry);
			assertThat(registry.get("forkit.cluster.leader").gauge().value()).isZero();
			this.leadership.elected(1);
			assertThat(registry.get("forkit.cluster.leader").gauge().value()).isEqualTo(1);
			Info.Builder info = new Info.Builder();
			context.getBean(ForkitLeaderInfoContributor.class).contribute(info);
			assertThat(info.build().get("cluster")).asString().contains("leading=true").contains("term=1");
		});
	}

	@Test
	void withoutMetersThereIsTheRest() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ClusterLeadership.class)
				.doesNotHaveBean("forkitLeaderMetrics"));
	}

	private ApplicationContextRunner worker() {
		return this.runner.withUserConfiguration(Scheduling.class)
			.withBean(ProcessLeadership.class, () -> this.leadership);
	}

	private static void ofTheLeader(BeanDefinition definition) {
		definition.setScope(LeaderBeans.SCOPE);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		Jobs jobs() {
			return new Jobs();
		}

		@Bean
		ClassJobs classJobs() {
			return new ClassJobs();
		}

		@Bean
		Beans beans(ObjectProvider<LeaderBean> leaderBean) {
			return new Beans(leaderBean);
		}

		@Bean
		@ConditionalOnClusterLeader
		LeaderBean leaderBean(Beans beans) {
			return new LeaderBean(beans.log);
		}

		@Bean
		Events events() {
			return new Events();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProcessor {

		@Bean("org.springframework.context.annotation.internalScheduledAnnotationProcessor")
		static ScheduledAnnotationBeanPostProcessor processor() {
			return new ScheduledAnnotationBeanPostProcessor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		private final AtomicInteger tried = new AtomicInteger();

		@Bean
		@ConditionalOnClusterLeader
		String aFailingBean() {
			this.tried.incrementAndGet();
			throw new IllegalStateException("Expected by the test");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class LongRuns {

		@Bean
		@ConditionalOnClusterLeader
		LongRun longRun(@Qualifier("log") List<String> log, CountDownLatch end) {
			return new LongRun(log, end);
		}

	}

	static class LongRun extends LeaderBean {

		private final List<String> log;

		private final CountDownLatch end;

		LongRun(List<String> log, CountDownLatch end) {
			super(new ArrayList<>());
			this.log = log;
			this.end = end;
		}

		@Override
		@Scheduled(fixedDelay = 5)
		void run() {
			this.log.add("run");
			awaitUninterruptibly(this.end);
			this.log.add("run over");
		}

		@Override
		public void stop() {
			this.log.add("end");
		}

		@Override
		public void destroy() {
			this.log.add("destroyed");
		}

	}

	static class OneTimeJobs {

		@LeaderOnly
		@Scheduled(initialDelay = 5)
		void inTheLeader() {
		}

	}

	static class Jobs {

		private final AtomicInteger runs = new AtomicInteger();

		private final AtomicInteger leaderRuns = new AtomicInteger();

		@Scheduled(fixedRate = 5)
		void everywhere() {
			this.runs.incrementAndGet();
		}

		@LeaderOnly
		@Scheduled(fixedRate = 5)
		void inTheLeader() {
			this.leaderRuns.incrementAndGet();
		}

	}

	static class FutureJobs {

		@LeaderOnly
		@Scheduled(fixedRate = 5)
		CompletableFuture<Void> inTheLeader() {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class StageJobs {

		@LeaderOnly
		@Scheduled(fixedRate = 5)
		CompletionStage<Void> inTheLeader() {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class AsyncJobs {

		@Async
		@LeaderOnly
		@Scheduled(fixedRate = 5)
		void inTheLeader() {
		}

	}

	@Async
	@LeaderOnly
	static class AsyncClassJobs {

		@Scheduled(fixedRate = 5)
		void inTheLeader() {
		}

	}

	static class AsyncJobsOfAll {

		@Async
		@Scheduled(fixedRate = 5)
		void everywhere() {
		}

	}

	static class ReactiveJobs {

		@LeaderOnly
		@Scheduled(fixedRate = 5)
		Mono<Void> inTheLeader() {
			return Mono.empty();
		}

	}

	@LeaderOnly
	static final class ClassJobs {

		private final AtomicInteger runs = new AtomicInteger();

		private final AtomicInteger privateRuns = new AtomicInteger();

		@Scheduled(fixedRate = 5)
		void inTheLeader() {
			this.runs.incrementAndGet();
		}

		@Scheduled(fixedRate = 5)
		private void privately() {
			this.privateRuns.incrementAndGet();
		}

	}

	static class Beans {

		private final List<String> log = new CopyOnWriteArrayList<>();

		private final ObjectProvider<LeaderBean> leaderBean;

		Beans(ObjectProvider<LeaderBean> leaderBean) {
			this.leaderBean = leaderBean;
		}

	}

	static class LeaderBean implements SmartLifecycle, DisposableBean {

		private final List<String> log;

		private volatile boolean running;

		LeaderBean(List<String> log) {
			this.log = log;
			log.add("made");
		}

		@Scheduled(fixedRate = 5)
		void run() {
			this.log.add("run");
		}

		@Override
		public void start() {
			this.running = true;
			this.log.add("begin");
		}

		@Override
		public void stop() {
			this.running = false;
			this.log.add("end");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public void destroy() {
			this.log.add("destroyed");
		}

	}

	@EnableScheduling
	static class MethodOfTheLeader {

		@LeaderOnly
		@Scheduled(cron = "0 0 3 1 1 *")
		void run() {
		}

	}

	@EnableScheduling
	static class PlainMethod {

		@Scheduled(cron = "0 0 3 1 1 *")
		void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanOfTheLeader {

		@Bean
		@ConditionalOnClusterLeader
		String ofTheLeader() {
			return "";
		}

	}

	static class Listener implements ApplicationListener<LeaderChangedEvent> {

		@Override
		public void onApplicationEvent(LeaderChangedEvent event) {
		}

	}

	static class Listeners implements ApplicationListener<ClusterEvent> {

		private final List<Object> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onApplicationEvent(ClusterEvent event) {
		}

		@EventListener
		void anything(ApplicationEvent event) {
			this.heard.add(event);
		}

	}

	static class Events {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(LeaderChangedEvent event) {
			this.heard.add(event.isThisProcess() ? "this" : (event.getLeader().isPresent() ? "other" : "nobody"));
		}

	}

}
