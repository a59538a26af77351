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

package io.forkit.process.service.sample;

import java.time.Duration;

import io.forkit.autoconfigure.ForkitProcessAutoConfiguration;
import io.forkit.process.OutputLimitException;
import io.forkit.process.ProcessOperations;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.ProcessTimeoutException;
import io.forkit.process.service.ExecFile;
import io.forkit.process.service.ImportCommandServices;
import io.forkit.process.service.JsonOutputConverter;
import io.forkit.process.service.OutputConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ImportCommandServices}.
 */
@EnabledOnOs(OS.LINUX)
class ImportCommandServicesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ForkitProcessAutoConfiguration.class));

	@Test
	void typesBecomeBeans() {
		this.contextRunner.withUserConfiguration(Types.class).run((context) -> {
			assertThat(context).hasSingleBean(EchoCommands.class).hasSingleBean(Property.class);
			assertThat(context.getBean(EchoCommands.class)).isSameAs(context.getBean(EchoCommands.class.getName()));
			assertThat(context.getBean(EchoCommands.class).echo("a b")).isEqualTo("a b");
			assertThat(context.getBean(User.class).commands.twice("a")).isEqualTo("a a");
		});
	}

	@Test
	void propertiesAreThoseOfTheEnvironment() {
		this.contextRunner.withUserConfiguration(Types.class)
			.withPropertyValues("sample.text=from the environment")
			.run((context) -> assertThat(context.getBean(Property.class).text()).isEqualTo("from the environment"));
	}

	@Test
	void beanIsCheckedWhenItIsFirstAskedFor() {
		this.contextRunner.withUserConfiguration(Types.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context.getBean(Property.class))
				.havingCause()
				.withMessageContaining("Property.text() cannot run a command: Could not resolve placeholder");
		});
	}

	@Test
	void packageOfTheConfigurationIsScanned() {
		this.contextRunner.withUserConfiguration(ScanConfiguration.class)
			.run((context) -> assertThat(context.getBeanNamesForType(Object.class))
				.contains(EchoCommands.class.getName(), TypeCommands.class.getName(), Samples.Nested.class.getName())
				.doesNotContain(Samples.Derived.class.getName(), Samples.NoInterface.class.getName(),
						Samples.Composed.class.getName(), OtherInterface.class.getName()));
	}

	@Test
	void packagesAreScanned() {
		this.contextRunner.withUserConfiguration(Packages.class)
			.run((context) -> assertThat(context).hasSingleBean(EchoCommands.class).hasSingleBean(TypeCommands.class));
		this.contextRunner.withUserConfiguration(PackageClasses.class)
			.run((context) -> assertThat(context).hasSingleBean(EchoCommands.class).hasSingleBean(TypeCommands.class));
	}

	@Test
	void eachImportCanHaveATemplateOfItsOwn() {
		this.contextRunner.withUserConfiguration(Templates.class).run((context) -> {
			assertThatExceptionOfType(ProcessTimeoutException.class)
				.isThrownBy(() -> context.getBean(Sleep.class).sleep("30"));
			assertThatExceptionOfType(OutputLimitException.class)
				.isThrownBy(() -> context.getBean(EchoCommands.class).echo("a"));
		});
	}

	@Test
	void importingTwiceIsOnce() {
		this.contextRunner.withUserConfiguration(Types.class, Packages.class)
			.run((context) -> assertThat(context).hasSingleBean(EchoCommands.class));
	}

	@Test
	void importingTwiceWithDifferentTemplatesFails() {
		this.contextRunner.withUserConfiguration(Types.class, Conflict.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("@ImportCommandServices must not import " + EchoCommands.class.getName()
						+ " twice with different templates"));
	}

	@Test
	void typeMustBeAnInterface() {
		this.contextRunner.withUserConfiguration(NoInterface.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("@ImportCommandServices must have interfaces but has java.lang.String"));
	}

	@Test
	void templateMustBeThere() {
		new ApplicationContextRunner().withUserConfiguration(Packages.class)
			.run((context) -> assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean(EchoCommands.class))
				.havingRootCause()
				.isInstanceOf(NoSuchBeanDefinitionException.class)
				.withMessageContaining(ProcessOperations.class.getName()));
	}

	@Test
	void jsonIsReadByTheMapperOfTheContext() {
		this.contextRunner.withUserConfiguration(Types.class)
			.run((context) -> assertThat(context.getBean(EchoCommands.class).items("[{\"name\": \"a\"}]"))
				.containsExactly(new EchoCommands.Item("a")));
		JsonMapper mapper = JsonMapper.builder()
			.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
			.build();
		this.contextRunner.withUserConfiguration(Types.class)
			.withBean(JsonMapper.class, () -> mapper)
			.run((context) -> assertThat(context.getBean(EchoCommands.class).items("[{\"Name\": \"a\"}]"))
				.containsExactly(new EchoCommands.Item("a")));
		this.contextRunner.withUserConfiguration(Types.class)
			.withBean(OutputConverter.class, () -> new JsonOutputConverter(mapper))
			.run((context) -> assertThat(context.getBean(EchoCommands.class).items("[{\"Name\": \"a\"}]"))
				.containsExactly(new EchoCommands.Item("a")));
	}

	interface Property {

		@ExecFile({ "echo", "${sample.text}" })
		String text();

	}

	interface Sleep {

		@ExecFile({ "sleep", "{seconds}" })
		boolean sleep(String seconds);

	}

	record User(EchoCommands commands) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(types = { EchoCommands.class, Property.class })
	static class Types {

		@Bean
		User user(EchoCommands commands) {
			return new User(commands);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(basePackages = "io.forkit.process.service.sample")
	static class Packages {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(basePackageClasses = OtherInterface.class)
	static class PackageClasses {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(types = Sleep.class, template = "impatient")
	@ImportCommandServices(types = EchoCommands.class, template = "silent")
	static class Templates {

		@Bean
		ProcessTemplate impatient() {
			return ProcessTemplate.builder().timeout(Duration.ofMillis(500)).build();
		}

		@Bean
		ProcessTemplate silent() {
			return ProcessTemplate.builder().maxBuffer(DataSize.ofBytes(0)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(types = EchoCommands.class, template = "other")
	static class Conflict {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(String.class)
	static class NoInterface {

	}

}
