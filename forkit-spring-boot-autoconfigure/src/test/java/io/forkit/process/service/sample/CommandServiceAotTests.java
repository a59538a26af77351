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

import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.forkit.process.service.ImportCommandServices;
import io.forkit.process.service.TestCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.BeanUtils;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for command services and what is generated ahead of time for them.
 */
@EnabledOnOs(OS.LINUX)
class CommandServiceAotTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	@Test
	void generatedContextRunsCommands(@TempDir Path directory) throws Exception {
		String initializer = process(ScanConfiguration.class).initializer();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			initialize(context, load(directory).get(initializer));
			context.refresh();
			assertThat(context.getBean(EchoCommands.class).twice("a b")).isEqualTo("a b a b");
			assertThat(context.getBean(EchoCommands.class).items("[{\"name\": \"a\"}]"))
				.containsExactly(new EchoCommands.Item("a"));
			assertThat(context.getBeanNamesForType(TypeCommands.class, true, false))
				.containsExactly(TypeCommands.class.getName());
			assertThat(context.getBeanFactory().getBeanDefinition(TypeCommands.class.getName()).isLazyInit()).isTrue();
		}
	}

	@Test
	void proxyIsHinted() {
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(EchoCommands.class))
			.accepts(process(ScanConfiguration.class).hints());
	}

	@Test
	void methodsAreHintedAlsoInherited() throws Exception {
		RuntimeHints hints = process(Inherited.class).hints();
		ReflectionHintsPredicates reflection = RuntimeHintsPredicates.reflection();
		assertThat(reflection.onMethodInvocation(EchoCommands.class.getMethod("echo", String.class))).accepts(hints);
		assertThat(reflection.onMethodInvocation(EchoCommands.class.getMethod("twice", String.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Samples.Derived.class)).accepts(hints);
	}

	@Test
	void typesReadFromJsonAreHinted() {
		RuntimeHints hints = process(ScanConfiguration.class).hints();
		assertThat(RuntimeHintsPredicates.reflection().onType(EchoCommands.Item.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(BeanUtils.getResolvableConstructor(EchoCommands.Item.class))).accepts(hints);
	}

	@Test
	void unsupportedTypeFailsTheBuild() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> process(Unsupported.class))
			.havingCause()
			.withMessage("java.util.function.Supplier.get() cannot run a command: "
					+ "it returns T, which can be any type: say which");
	}

	private Processed process(Class<?> configuration) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(getClass())), this.files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(configuration);
			ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
			return new Processed(initializer.canonicalName(), generation.getRuntimeHints());
		}
	}

	private Map<String, Class<?>> load(Path directory) throws Exception {
		Map<String, String> sources = new TreeMap<>();
		for (String path : this.files.getGeneratedFiles(Kind.SOURCE).keySet()) {
			sources.put(path.replace('/', '.').replaceAll("\\.java$", ""),
					this.files.getGeneratedFileContent(Kind.SOURCE, path));
		}
		Path root = TestCompiler.compile(directory, sources);
		Map<String, Class<?>> classes = new TreeMap<>();
		try (Stream<Path> found = Files.walk(root)) {
			for (Path file : found.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = root.relativize(file).toString().replace('/', '.');
				// Into the package of what it was generated for, which need not be
				// public: a loader of its own would make another package of it.
				Class<?> target = Class.forName(name.substring(0, name.indexOf("__")));
				Class<?> type = MethodHandles.privateLookupIn(target, MethodHandles.lookup())
					.defineClass(Files.readAllBytes(file));
				classes.put(type.getName(), type);
			}
		}
		return classes;
	}

	@SuppressWarnings("unchecked")
	private static void initialize(GenericApplicationContext context, Class<?> initializer) {
		((ApplicationContextInitializer<GenericApplicationContext>) BeanUtils.instantiateClass(initializer))
			.initialize(context);
	}

	private record Processed(String initializer, RuntimeHints hints) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(Samples.Derived.class)
	static class Inherited {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportCommandServices(Supplier.class)
	static class Unsupported {

	}

}
