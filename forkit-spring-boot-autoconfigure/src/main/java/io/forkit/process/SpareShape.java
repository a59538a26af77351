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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.forkit.posix.Credentials;
import io.forkit.process.engine.Launch;
import io.forkit.process.engine.Redirect;
import org.jspecify.annotations.Nullable;

/**
 * All that is settled about a fork when its JVM is started, so that a spare JVM can only
 * be of use to forks in which it is the same. What is not here is up to the fork: its
 * class and arguments, its limits of time, its callbacks.
 *
 * @param command the command of the spare JVM
 * @param environment the variables, without the marker and the trace context that each
 * start adds
 * @param environmentReplaced whether it has no marker
 * @param directory its working directory
 * @param argv0 the name that it sees
 * @param credentials what it may do
 * @param limits what it may use
 * @param group its place among process groups
 * @param redirects what it has at its descriptors
 */
record SpareShape(List<String> command, List<String> environment, boolean environmentReplaced, @Nullable Path directory,
		@Nullable String argv0, Credentials credentials, List<String> limits, Launch.Group group,
		Map<Integer, Redirect> redirects) {

	/**
	 * Return the shape of a fork.
	 * @param command the command that a spare JVM has
	 * @param invocation the fork, before it is observed
	 * @param redirects what it has at its descriptors
	 * @return the shape, or {@code null} if no spare JVM can have it: a file is to be
	 * opened, and another pipe to be given, only when they are needed
	 */
	static @Nullable SpareShape of(List<String> command, Invocation invocation, Map<Integer, Redirect> redirects) {
		if (!redirects.values().stream().allMatch(Redirect.Simple.class::isInstance)) {
			return null;
		}
		CommandOptions options = invocation.options();
		return new SpareShape(List.copyOf(command), texts(options.environment), options.environmentReplaced,
				options.directory, options.argv0, options.credentials, options.limits.arguments(), options.group,
				new TreeMap<>(redirects));
	}

	/** Strings that any bytes survive, as they are hashed far faster than buffers. */
	private static List<String> texts(ProcessEnvironment environment) {
		return environment.entries().stream().map((entry) -> new String(entry, StandardCharsets.ISO_8859_1)).toList();
	}

}
