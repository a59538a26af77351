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

import io.forkit.ipc.json.JsonCodec;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.ProcessTemplateBuilder;
import io.forkit.process.ProcessTemplateCustomizer;
import io.forkit.process.observation.ProcessObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the template that runs commands, and of builders for more of
 * them.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@EnableConfigurationProperties(ForkitProcessProperties.class)
public final class ForkitProcessAutoConfiguration {

	@Bean
	@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
	@ConditionalOnMissingBean
	ProcessTemplateBuilder processTemplateBuilder(ForkitProcessProperties properties, Environment environment,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<ProcessObservationConvention> observationConvention,
			ObjectProvider<ProcessTemplateCustomizer> customizers) {
		ProcessTemplateBuilder builder = ProcessTemplate.builder();
		new ProcessTemplateConfigurer(properties, environment).configure(builder);
		observationRegistry.ifUnique(builder::observationRegistry);
		observationConvention.ifUnique(builder::observationConvention);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder;
	}

	@Bean
	@ConditionalOnMissingBean
	ProcessTemplate processTemplate(ProcessTemplateBuilder builder) {
		return builder.build();
	}

	@Bean
	@ConditionalOnProperty("forkit.process.fork.spare")
	@ConditionalOnSingleCandidate(ProcessTemplate.class)
	ForkSparesStarter forkSparesStarter(ProcessTemplate template) {
		return new ForkSparesStarter(template);
	}

	/**
	 * Lets records in messages be written as the application writes its JSON.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class JsonConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ProcessTemplateCustomizer jsonMapperProcessTemplateCustomizer(ObjectProvider<JsonMapper> mapper) {
			return (builder) -> mapper.ifUnique((unique) -> builder.forkCodec(codec(unique)));
		}

		/**
		 * A forked JVM names properties as the records do, whatever the application's web
		 * API does, and ignores those that it does not know: they would get lost.
		 */
		private static JsonCodec codec(JsonMapper mapper) {
			return new JsonCodec(mapper.rebuild().propertyNamingStrategy(null).build());
		}

	}

}
