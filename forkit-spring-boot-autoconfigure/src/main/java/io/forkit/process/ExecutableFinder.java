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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.posix.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file of a command, by the rules of {@code execvp(3)} and with the PATH of the
 * child, and tells exactly why there is none.
 */
final class ExecutableFinder {

	// What execvp(3) uses where PATH is not set.
	static final String DEFAULT_PATH = "/bin:/usr/bin";

	private static final String NO_PROGRAM = "is neither a program for this machine nor a script that begins with #!";

	private static final Pattern JDK_ERROR = Pattern.compile("error[=:] ?(\\d+)");

	private static final Map<String, String> JDK_ERRORS = Map.of("1", "EPERM", "2", "ENOENT", "7", "E2BIG", "8",
			"ENOEXEC", "11", "EAGAIN", "13", "EACCES", "24", "EMFILE", "23", "ENFILE");

	private final Invocation invocation;

	private final @Nullable Path directory;

	private final ProcessEnvironment environment;

	ExecutableFinder(Invocation invocation) {
		this.invocation = invocation;
		this.directory = invocation.options().directory;
		this.environment = invocation.options().environment;
	}

	/**
	 * Find the file.
	 * @return its path, relative to the child's directory if it is not absolute
	 */
	Path find() {
		checkDirectory();
		String name = this.invocation.command().get(0);
		return (name.indexOf('/') >= 0) ? take(named(name)) : search(name);
	}

	private Path named(String name) {
		try {
			return Path.of(name);
		}
		catch (InvalidPathException ex) {
			throw new CommandNotFoundException(this.invocation, "'" + name + "' is no path in the charset of this JVM, "
					+ System.getProperty("sun.jnu.encoding") + "; set LC_ALL to C.UTF-8 for it", null);
		}
	}

	private void checkDirectory() {
		if (this.directory != null && !Files.isDirectory(this.directory)) {
			throw new DirectoryNotFoundException(this.invocation, this.directory,
					Files.exists(this.directory) ? "is not a directory" : "does not exist");
		}
	}

	private Path take(Path path) {
		Path file = fromHere(path);
		if (Files.notExists(file)) {
			throw new CommandNotFoundException(this.invocation, file + " does not exist" + hint(path.toString()), null);
		}
		if (Files.isDirectory(file)) {
			throw new NotExecutableException(this.invocation, file, "is a directory", null);
		}
		return limitable(path, file);
	}

	/**
	 * Check what the kernel would: limits are set by prlimit(1), which is started in
	 * place of the file and gives what the kernel does not take to a shell.
	 */
	private Path limitable(Path path, Path file) {
		if (this.invocation.options().limits.isEmpty()) {
			return path;
		}
		if (!Files.isExecutable(file)) {
			throw new NotExecutableException(this.invocation, file, "is not executable by this user", null);
		}
		try (InputStream in = Files.newInputStream(file)) {
			String start = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
			if (!start.startsWith("#!") && !start.equals("\u007fELF")) {
				throw new NotExecutableException(this.invocation, file, NO_PROGRAM, null);
			}
		}
		catch (IOException ex) {
			// A program need not be readable.
			return path;
		}
		return path;
	}

	private Path search(String name) {
		String value = this.environment.get("PATH");
		String path = (value != null) ? value : DEFAULT_PATH;
		Path refused = null;
		for (String element : path.split(":", -1)) {
			// An empty element stands for the working directory, which is the child's.
			Path candidate = candidate(element.isEmpty() ? "." : element, name);
			if (candidate == null) {
				continue;
			}
			Path file = fromHere(candidate);
			if (Files.isRegularFile(file)) {
				if (Files.isExecutable(file)) {
					return limitable(candidate, file);
				}
				refused = (refused != null) ? refused : file;
			}
		}
		if (refused != null) {
			throw new NotExecutableException(this.invocation, refused, "is not executable by this user", null);
		}
		throw new CommandNotFoundException(this.invocation, "'" + name + "' was not found" + hint(name) + " in PATH "
				+ ((value != null) ? value : path + " (the default)"), path);
	}

	private static String hint(String name) {
		return name.chars().anyMatch(Character::isWhitespace)
				? " (each argument must be given by itself, as in execFile(\"ls\", \"-l\"))" : "";
	}

	static @Nullable Path candidate(String element, String name) {
		try {
			return Path.of(element, name);
		}
		catch (InvalidPathException ex) {
			// Not in the charset of this JVM, which is ASCII where no locale is set: what
			// is
			// there cannot be found, but elsewhere in PATH.
			return null;
		}
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
	ProcessStartException explain(Path executable, IOException ex) {
		String error = errorName(ex);
		boolean spawning = !(ex instanceof ErrnoException errno) || errno.getCall().startsWith("starting");
		return switch (error) {
			case "EMFILE", "ENFILE" -> new TooManyOpenFilesException(this.invocation, ex);
			case "EAGAIN" -> new TooManyProcessesException(this.invocation, ex);
			case "E2BIG" -> new ArgumentListTooLongException(this.invocation, ex);
			case "EPERM" -> new ProcessPermissionException(this.invocation,
					message(ex) + ": this process has not the privilege", ex);
			default -> spawning ? explainFile(executable, error, ex)
					: new ProcessStartException(this.invocation, message(ex), ex);
		};
	}

	private ProcessStartException explainFile(Path executable, String error, IOException ex) {
		Path file = fromHere(executable);
		if (error.equals("ENOEXEC")) {
			return new NotExecutableException(this.invocation, file, NO_PROGRAM, ex);
		}
		if (error.equals("EACCES") && this.directory != null && !Files.isExecutable(this.directory)) {
			return new ProcessPermissionException(this.invocation,
					"directory " + this.directory + " cannot be entered by this user", ex);
		}
		Integer uid = this.invocation.options().credentials.uid();
		if (error.equals("EACCES") && uid != null) {
			// What that user may do cannot be asked from here.
			return new ProcessPermissionException(this.invocation, "user %d may not execute %s%s".formatted(uid, file,
					(this.directory != null) ? " or not enter " + this.directory : ""), ex);
		}
		if (error.equals("EACCES")) {
			return new NotExecutableException(this.invocation, file, "is not executable by this user", ex);
		}
		if (error.equals("ENOENT") && Files.exists(file)) {
			return new ProcessStartException(this.invocation, "the interpreter that " + file + " names does not exist",
					ex);
		}
		return new ProcessStartException(this.invocation, message(ex), ex);
	}

	private static String message(IOException ex) {
		return (ex.getMessage() != null) ? ex.getMessage() : ex.toString();
	}

	private static String errorName(IOException ex) {
		if (ex instanceof ErrnoException errno) {
			return errno.getErrnoName();
		}
		// The JDK tells the number in its message only.
		Matcher number = JDK_ERROR.matcher(message(ex));
		return number.find() ? JDK_ERRORS.getOrDefault(number.group(1), "") : "";
	}

}
