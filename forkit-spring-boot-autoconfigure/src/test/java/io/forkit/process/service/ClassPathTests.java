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

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.forkit.process.ProcessTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for interfaces that were compiled, or are used, in another way than here.
 */
class ClassPathTests extends AbstractCommandServiceTests {

	@Test
	void parameterWithoutANameMustBeAnnotated(@TempDir Path directory) throws Exception {
		String source = """
				import io.forkit.process.service.*;
				public interface %s {
					@ExecFile({ "echo", "{a}", "{b}" })
					String run(%s String a, @Arg("b") String b);
				}
				""";
		Path classes = TestCompiler.compile(directory,
				Map.of("Unnamed", source.formatted("Unnamed", ""), "Named", source.formatted("Named", "@Arg(\"a\")")));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() })) {
			assertThatIllegalArgumentException().isThrownBy(() -> client(loader.loadClass("Unnamed")))
				.withMessage("Unnamed.run(String, String) cannot run a command: Parameter 1 of "
						+ "Unnamed.run(String, String) has no name in the class file: compile with -parameters, or "
						+ "annotate it with @Arg");
			assertThat(client(loader.loadClass("Named"))).isNotNull();
		}
	}

	@Test
	void jacksonIsNeededOnlyToReadJson() throws Exception {
		URL[] withoutJackson = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("jackson"))
			.map(ClassPathTests::url)
			.toArray(URL[]::new);
		try (URLClassLoader loader = new URLClassLoader(withoutJackson, ClassLoader.getPlatformClassLoader())) {
			assertThat(ClassUtils.isPresent(CommandServiceProxyFactory.JACKSON, loader)).isFalse();
			Callable<?> callable = (Callable<?>) loader.loadClass(WithoutJackson.class.getName())
				.getDeclaredConstructor()
				.newInstance();
			assertThat(callable.call()).isEqualTo(List.of("a",
					JsonCommands.class.getName()
							+ ".read() cannot run a command: its return type is read from JSON, for which "
							+ "tools.jackson.core:jackson-databind must be on the class path, or it needs an "
							+ "OutputConverter"));
		}
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	public static class WithoutJackson implements Callable<List<String>> {

		@Override
		public List<String> call() {
			try (ProcessTemplate template = ProcessTemplate.create()) {
				CommandServiceProxyFactory factory = CommandServiceProxyFactory.builder(template).build();
				String text = factory.createClient(TextCommands.class).read();
				try {
					factory.createClient(JsonCommands.class);
					return List.of(text);
				}
				catch (IllegalArgumentException ex) {
					return List.of(text, String.valueOf(ex.getMessage()));
				}
			}
		}

	}

	interface TextCommands {

		@ExecFile({ "echo", "a" })
		String read();

	}

	interface JsonCommands {

		@ExecFile({ "echo", "1" })
		int read();

	}

}
