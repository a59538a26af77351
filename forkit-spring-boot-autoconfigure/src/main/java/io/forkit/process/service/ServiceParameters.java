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

import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.forkit.process.CommandSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.util.Assert;

/**
 * The parameters of a method: those that placeholders can name, and those that say
 * something else of the command.
 */
final class ServiceParameters {

	private static final Set<Class<? extends Annotation>> ROLES = Set.of(Arg.class, Input.class, Env.class,
			Directory.class, Timeout.class);

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final String method;

	private final Map<String, ServiceParameter> arguments = new LinkedHashMap<>();

	private final Map<String, Option> options = new LinkedHashMap<>();

	private ServiceParameters(String method) {
		this.method = method;
	}

	static ServiceParameters of(Method method, Class<?> serviceType, String description) {
		ServiceParameters parameters = new ServiceParameters(description);
		for (int i = 0; i < method.getParameterCount(); i++) {
			parameters.add(new MethodParameter(method, i).withContainingClass(serviceType));
		}
		return parameters;
	}

	private void add(MethodParameter parameter) {
		parameter.initParameterNameDiscovery(NAMES);
		String name = parameter.getParameterName();
		int index = parameter.getParameterIndex();
		String description = "Parameter " + ((name != null) ? "'" + name + "'" : index + 1) + " of " + this.method;
		ServiceParameter described = new ServiceParameter(index, description,
				parameter.nestedIfOptional().getNestedParameterType(), parameter.isOptional());
		List<Annotation> roles = Arrays.stream(parameter.getParameterAnnotations())
			.filter((annotation) -> ROLES.contains(annotation.annotationType()))
			.toList();
		Assert.isTrue(roles.size() < 2,
				() -> description + " must have one annotation of forkit at most but has " + roles);
		Annotation role = roles.isEmpty() ? null : roles.get(0);
		if (role == null || role instanceof Arg) {
			addArgument((role instanceof Arg arg) ? arg.value() : name, described);
		}
		else {
			addOption(role, described);
		}
	}

	private void addArgument(@Nullable String name, ServiceParameter parameter) {
		Assert.isTrue(name != null, () -> parameter.description()
				+ " has no name in the class file: compile with -parameters, or annotate it with @Arg");
		Assert.isTrue(ArgumentTemplateParser.isName(name),
				() -> parameter.description() + " must be named with a Java identifier but @Arg says '" + name + "'");
		Assert.isTrue(parameter.type() != byte[].class, () -> parameter.description()
				+ " is a byte[], which is no argument: annotate it with @Input if the program reads it");
		Assert.isNull(this.arguments.put(name, parameter),
				() -> parameter.description() + " must not have the name of another one, '" + name + "'");
	}

	private void addOption(Annotation role, ServiceParameter parameter) {
		if (role instanceof Input) {
			requireType(role, parameter, String.class, byte[].class, Path.class, InputStream.class);
			addOption("@Input", parameter, ServiceParameters::input);
		}
		else if (role instanceof Env env) {
			String name = env.value();
			Assert.isTrue(!name.isEmpty() && name.indexOf('=') < 0,
					() -> parameter.description() + " must have the name of a variable in @Env but has '" + name + "'");
			addOption("@Env(" + name + ")", parameter, (spec, value) -> spec.environment(name, String.valueOf(value)));
		}
		else if (role instanceof Directory) {
			requireType(role, parameter, Path.class);
			addOption("@Directory", parameter, (spec, value) -> spec.directory((Path) value));
		}
		else {
			requireType(role, parameter, Duration.class);
			addOption("@Timeout", parameter, (spec, value) -> spec.timeout((Duration) value));
		}
	}

	private static void input(CommandSpec spec, Object value) {
		if (value instanceof byte[] bytes) {
			spec.input(bytes);
		}
		else if (value instanceof Path file) {
			spec.input(file);
		}
		else if (value instanceof InputStream stream) {
			spec.input(stream);
		}
		else {
			spec.input((String) value);
		}
	}

	private void addOption(String role, ServiceParameter parameter, BiConsumer<CommandSpec, Object> action) {
		Assert.isNull(this.options.put(role, new Option(parameter, action)),
				() -> parameter.description() + " must be the only one that is " + role);
	}

	private static void requireType(Annotation role, ServiceParameter parameter, Class<?>... types) {
		Assert.isTrue(Arrays.asList(types).contains(parameter.type()),
				() -> "%s is @%s and must be a %s but is a %s".formatted(parameter.description(),
						role.annotationType().getSimpleName(),
						String.join(" or ", Arrays.stream(types).map(Class::getSimpleName).toList()),
						parameter.type().getSimpleName()));
	}

	/**
	 * Return the parameters that placeholders can name.
	 * @return the parameters by name, in the order of the method
	 */
	Map<String, ServiceParameter> arguments() {
		return this.arguments;
	}

	/**
	 * Return the other parameters.
	 * @return what they do, in the order of the method
	 */
	List<Option> options() {
		return new ArrayList<>(this.options.values());
	}

	/**
	 * A parameter that says something else of a command than an argument.
	 *
	 * @param parameter the parameter
	 * @param action what is done with its value
	 */
	record Option(ServiceParameter parameter, BiConsumer<CommandSpec, Object> action) {

		void apply(CommandSpec spec, @Nullable Object[] arguments) {
			Object value = this.parameter.value(arguments);
			if (value != null) {
				this.action.accept(spec, value);
			}
		}

	}

}
