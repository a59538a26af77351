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
import java.util.List;

import io.forkit.posix.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file of a command, by the rules of {@code execvp(3)} and with the PATH of the
 * child, and tells exactly why there is none.
 */
final class ExecutableFinder {

	// What execvp(3) uses where PATH is not set.
	private static final String DEFAULT_PATH = "/bin:/usr/bin";

	private final List<String> command;

	private final @Nullable Path directory;

	private final ProcessEnvironment environment;

	ExecutableFinder(List<String> command, CommandOptions options) {
		this.command = command;
		this.directory = options.directory();
		this.environment = options.environment();
	}

	/**
	 * Find the file.
	 * @return its path, relative to the child's directory if it is not absolute
	 */
	Path find() {
		checkDirectory();
		String name = this.command.get(0);
		return (name.indexOf('/') >= 0) ? take(Path.of(name)) : search(name);
	}

	private void checkDirectory() {
		if (this.directory != null && !Files.isDirectory(this.directory)) {
			throw new DirectoryNotFoundException(this.command, this.directory,
					Files.exists(this.directory) ? "is not a directory" : "does not exist");
		}
	}

	private Path take(Path path) {
		Path file = fromHere(path);
		if (Files.notExists(file)) {
			throw new CommandNotFoundException(this.command, file + " does not exist", null);
		}
		if (Files.isDirectory(file)) {
			throw new NotExecutableException(this.command, file, "is a directory", null);
		}
		return path;
	}

	private Path search(String name) {
		String value = this.environment.get("PATH");
		String path = (value != null) ? value : DEFAULT_PATH;
		Path refused = null;
		for (String element : path.split(":", -1)) {
			// An empty element stands for the working directory, which is the child's.
			Path candidate = Path.of(element.isEmpty() ? "." : element, name);
			Path file = fromHere(candidate);
			if (Files.isRegularFile(file)) {
				if (Files.isExecutable(file)) {
					return candidate;
				}
				refused = (refused != null) ? refused : file;
			}
		}
		if (refused != null) {
			throw new NotExecutableException(this.command, refused, "is not executable by this user", null);
		}
		throw new CommandNotFoundException(this.command,
				"'" + name + "' was not found in PATH " + ((value != null) ? value : path + " (the default)"), path);
	}

	private Path fromHere(Path path) {
		return (this.directory != null) ? this.directory.resolve(path) : path;
	}

	/**
	 * Explain why a file that was found could not be started.
	 * @param executable the file
	 * @param ex the error of the system
	 * @return the exception to throw
	 */
	ProcessStartException explain(Path executable, ErrnoException ex) {
		Path file = fromHere(executable);
		if (ex.is("ENOEXEC")) {
			return new NotExecutableException(this.command, file,
					"is neither a program for this machine nor a script that begins with #!", ex);
		}
		if (ex.is("EACCES") && this.directory != null && !Files.isExecutable(this.directory)) {
			return new ProcessStartException(this.command,
					"directory " + this.directory + " cannot be entered by this user", ex);
		}
		if (ex.is("EACCES")) {
			return new NotExecutableException(this.command, file, "is not executable by this user", ex);
		}
		if (ex.is("ENOENT") && Files.exists(file)) {
			return new ProcessStartException(this.command, "the interpreter that " + file + " names does not exist",
					ex);
		}
		return new ProcessStartException(this.command, String.valueOf(ex.getMessage()), ex);
	}

}
