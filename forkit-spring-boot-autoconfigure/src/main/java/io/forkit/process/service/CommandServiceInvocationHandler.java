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

import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Map;

import io.forkit.process.ProcessOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Answers the calls of a client.
 */
final class CommandServiceInvocationHandler implements InvocationHandler {

	private static final @Nullable Object[] NO_ARGUMENTS = {};

	private final Class<?> serviceType;

	private final ProcessOperations processes;

	private final Map<Method, CommandServiceMethod> commands;

	private final Map<Method, MethodHandle> defaults;

	CommandServiceInvocationHandler(Class<?> serviceType, ProcessOperations processes,
			Map<Method, CommandServiceMethod> commands, Map<Method, MethodHandle> defaults) {
		this.serviceType = serviceType;
		this.processes = processes;
		this.commands = commands;
		this.defaults = defaults;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		@Nullable Object[] values = (arguments != null) ? arguments : NO_ARGUMENTS;
		CommandServiceMethod command = this.commands.get(method);
		if (command != null) {
			return command.invoke(this.processes, values);
		}
		MethodHandle defaultMethod = this.defaults.get(method);
		if (defaultMethod != null) {
			return defaultMethod.bindTo(proxy).invokeWithArguments(values);
		}
		if (ReflectionUtils.isEqualsMethod(method)) {
			return proxy == values[0];
		}
		if (ReflectionUtils.isHashCodeMethod(method)) {
			return System.identityHashCode(proxy);
		}
		return "Command service " + this.serviceType.getName();
	}

}
