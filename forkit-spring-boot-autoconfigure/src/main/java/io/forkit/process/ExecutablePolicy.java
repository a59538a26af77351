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

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Decides which programs may be started, if not all may. Immutable.
 */
final class ExecutablePolicy {

	static final ExecutablePolicy ALL = new ExecutablePolicy(null, "");

	private final @Nullable List<String> allowed;

	private final String path;

	private ExecutablePolicy(@Nullable List<String> allowed, String path) {
		this.allowed = allowed;
		this.path = path;
	}

	static ExecutablePolicy only(Collection<String> allowed) {
		for (String entry : allowed) {
			Assert.hasText(entry, "'allowedExecutables' must not contain an empty text");
			Assert.isTrue(entry.indexOf('/') < 0 || entry.startsWith("/"),
					() -> "'allowedExecutables' must contain names and absolute paths only but contains '" + entry
							+ "'");
			Assert.isTrue(isGlob(entry),
					() -> "'allowedExecutables' must contain correct globs but contains '" + entry + "'");
		}
		return new ExecutablePolicy(List.copyOf(allowed), "");
	}

	/**
	 * Set where names are looked up, whatever PATH or directory a command names.
	 * @param environment the environment of the template
	 * @return the policy
	 */
	ExecutablePolicy searching(ProcessEnvironment environment) {
		String value = environment.get("PATH");
		return new ExecutablePolicy(this.allowed, (value != null) ? value : ExecutableFinder.DEFAULT_PATH);
	}

	private static boolean isGlob(String entry) {
		try {
			FileSystems.getDefault().getPathMatcher("glob:" + entry);
			return true;
		}
		catch (PatternSyntaxException ex) {
			return false;
		}
	}

	/**
	 * Refuse a program that is not allowed.
	 * @param invocation the program
	 * @param executable the file that was found
	 */
	void check(Invocation invocation, Path executable) {
		if (this.allowed == null) {
			return;
		}
		if (invocation.options().argv0 != null) {
			// The name may decide what a program is, as of busybox.
			throw new CommandNotAllowedException(invocation,
					"'argv0' cannot be chosen where executables are restricted; leave it out");
		}
		String name = invocation.command().get(0);
		Path directory = invocation.options().directory;
		Path located = (directory != null) ? directory.resolve(executable) : executable;
		Path file = real(located);
		for (String entry : this.allowed) {
			boolean fits = (entry.indexOf('/') < 0) ? entry.equals(name) && isFound(name, file)
					: matches(entry, located, file);
			if (fits) {
				return;
			}
		}
		throw new CommandNotAllowedException(invocation,
				file + " is not among the allowed executables " + this.allowed);
	}

	private boolean isFound(String name, Path file) {
		for (String element : this.path.split(":", -1)) {
			Path candidate = ExecutableFinder.candidate(element.isEmpty() ? "." : element, name);
			if (candidate != null && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
				return real(candidate).equals(file);
			}
		}
		return false;
	}

	/**
	 * Return whether a path allows a file. A path that is a link allows nothing but that
	 * link: what it leads to may be a program of many names, which does whatever the name
	 * says by which it is called.
	 */
	private static boolean matches(String entry, Path located, Path file) {
		Path allowed = withRealDirectory(Path.of(entry));
		return allowed.equals(withRealDirectory(located)) || allowed.equals(file)
				|| FileSystems.getDefault().getPathMatcher("glob:" + entry).matches(file);
	}

	private static Path withRealDirectory(Path file) {
		Path directory = file.toAbsolutePath().getParent();
		Path name = file.getFileName();
		return (directory != null && name != null && !name.toString().startsWith("..")) ? real(directory).resolve(name)
				: real(file);
	}

	private static Path real(Path file) {
		try {
			return file.toRealPath();
		}
		catch (IOException ex) {
			return file.toAbsolutePath().normalize();
		}
	}

}
