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

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Registers a bean definition for each interface of an {@link ImportCommandServices}.
 */
class CommandServiceRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	private final ResourceLoader resourceLoader;

	CommandServiceRegistrar(Environment environment, ResourceLoader resourceLoader) {
		this.environment = environment;
		this.resourceLoader = resourceLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Set<AnnotationAttributes> annotations = metadata.getMergedRepeatableAnnotationAttributes(
				ImportCommandServices.class, ImportCommandServices.Container.class, false);
		for (AnnotationAttributes annotation : annotations) {
			for (Class<?> type : types(annotation, metadata)) {
				register(type, annotation.getString("template"), registry);
			}
		}
	}

	private Set<Class<?>> types(AnnotationAttributes annotation, AnnotationMetadata metadata) {
		Set<Class<?>> types = new LinkedHashSet<>(Arrays.asList(annotation.getClassArray("types")));
		Set<String> packages = new LinkedHashSet<>(Arrays.asList(annotation.getStringArray("basePackages")));
		for (Class<?> type : annotation.getClassArray("basePackageClasses")) {
			packages.add(type.getPackageName());
		}
		if (types.isEmpty() && packages.isEmpty()) {
			packages.add(ClassUtils.getPackageName(metadata.getClassName()));
		}
		CommandServiceScanner scanner = new CommandServiceScanner(this.environment, this.resourceLoader);
		for (String basePackage : packages) {
			for (BeanDefinition found : scanner.findCandidateComponents(basePackage)) {
				String className = found.getBeanClassName();
				Assert.state(className != null, "A class that was found must have a name");
				types.add(ClassUtils.resolveClassName(className, this.resourceLoader.getClassLoader()));
			}
		}
		return types;
	}

	private static void register(Class<?> type, String template, BeanDefinitionRegistry registry) {
		Assert.isTrue(type.isInterface(),
				() -> "@ImportCommandServices must have interfaces but has " + type.getName());
		RootBeanDefinition definition = new RootBeanDefinition(CommandServiceFactoryBean.class);
		definition.setTargetType(ResolvableType.forClassWithGenerics(CommandServiceFactoryBean.class, type));
		definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, type);
		definition.setLazyInit(true);
		ConstructorArgumentValues arguments = definition.getConstructorArgumentValues();
		arguments.addIndexedArgumentValue(0, type);
		arguments.addIndexedArgumentValue(1, template);
		String name = type.getName();
		if (!registry.containsBeanDefinition(name)) {
			registry.registerBeanDefinition(name, definition);
			return;
		}
		BeanDefinition existing = registry.getBeanDefinition(name);
		Assert.state(definition.getConstructorArgumentValues().equals(existing.getConstructorArgumentValues()),
				() -> "@ImportCommandServices must not import " + name + " twice with different templates,"
						+ " nor where there is another bean of that name");
	}

}
