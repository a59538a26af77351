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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.forkit.process.engine.Launch;
import io.forkit.process.engine.Redirect;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a command what an engine can start.
 */
final class LaunchPlanner {

	private static final String LIMITER = "prlimit";

	private LaunchPlanner() {
	}

	static Launch plan(Invocation invocation, Path executable, Map<Integer, Redirect> redirects) {
		CommandOptions options = invocation.options();
		List<String> command = invocation.command();
		List<String> arguments = new ArrayList<>(command);
		if (options.argv0 != null) {
			arguments.set(0, options.argv0);
		}
		Path file = executable;
		if (!options.limits.isEmpty()) {
			file = limiter(invocation);
			arguments = limited(invocation, executable);
		}
		List<byte[]> environment = options.environment.entries();
		byte[] marker = marker(options);
		if (marker != null) {
			environment = new ArrayList<>(environment);
			environment.add(marker);
		}
		return new Launch(file, arguments, environment, options.directory, options.group, redirects,
				options.credentials, marker);
	}

	/**
	 * Return what no other program has in its environment, see {@link CommandMarker}.
	 */
	private static byte @Nullable [] marker(CommandOptions options) {
		if (options.environmentReplaced || !options.ownsTree()) {
			return null;
		}
		return (CommandMarker.VARIABLE + "=" + CommandMarker.next()).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Limits belong to a process as a whole: they cannot be set before it is started, nor
	 * in time after that. So a program sets its own and then becomes the other one.
	 */
	private static Path limiter(Invocation invocation) {
		if (invocation.options().argv0 != null) {
			throw new ProcessStartException(invocation,
					"'argv0' cannot be combined with 'limits', as prlimit(1) sets it; leave one of them out", null);
		}
		for (String directory : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
			Path candidate = Path.of(directory, LIMITER);
			if (Files.isExecutable(candidate)) {
				return candidate;
			}
		}
		throw new ProcessStartException(invocation,
				"'limits' need prlimit(1), which is not installed; install the package util-linux", null);
	}

	private static List<String> limited(Invocation invocation, Path executable) {
		List<String> arguments = new ArrayList<>();
		arguments.add(LIMITER);
		arguments.addAll(invocation.options().limits.arguments());
		arguments.add("--");
		// Looked up once already: no second PATH search shall find another one.
		arguments.add(executable.isAbsolute() || executable.startsWith(".") ? executable.toString()
				: Path.of(".").resolve(executable).toString());
		arguments.addAll(invocation.command().subList(1, invocation.command().size()));
		return arguments;
	}

}
