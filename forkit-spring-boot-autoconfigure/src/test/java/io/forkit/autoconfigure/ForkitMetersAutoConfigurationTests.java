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
import java.util.List;
import java.util.function.Consumer;

import io.forkit.actuate.meters.MeterReporter;
import io.forkit.actuate.meters.MetersTopic;
import io.forkit.cluster.ControlTopic;
import io.forkit.cluster.Worker;
import io.forkit.cluster.worker.ClusterWorker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ForkitPrimaryMetersAutoConfiguration} and
 * {@link ForkitWorkerMetersAutoConfiguration}.
 */
class ForkitMetersAutoConfigurationTests {

	private static final String OFF = "forkit.cluster.metrics.enabled=false";

	private final Worker worker = mock(Worker.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				ForkitPrimaryMetersAutoConfiguration.class, ForkitWorkerMetersAutoConfiguration.class));

	private final ApplicationContextRunner primary = this.runner
		.withBean(MetersTopic.class, () -> new MetersTopic(() -> List.of(this.worker)))
		.withPropertyValues("forkit.cluster.role=primary");

	private final ApplicationContextRunner clusterWorker = this.runner
		.withBean(ClusterWorker.class, () -> mock(ClusterWorker.class))
		.withPropertyValues("forkit.cluster.role=worker");

	@Test
	void thePrimaryShowsWhatAWorkerTells() {
		this.primary.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ask(context.getBean(MetersTopic.class), List.of(List.of(1, "COUNTER", "jobs", "jobs", "Jobs", List.of())),
					List.of(List.of(1, 3.0)), List.of());
			await().ignoreExceptions()
				.untilAsserted(() -> assertThat(registry.get("jobs").tag("worker", "0").functionCounter().count())
					.isEqualTo(3));
			registry.counter("own").increment();
			assertThat(registry.get("own").counter().getId().getTag("worker")).isEqualTo("primary");
		});
	}

	@Test
	void aRegistryOfACompositeHasEachMeterOnce() {
		SimpleMeterRegistry second = new SimpleMeterRegistry();
		this.primary.withBean("first", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("second", SimpleMeterRegistry.class, () -> second)
			.run((context) -> {
				ask(context.getBean(MetersTopic.class), List.of(List.of(1, "COUNTER", "jobs", "jobs", "", List.of())),
						List.of(List.of(1, 3.0)), List.of());
				await().ignoreExceptions()
					.untilAsserted(() -> assertThat(second.get("jobs").functionCounter().count()).isEqualTo(3));
				MeterRegistry composite = context.getBean(MeterRegistry.class);
				assertThat(composite).isNotSameAs(second);
				composite.counter("own").increment();
				assertThat(second.get("own").counter().getId().getTag("worker")).isEqualTo("primary");
				assertThat(composite.find("jobs").meters()).isEmpty();
			});
	}

	@Test
	void bucketsThatAreWantedAreThoseOfTheWorkersOnly() {
		this.primary
			.withPropertyValues("management.metrics.distribution.percentiles-histogram.all=true",
					"management.metrics.distribution.slo.own=10ms")
			.run((context) -> {
				Timer timer = context.getBean(MeterRegistry.class).timer("own");
				timer.record(Duration.ofMillis(1));
				assertThat(timer.takeSnapshot().histogramCounts()).isEmpty();
			});
	}

	@Test
	void aWorkerTells() {
		this.clusterWorker.run((context) -> assertThat(context.getBean(MeterReporter.class).isRunning()).isTrue());
	}

	@Test
	void nothingIsThereIfItIsSwitchedOff() {
		this.clusterWorker.withPropertyValues(OFF)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterReporter.class));
		this.primary.withPropertyValues(OFF)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("clusterMeters")
				.doesNotHaveBean("primaryMetersFilter"));
	}

	@Test
	void nothingIsThereWithoutACluster() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(MeterReporter.class)
			.doesNotHaveBean("clusterMeters")
			.doesNotHaveBean("primaryMetersFilter"));
	}

	@Test
	void anInvalidSettingIsRefused() {
		this.clusterWorker.withPropertyValues("forkit.cluster.metrics.interval=1ms")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasRootCauseInstanceOf(InvalidForkitPropertyException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "primary", "worker" })
	void withoutMicrometerNothingOfItIsNeeded(String role) {
		// Imported by name: given as classes, they would bring their annotations along.
		new ApplicationContextRunner().withUserConfiguration(Imported.class)
			.withBean(MetersTopic.class, () -> new MetersTopic(List::of))
			.withPropertyValues("forkit.cluster.role=" + role)
			.withClassLoader(new FilteredClassLoader((name) -> name.startsWith("io.micrometer.core.")))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("clusterMeters")
				.doesNotHaveBean("meterReporter"));
	}

	private void ask(MetersTopic topic, Object... message) {
		given(this.worker.pid()).willReturn(7L);
		ControlTopic.Peer peer = mock(ControlTopic.Peer.class);
		given(peer.pid()).willReturn(7L);
		Consumer<List<?>> answer = (value) -> assertThat(value.get(0)).isEqualTo("taken");
		topic.open(peer).received(List.of(message), answer);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ForkitPrimaryMetersAutoConfiguration.class, ForkitWorkerMetersAutoConfiguration.class })
	static class Imported {

	}

}
