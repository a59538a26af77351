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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.util.Assert;

/**
 * A program that can be forked.
 */
sealed interface ForkProgram permits ForkedClass, ForkProgram.Jar, ForkProgram.Script {

	/**
	 * Make a program of a file.
	 * @param file the file, which need not exist
	 * @return the program
	 */
	static ForkProgram of(Path file) {
		Assert.notNull(file, "'program' must not be null");
		Checks.noNul(file.toString(), "program");
		String name = file.toString().toLowerCase(Locale.ROOT);
		if (name.endsWith(".jar")) {
			return new Jar(file.toAbsolutePath());
		}
		Assert.isTrue(name.endsWith(".js") || name.endsWith(".mjs") || name.endsWith(".cjs"),
				() -> "'program' must be a .jar for a JVM or a .js, .mjs or .cjs for Node but is '" + file
						+ "'; start any other program with 'spawn'");
		return new Script(file.toAbsolutePath());
	}

	/**
	 * Return the name by which the program is observed.
	 * @return the name
	 */
	String name();

	/**
	 * Return whether a JVM runs it, and not Node.
	 * @return whether a JVM does
	 */
	boolean isJvm();

	/**
	 * Return the whole command.
	 * @param options what was said
	 * @return the words
	 */
	List<String> command(ForkOptions options);

	/**
	 * Return what people need to see of the command.
	 * @param options what was said
	 * @return the words
	 */
	List<String> shown(ForkOptions options);

	/**
	 * Make sure that the program exists.
	 * @param invocation the program
	 */
	default void check(Invocation invocation) {
	}

	private static void check(Invocation invocation, Path file) {
		if (Files.notExists(file)) {
			throw new CommandNotFoundException(invocation, file + " does not exist", null);
		}
		if (!Files.isRegularFile(file)) {
			throw new NotExecutableException(invocation, file, "is not a file", null);
		}
	}

	private static List<String> words(List<String> first, List<String> last) {
		List<String> words = new ArrayList<>(first);
		words.addAll(last);
		return words;
	}

	/**
	 * A jar with a main class.
	 *
	 * @param file the absolute path
	 */
	record Jar(Path file) implements ForkProgram {

		@Override
		public String name() {
			return this.file.getFileName().toString();
		}

		@Override
		public boolean isJvm() {
			return true;
		}

		@Override
		public List<String> command(ForkOptions options) {
			List<String> command = JvmCommand.flags(options);
			command.add("-jar");
			command.add(this.file.toString());
			return words(command, options.args);
		}

		@Override
		public List<String> shown(ForkOptions options) {
			List<String> shown = JvmCommand.shown(options);
			shown.add("-jar");
			shown.add(this.file.toString());
			return words(shown, options.args);
		}

		@Override
		public void check(Invocation invocation) {
			ForkProgram.check(invocation, this.file);
		}

	}

	/**
	 * A program for Node.
	 *
	 * @param file the absolute path
	 */
	record Script(Path file) implements ForkProgram {

		@Override
		public String name() {
			return this.file.getFileName().toString();
		}

		@Override
		public boolean isJvm() {
			return false;
		}

		@Override
		public List<String> command(ForkOptions options) {
			List<String> command = new ArrayList<>();
			command.add(options.execPath.toString());
			command.addAll(options.nodeArgs);
			command.add(this.file.toString());
			return words(command, options.args);
		}

		@Override
		public List<String> shown(ForkOptions options) {
			return command(options);
		}

		@Override
		public void check(Invocation invocation) {
			ForkProgram.check(invocation, this.file);
		}

	}

}
