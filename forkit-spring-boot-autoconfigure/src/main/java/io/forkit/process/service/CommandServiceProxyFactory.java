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
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.forkit.process.ProcessOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

/**
 * Creates clients of interfaces whose methods are annotated with {@link ExecFile}:
 *
 * <pre class="code">
 * GitCommands git = CommandServiceProxyFactory.builder(processes).build().createClient(GitCommands.class);
 * </pre>
 *
 * {@link ImportCommandServices} makes beans of them. Default methods of the interface are
 * run as they are.
 * <p>
 * Thread-safe, and so are the clients. What the annotations say is checked and parsed
 * once, when a client is created.
 *
 * @since 0.1.0
 */
public final class CommandServiceProxyFactory {

	static final String JACKSON = "tools.jackson.databind.json.JsonMapper";

	private final ProcessOperations processes;

	private final @Nullable StringValueResolver embeddedValueResolver;

	private final Supplier<OutputConverter> outputConverter;

	private CommandServiceProxyFactory(Builder builder) {
		this.processes = builder.processes;
		this.embeddedValueResolver = builder.embeddedValueResolver;
		this.outputConverter = builder.outputConverter;
	}

	/**
	 * Start to describe a factory.
	 * @param processes what runs the commands
	 * @return a builder with the defaults
	 */
	public static Builder builder(ProcessOperations processes) {
		return new Builder(processes);
	}

	/**
	 * Create a client. No program is run for that.
	 * @param <S> the type of the interface
	 * @param serviceType the interface
	 * @return the client
	 * @throws IllegalArgumentException if it is no interface, or if something is wrong
	 * with one of its methods, which the message names
	 */
	public <S> S createClient(Class<S> serviceType) {
		Assert.notNull(serviceType, "'serviceType' must not be null");
		Assert.isTrue(serviceType.isInterface() && !serviceType.isAnnotation(),
				() -> "'serviceType' must be an interface but is " + serviceType.getName());
		Map<Method, CommandServiceMethod> commands = new HashMap<>();
		Map<Method, MethodHandle> defaults = new HashMap<>();
		for (Method method : serviceType.getMethods()) {
			if (method.isDefault()) {
				defaults.put(method, defaultMethod(method));
			}
			else if (!Modifier.isStatic(method.getModifiers()) && !isObjectMethod(method)) {
				commands.put(method,
						CommandServiceMethod.of(method, serviceType, this::resolveProperties, this.outputConverter));
			}
		}
		return serviceType.cast(Proxy.newProxyInstance(serviceType.getClassLoader(), new Class<?>[] { serviceType },
				new CommandServiceInvocationHandler(serviceType, this.processes, commands, defaults)));
	}

	private static MethodHandle defaultMethod(Method method) {
		Assert.isTrue(method.isBridge() || !AnnotatedElementUtils.hasAnnotation(method, ExecFile.class),
				() -> method + " must not have both a body and an @ExecFile: remove one of them");
		try {
			// InvocationHandler.invokeDefault refuses interfaces that are not public.
			Class<?> declaringType = method.getDeclaringClass();
			return MethodHandles.privateLookupIn(declaringType, MethodHandles.lookup())
				.unreflectSpecial(method, declaringType);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalArgumentException(method + " cannot be called: open its package to forkit", ex);
		}
	}

	private static boolean isObjectMethod(Method method) {
		return ReflectionUtils.isEqualsMethod(method) || ReflectionUtils.isHashCodeMethod(method)
				|| ReflectionUtils.isToStringMethod(method);
	}

	private String resolveProperties(String text) {
		if (!text.contains("${")) {
			return text;
		}
		Assert.isTrue(this.embeddedValueResolver != null, () -> "'" + text
				+ "' has a property, but the CommandServiceProxyFactory was built without an embeddedValueResolver");
		String resolved = this.embeddedValueResolver.resolveStringValue(text);
		return (resolved != null) ? resolved : "";
	}

	private static OutputConverter defaultOutputConverter() {
		requireJackson(CommandServiceProxyFactory.class.getClassLoader());
		return new JsonOutputConverter();
	}

	static void requireJackson(@Nullable ClassLoader classLoader) {
		Assert.isTrue(ClassUtils.isPresent(JACKSON, classLoader), "its return type is read from JSON, for which"
				+ " tools.jackson.core:jackson-databind must be on the class path, or it needs an OutputConverter");
	}

	/**
	 * Describes a factory. Not thread-safe.
	 */
	public static final class Builder {

		private final ProcessOperations processes;

		private @Nullable StringValueResolver embeddedValueResolver;

		private Supplier<OutputConverter> outputConverter = CommandServiceProxyFactory::defaultOutputConverter;

		private Builder(ProcessOperations processes) {
			Assert.notNull(processes, "'processes' must not be null");
			this.processes = processes;
		}

		/**
		 * Set what resolves the properties, written <code>${...}</code>, in annotations,
		 * such as {@code environment::resolveRequiredPlaceholders}. Defaults to none: a
		 * property is an error then.
		 * @param embeddedValueResolver the resolver
		 * @return this builder
		 */
		public Builder embeddedValueResolver(StringValueResolver embeddedValueResolver) {
			Assert.notNull(embeddedValueResolver, "'embeddedValueResolver' must not be null");
			this.embeddedValueResolver = embeddedValueResolver;
			return this;
		}

		/**
		 * Set what reads standard output for return types that have no meaning of their
		 * own. Defaults to {@link JsonOutputConverter} with Jackson's defaults.
		 * @param outputConverter the converter
		 * @return this builder
		 */
		public Builder outputConverter(OutputConverter outputConverter) {
			Assert.notNull(outputConverter, "'outputConverter' must not be null");
			return outputConverter(() -> outputConverter);
		}

		Builder outputConverter(Supplier<OutputConverter> outputConverter) {
			this.outputConverter = outputConverter;
			return this;
		}

		/**
		 * Create the factory.
		 * @return the factory
		 */
		public CommandServiceProxyFactory build() {
			return new CommandServiceProxyFactory(this);
		}

	}

}
