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

import java.time.Instant;
import java.util.List;

import io.forkit.actuate.ClusterEndpoint;
import io.forkit.actuate.ClusterHealthIndicator;
import io.forkit.actuate.ForkitHandOverMetrics;
import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ClusterView;
import io.forkit.cluster.web.JettyClusterCustomizer;
import io.forkit.cluster.web.NettyClusterCustomizer;
import io.forkit.cluster.web.TomcatClusterCustomizer;
import io.forkit.process.ProcessTemplate;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for the auto-configurations.
 */
class ForkitAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ForkitEndpointAutoConfiguration.class, ForkitHealthAutoConfiguration.class,
					ForkitProcessAutoConfiguration.class, ForkitTomcatAutoConfiguration.class));

	private final ApplicationContextRunner clustered = this.runner.withUserConfiguration(View.class)
		.withPropertyValues("management.endpoints.web.exposure.include=*");

	@Test
	void allAutoConfigurationsAreRegistered() {
		assertThat(ImportCandidates.load(org.springframework.boot.autoconfigure.AutoConfiguration.class,
				getClass().getClassLoader()))
			.contains(ForkitEndpointAutoConfiguration.class.getName(), ForkitHealthAutoConfiguration.class.getName(),
					ForkitInfoAutoConfiguration.class.getName(), ForkitMetricsAutoConfiguration.class.getName(),
					ForkitJettyAutoConfiguration.class.getName(), ForkitPrimaryNettyAutoConfiguration.class.getName(),
					ForkitProcessAutoConfiguration.class.getName(), ForkitReactorNettyAutoConfiguration.class.getName(),
					ForkitTomcatAutoConfiguration.class.getName(), ForkitWorkerAutoConfiguration.class.getName());
	}

	@Test
	void anApplicationAloneHasTheProcessTemplateAndNothingElse() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=*").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ProcessTemplate.class);
			assertThat(context).doesNotHaveBean(ClusterEndpoint.class)
				.doesNotHaveBean(ClusterHealthIndicator.class)
				.doesNotHaveBean(TomcatClusterCustomizer.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "primary", "worker" })
	void aClusterShowsItself(String role) {
		this.clustered.withPropertyValues("forkit.cluster.role=" + role)
			.run((context) -> assertThat(context).hasSingleBean(ClusterEndpoint.class)
				.hasSingleBean(ClusterHealthIndicator.class));
	}

	@Test
	void anEndpointThatIsNotExposedIsNotThere() {
		this.runner.withUserConfiguration(View.class)
			.withPropertyValues("forkit.cluster.role=worker")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterEndpoint.class)
				.hasSingleBean(ClusterHealthIndicator.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.health.cluster.enabled=false", "management.health.defaults.enabled=false" })
	void theHealthOfTheClusterCanBeSwitchedOff(String property) {
		this.clustered.withPropertyValues("forkit.cluster.role=worker", property)
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterHealthIndicator.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "primary", "worker", "single" })
	void withoutActuatorNothingOfItIsNeeded(String role) {
		// Imported by name: given as classes, they would bring their annotations along.
		new ApplicationContextRunner().withUserConfiguration(Imported.class, View.class)
			.withPropertyValues("forkit.cluster.role=" + role)
			.withClassLoader(new FilteredClassLoader((name) -> name.startsWith("org.springframework.boot.actuate.")
					|| name.startsWith("org.springframework.boot.health.")))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("clusterEndpoint")
				.doesNotHaveBean("clusterHealthIndicator")
				.hasSingleBean(ProcessTemplate.class));
	}

	@Test
	void tomcatIsCustomizedInAWorkerOnly() {
		this.clustered.withPropertyValues("forkit.cluster.role=worker")
			.run((context) -> assertThat(context).hasSingleBean(TomcatClusterCustomizer.class));
		this.clustered.withPropertyValues("forkit.cluster.role=primary")
			.run((context) -> assertThat(context).doesNotHaveBean(TomcatClusterCustomizer.class));
	}

	@Test
	void otherServersAreCustomizedInAWorkerOnly() {
		ApplicationContextRunner servers = this.clustered.withConfiguration(
				AutoConfigurations.of(ForkitJettyAutoConfiguration.class, ForkitReactorNettyAutoConfiguration.class));
		servers.withPropertyValues("forkit.cluster.role=worker")
			.run((context) -> assertThat(context).hasSingleBean(JettyClusterCustomizer.class)
				.hasSingleBean(NettyClusterCustomizer.class));
		servers.withPropertyValues("forkit.cluster.role=primary")
			.run((context) -> assertThat(context).doesNotHaveBean(JettyClusterCustomizer.class)
				.doesNotHaveBean(NettyClusterCustomizer.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.eclipse.jetty.", "org.springframework.boot.jetty.", "reactor.",
			"org.springframework.boot.reactor.", "org.apache.catalina.", "org.springframework.boot.tomcat." })
	void withoutAServerNothingOfItIsNeeded(String missing) {
		new ApplicationContextRunner().withUserConfiguration(Servers.class)
			.withPropertyValues("forkit.cluster.role=worker")
			.withClassLoader(new FilteredClassLoader((name) -> name.startsWith(missing)))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(WebServerFactoryCustomizer.class)).hasSize(2);
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { Tomcat.class, TomcatWebServerFactory.class })
	void withoutTomcatNothingOfItIsNeeded(Class<?> missing) {
		this.clustered.withPropertyValues("forkit.cluster.role=worker")
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tomcatClusterCustomizer"));
	}

	@ParameterizedTest
	@CsvSource({ "primary, round-robin, 1", "primary, STICKY, 1", "primary, reuse_port, 1", "primary, shared, 0",
			"worker, round-robin, 0" })
	void handOversHaveMetersWhereThePrimaryHandsOver(String role, String scheduling, int beans) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ForkitHandOverMetricsAutoConfiguration.class))
			.withBean(ClusterLifecycle.class, () -> mock(ClusterLifecycle.class))
			.withPropertyValues("forkit.cluster.role=" + role, "forkit.cluster.scheduling=" + scheduling)
			.run((context) -> assertThat(context).hasNotFailed().getBeans(ForkitHandOverMetrics.class).hasSize(beans));
	}

	@Test
	void aProcessTemplateOfTheApplicationTakesItsPlace() {
		this.runner.withBean("own", ProcessTemplate.class, ProcessTemplate::create)
			.run((context) -> assertThat(context).hasSingleBean(ProcessTemplate.class).hasBean("own"));
	}

	@Test
	void anIndicatorAndAnEndpointOfTheApplicationTakeTheirPlace() {
		ClusterView view = new View().view();
		this.clustered.withPropertyValues("forkit.cluster.role=worker")
			.withBean("own", ClusterEndpoint.class, () -> new ClusterEndpoint(view))
			.withBean("clusterHealthIndicator", ClusterHealthIndicator.class, () -> new ClusterHealthIndicator(view))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ClusterEndpoint.class)
				.hasSingleBean(ClusterHealthIndicator.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ForkitEndpointAutoConfiguration.class, ForkitHealthAutoConfiguration.class,
			ForkitProcessAutoConfiguration.class, ForkitTomcatAutoConfiguration.class })
	static class Imported {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ForkitJettyAutoConfiguration.class, ForkitReactorNettyAutoConfiguration.class,
			ForkitTomcatAutoConfiguration.class })
	static class Servers {

	}

	@Configuration(proxyBeanMethods = false)
	static class View {

		@Bean
		ClusterView view() {
			return () -> new ClusterSnapshot(ClusterState.RUNNING, 1, Instant.EPOCH, 0, List.of(), List.of());
		}

	}

}
