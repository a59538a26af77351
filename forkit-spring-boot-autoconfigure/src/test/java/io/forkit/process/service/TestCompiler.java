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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles sources that a test has made.
 */
public final class TestCompiler {

	private TestCompiler() {
	}

	/**
	 * Compile sources.
	 * @param directory a directory for them, and for what becomes of them
	 * @param sources the sources by name of class
	 * @param options what the compiler is told besides
	 * @return where the classes are
	 */
	public static Path compile(Path directory, Map<String, String> sources, String... options) throws IOException {
		Path classes = Files.createDirectories(directory.resolve("classes"));
		List<String> arguments = new ArrayList<>(List.of(options));
		arguments.addAll(List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath",
				System.getProperty("java.class.path")));
		for (Map.Entry<String, String> source : sources.entrySet()) {
			Path file = directory.resolve("sources/" + source.getKey().replace('.', '/') + ".java");
			Files.createDirectories(file.getParent());
			Files.writeString(file, source.getValue());
			arguments.add(file.toString());
		}
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		int code = ToolProvider.getSystemJavaCompiler().run(null, output, output, arguments.toArray(String[]::new));
		assertThat(code).as(output.toString()).isZero();
		return classes;
	}

}
