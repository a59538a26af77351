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

package io.forkit.process.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.forkit.posix.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Builds launches for tests: stdout is piped, all else is ignored. What a failing test
 * leaves behind must not hold the streams of this JVM, or the build would wait for it.
 */
final class LaunchBuilder {

	private final Path executable;

	private final List<String> arguments;

	private final List<byte[]> environment = new ArrayList<>();

	private final Map<Integer, Redirect> redirects = new TreeMap<>(Map.of(1, Redirect.PIPE));

	private @Nullable Path directory;

	private Launch.Group group = Launch.Group.OWN;

	private Credentials credentials = Credentials.SAME;

	private byte @Nullable [] marker;

	private LaunchBuilder(String executable, List<String> arguments) {
		this.executable = Path.of(executable);
		this.arguments = arguments;
		environment("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
	}

	static LaunchBuilder of(String... command) {
		return of(command[0], List.of(command));
	}

	static LaunchBuilder of(String executable, List<String> arguments) {
		return new LaunchBuilder(executable, arguments);
	}

	static LaunchBuilder sh(String script, String... arguments) {
		List<String> all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
		all.addAll(List.of(arguments));
		return of("/bin/sh", all);
	}

	LaunchBuilder redirect(int number, Redirect redirect) {
		this.redirects.put(number, redirect);
		return this;
	}

	LaunchBuilder environment(String entry) {
		this.environment.add(entry.getBytes(StandardCharsets.UTF_8));
		return this;
	}

	LaunchBuilder marker(String entry) {
		this.marker = entry.getBytes(StandardCharsets.UTF_8);
		return environment(entry);
	}

	LaunchBuilder directory(Path directory) {
		this.directory = directory;
		return this;
	}

	LaunchBuilder group(Launch.Group group) {
		this.group = group;
		return this;
	}

	LaunchBuilder credentials(Credentials credentials) {
		this.credentials = credentials;
		return this;
	}

	Launch build() {
		return new Launch(this.executable, this.arguments, this.environment, this.directory, this.group, this.redirects,
				this.credentials, this.marker);
	}

}
