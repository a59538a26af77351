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

package io.forkit.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options of a command line, each {@code --name=value} or {@code --name}.
 */
public final class Arguments {

	private final Map<String, String> values;

	private Arguments(Map<String, String> values) {
		this.values = values;
	}

	/**
	 * Read options; the last of several of one name wins.
	 * @param names the names there are
	 * @param arguments the arguments of the command line
	 * @return the options
	 * @throws IllegalArgumentException if an argument is none of them
	 */
	public static Arguments parse(Set<String> names, String... arguments) {
		Map<String, String> values = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			String name = argument.substring(0, (equals != -1) ? equals : argument.length()).replaceFirst("^--", "");
			if (!argument.startsWith("--") || !names.contains(name)) {
				throw new IllegalArgumentException("'" + argument + "' is none of the options " + new TreeSet<>(names));
			}
			values.put(name, (equals != -1) ? argument.substring(equals + 1) : "true");
		}
		return new Arguments(values);
	}

	/**
	 * Return an option as it was given.
	 * @param name the name
	 * @param defaultValue the value if it was not given
	 * @return the text
	 */
	public String text(String name, String defaultValue) {
		return this.values.getOrDefault(name, defaultValue);
	}

	/**
	 * Return whether an option was given, and not as {@code false}.
	 * @param name the name
	 * @return whether it was
	 */
	public boolean flag(String name) {
		return Boolean.parseBoolean(this.values.get(name));
	}

	/**
	 * Return an option that names a file.
	 * @param name the name
	 * @param defaultValue the value if it was not given
	 * @return the absolute path
	 */
	public Path path(String name, String defaultValue) {
		return Path.of(text(name, defaultValue)).toAbsolutePath().normalize();
	}

	/**
	 * Return an option that is a number.
	 * @param name the name
	 * @param defaultValue the value if it was not given
	 * @return the number
	 * @throws IllegalArgumentException if it is not from 1 to 9999
	 */
	public int positive(String name, int defaultValue) {
		String value = text(name, String.valueOf(defaultValue));
		if (!value.matches("[1-9][0-9]{0,3}")) {
			throw new IllegalArgumentException(
					"'" + name + "' must be a number from 1 to 9999 and not '" + value + "'");
		}
		return Integer.parseInt(value);
	}

}
