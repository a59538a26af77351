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

package io.forkit.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.process.service.TestCompiler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles the examples of {@code docs/process.md} and runs those that are statements.
 */
class ProcessDocumentationTests extends AbstractProcessTests {

	private static final String IMPORTS = """
			import io.forkit.process.*;
			import io.forkit.process.observation.*;
			import io.micrometer.common.KeyValues;
			import java.io.*;
			import java.nio.file.*;
			import java.time.*;
			import java.util.*;
			import java.util.stream.*;
			import org.apache.commons.logging.Log;
			import org.springframework.beans.factory.annotation.Qualifier;
			import org.springframework.context.annotation.*;
			import org.springframework.stereotype.Component;
			import org.springframework.util.unit.DataSize;
			""";

	private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern TYPE = Pattern.compile("^(@\\w.*\\n)*class (\\w+)", Pattern.MULTILINE);

	@Test
	void examplesCompileAndRun(@TempDir Path directory) throws Exception {
		Map<String, String> sources = new LinkedHashMap<>();
		List<String> statements = new ArrayList<>();
		Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "process.md")));
		while (examples.find()) {
			String example = examples.group(1);
			Matcher type = TYPE.matcher(example);
			if (type.find() && type.start() == 0) {
				sources.put(type.group(2), IMPORTS + example);
			}
			else {
				String name = "Statement" + statements.size();
				statements.add(name);
				sources.put(name, IMPORTS + """
						public class %s {
							public static void run(ProcessTemplate processes, Path directory, Path file,
									InputStream upload, OutputStream download, Log log) throws Exception {
								%s
							}
						}
						""".formatted(name, example));
			}
		}
		assertThat(sources.size()).isGreaterThan(12);
		Path classes = TestCompiler.compile(directory, sources, "-parameters");
		Path file = Files.writeString(directory.resolve("file"), "x\ny\n");
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() })) {
			for (String name : statements) {
				call(loader.loadClass(name), directory, file);
			}
			assertThat(revision(loader.loadClass("Revisions"))).matches("[0-9a-f]+");
		}
		assertThat(directory.resolve("sorted")).hasContent("x\ny\n");
	}

	private void call(Class<?> statement, Path directory, Path file) throws Exception {
		Log log = LogFactory.getLog(ProcessDocumentationTests.class);
		Method run = statement.getMethod("run", ProcessTemplate.class, Path.class, Path.class, InputStream.class,
				OutputStream.class, Log.class);
		try {
			run.invoke(null, this.processes, directory, file, new ByteArrayInputStream(new byte[10]),
					new ByteArrayOutputStream(), log);
		}
		catch (InvocationTargetException ex) {
			// What an example runs, as git, need not be there.
			assertThat(ex.getCause()).isInstanceOf(CommandNotFoundException.class);
		}
	}

	private String revision(Class<?> revisions) throws Exception {
		Constructor<?> constructor = revisions.getDeclaredConstructor(ProcessTemplate.class);
		constructor.setAccessible(true);
		Method head = revisions.getDeclaredMethod("head", Path.class);
		head.setAccessible(true);
		try {
			return (String) head.invoke(constructor.newInstance(this.processes), Path.of(""));
		}
		catch (InvocationTargetException ex) {
			// Sources need not be a repository, and git need not be there.
			assertThat(ex.getCause()).isInstanceOf(ProcessException.class);
			return "0";
		}
	}

}
