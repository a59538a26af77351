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
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.process.CommandNotFoundException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Compiles and runs the examples of {@code docs/command-services.md}.
 */
class CommandServicesDocumentationTests extends AbstractCommandServiceTests {

	private static final String IMPORTS = """
			import io.forkit.process.*;
			import io.forkit.process.service.*;
			import java.nio.file.*;
			import java.time.*;
			import java.util.*;
			import java.util.concurrent.*;
			import org.jspecify.annotations.Nullable;
			import org.springframework.context.annotation.Configuration;
			import org.springframework.core.env.Environment;
			""";

	private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	@Test
	void examplesWork(@TempDir Path directory) throws Exception {
		StringBuilder source = new StringBuilder(IMPORTS);
		Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "command-services.md")));
		while (examples.find()) {
			source.append(examples.group(1));
		}
		Path classes = TestCompiler.compile(directory, Map.of("Examples", source.toString()), "-parameters");
		assumeThat(isGitThere()).isTrue();
		Path repository = repository(directory);
		this.environment.setProperty("app.repository", repository.toString());
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() })) {
			Class<?> type = loader.loadClass("GitCommands");
			Object git = client(type);
			Files.writeString(repository.resolve("a file"), "a");
			call(type, git, "add", List.of(repository.resolve("a file")));
			call(type, git, "commit", "It's \"$(done)\"", Instant.EPOCH);
			assertThat(call(type, git, "recentSubjects")).isEqualTo(List.of("It's \"$(done)\""));
			assertThat(call(type, git, "subjects", 1, "nobody", "HEAD")).isEqualTo(List.of());
			assertThat(call(type, git, "isUnchanged")).isEqualTo(true);
			Files.writeString(repository.resolve("a file"), "b");
			assertThat(call(type, git, "isUnchanged")).isEqualTo(false);
			assertThat((Future<?>) call(type, git, "collectGarbage")).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	private static boolean isGitThere() {
		try {
			processes.execFile("git", "--version").run();
			return true;
		}
		catch (CommandNotFoundException ex) {
			return false;
		}
	}

	private static Path repository(Path directory) {
		Path repository = directory.resolve("repository");
		processes.execFile("git", "init", "--quiet", repository.toString()).run();
		for (String setting : List.of("user.name=me", "user.email=me@example.com", "commit.gpgsign=false")) {
			processes.execFile("git", "config", setting.split("=")[0], setting.split("=")[1])
				.directory(repository)
				.run();
		}
		return repository;
	}

	private static @Nullable Object call(Class<?> type, Object client, String name, Object... values) {
		for (Method method : type.getMethods()) {
			if (method.getName().equals(name)) {
				ReflectionUtils.makeAccessible(method);
				return ReflectionUtils.invokeMethod(method, client, values);
			}
		}
		throw new IllegalArgumentException(name);
	}

}
