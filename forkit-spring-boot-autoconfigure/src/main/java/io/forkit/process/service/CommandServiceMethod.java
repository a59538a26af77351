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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.forkit.process.CommandSpec;
import io.forkit.process.ProcessOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;

/**
 * A method that runs a command: all that its annotations say, checked and parsed once.
 * <p>
 * Immutable and thread-safe.
 */
final class CommandServiceMethod {

	private final String program;

	private final List<ArgumentTemplate> arguments;

	private final CommandSettings settings;

	private final List<ServiceParameters.Option> options;

	private final ResultReader reader;

	private CommandServiceMethod(String program, List<ArgumentTemplate> arguments, CommandSettings settings,
			List<ServiceParameters.Option> options, ResultReader reader) {
		this.program = program;
		this.arguments = arguments;
		this.settings = settings;
		this.options = options;
		this.reader = reader;
	}

	/**
	 * Parse a method.
	 * @param method the method
	 * @param serviceType the interface that is used, which may have inherited the method
	 * @param properties what resolves the properties in a text
	 * @param converter the converter, asked for if it is needed
	 * @return the parsed method
	 * @throws IllegalArgumentException if something is wrong with it
	 */
	static CommandServiceMethod of(Method method, Class<?> serviceType, UnaryOperator<String> properties,
			Supplier<OutputConverter> converter) {
		return checked(method, serviceType, () -> parse(method, serviceType, properties, converter));
	}

	/**
	 * Parse the type that a method returns.
	 * @param method the method
	 * @param serviceType the interface that is used
	 * @return the type
	 * @throws IllegalArgumentException if it is not supported
	 */
	static ReturnType returnType(Method method, Class<?> serviceType) {
		return checked(method, serviceType, () -> ReturnType.of(method, serviceType));
	}

	private static <T> T checked(Method method, Class<?> serviceType, Supplier<T> parser) {
		try {
			return parser.get();
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					describe(method, serviceType) + " cannot run a command: " + ex.getMessage(), ex);
		}
	}

	private static CommandServiceMethod parse(Method method, Class<?> serviceType, UnaryOperator<String> properties,
			Supplier<OutputConverter> converter) {
		ExecFile ofType = AnnotatedElementUtils.findMergedAnnotation(serviceType, ExecFile.class);
		ExecFile ofMethod = AnnotatedElementUtils.findMergedAnnotation(method, ExecFile.class);
		Assert.isTrue(ofMethod != null, "it has no @ExecFile: add one, or make it a default method");
		ServiceParameters parameters = ServiceParameters.of(method, serviceType, describe(method, serviceType));
		ArgumentTemplateParser parser = new ArgumentTemplateParser(parameters.arguments(), properties);
		Stream<String> elements = Arrays.stream(ofMethod.value());
		if (ofType != null) {
			elements = Stream.concat(Arrays.stream(ofType.value()), elements);
		}
		List<ArgumentTemplate> command = elements.map(parser::parse).toList();
		Assert.isTrue(parser.unused().isEmpty(), () -> "parameters " + parser.unused() + " are not used: name them"
				+ " in placeholders, or annotate them with @Input, @Env, @Directory or @Timeout");
		CommandSettings settings = (ofType != null) ? CommandSettings.of(ofType, properties) : CommandSettings.DEFAULTS;
		return new CommandServiceMethod(program(command), command.subList(1, command.size()),
				settings.with(CommandSettings.of(ofMethod, properties)), parameters.options(),
				ResultReader.of(ReturnType.of(method, serviceType), converter));
	}

	private static String program(List<ArgumentTemplate> command) {
		Assert.notEmpty(command, "there is no command: name a program in @ExecFile, on the method or on the interface");
		Assert.isTrue(command.get(0).isLiteral(), "the program, its first element, must not have placeholders:"
				+ " use a ${property} there, or a ProcessTemplate");
		List<String> program = new ArrayList<>();
		command.get(0).expand(new Object[0], program);
		Assert.hasLength(program.get(0), "the program, its first element, must not be empty");
		Assert.isTrue(program.get(0).indexOf('/') >= 0 || program.get(0).chars().noneMatch(Character::isWhitespace),
				() -> "the program, its first element, is '" + program.get(0)
						+ "': make each argument an element of its own, as in {\"git\", \"log\"}");
		return program.get(0);
	}

	private static String describe(Method method, Class<?> serviceType) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", serviceType.getName() + "." + method.getName() + "(", ")"));
	}

	@Nullable Object invoke(ProcessOperations processes, @Nullable Object[] values) {
		List<String> expanded = new ArrayList<>(this.arguments.size());
		for (ArgumentTemplate argument : this.arguments) {
			argument.expand(values, expanded);
		}
		CommandSpec spec = processes.execFile(this.program, expanded.toArray(String[]::new));
		this.settings.apply(spec);
		for (ServiceParameters.Option option : this.options) {
			option.apply(spec, values);
		}
		return this.reader.read(spec);
	}

}
