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

package io.forkit.process.service;

import io.forkit.process.ProcessOperations;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Creates the client that is the bean of an interface. Registered by
 * {@link ImportCommandServices}; public only for the code that is generated ahead of
 * time.
 *
 * @param <S> the type of the interface
 * @since 0.1.0
 */
public final class CommandServiceFactoryBean<S> implements FactoryBean<S>, BeanFactoryAware, EnvironmentAware {

	private final Class<S> serviceType;

	private final String template;

	private BeanFactory beanFactory;

	private Environment environment;

	/**
	 * Create a factory bean.
	 * @param serviceType the interface
	 * @param template the name of the bean that runs the commands, or empty for the only
	 * one
	 */
	public CommandServiceFactoryBean(Class<S> serviceType, String template) {
		this.serviceType = serviceType;
		this.template = template;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public S getObject() {
		ProcessOperations processes = this.template.isEmpty() ? this.beanFactory.getBean(ProcessOperations.class)
				: this.beanFactory.getBean(this.template, ProcessOperations.class);
		return CommandServiceProxyFactory.builder(processes)
			.embeddedValueResolver(this.environment::resolveRequiredPlaceholders)
			.outputConverter(this::outputConverter)
			.build()
			.createClient(this.serviceType);
	}

	private OutputConverter outputConverter() {
		return this.beanFactory.getBeanProvider(OutputConverter.class).getIfAvailable(() -> {
			CommandServiceProxyFactory.requireJackson(this.serviceType.getClassLoader());
			return JsonOutputConverter.from(this.beanFactory);
		});
	}

	@Override
	public Class<S> getObjectType() {
		return this.serviceType;
	}

}
