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

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.Assert;

/**
 * Contributes what a native image must know of an interface: its proxy, its methods with
 * their annotations, and the types that they return.
 */
class CommandServiceBeanRegistrationAotProcessor implements BeanRegistrationAotProcessor {

	private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		if (registeredBean.getBeanClass() != CommandServiceFactoryBean.class) {
			return null;
		}
		Object type = registeredBean.getMergedBeanDefinition().getAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE);
		Assert.isInstanceOf(Class.class, type);
		return (generationContext, code) -> registerHints((Class<?>) type, generationContext.getRuntimeHints());
	}

	private static void registerHints(Class<?> type, RuntimeHints hints) {
		hints.proxies().registerJdkProxy(type);
		for (Method method : type.getMethods()) {
			if (Modifier.isStatic(method.getModifiers())) {
				continue;
			}
			hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
			if (!method.isDefault()) {
				ReturnType returnType = CommandServiceMethod.returnType(method, type);
				if (returnType.meaning() == ReturnType.Meaning.OTHER) {
					BINDING.registerReflectionHints(hints.reflection(), returnType.type());
					// It is looked for by its name.
					hints.reflection().registerTypeIfPresent(type.getClassLoader(), CommandServiceProxyFactory.JACKSON);
				}
			}
		}
	}

}
