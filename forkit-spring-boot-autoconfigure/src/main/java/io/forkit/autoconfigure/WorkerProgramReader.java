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

package io.forkit.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.forkit.cluster.WorkerProgram;
import io.forkit.cluster.WorkerVariables;
import io.forkit.posix.Credentials;
import io.forkit.process.jvm.JvmCommandLine;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Reads and checks what the workers run.
 */
final class WorkerProgramReader {

	private static final String PREFIX = "forkit.cluster.program.";

	private static final String USER_FIX = "Start the primary as root, or remove the property: "
			+ "the workers then run as the user of the primary.";

	private final ForkitClusterProperties.Program properties;

	WorkerProgramReader(ForkitClusterProperties.Program properties) {
		this.properties = properties;
	}

	WorkerProgram program() {
		return new WorkerProgram(mainClass(this.properties.mainClass()), this.properties.arguments(), jvmArguments(),
				environment(), this.properties.silent(), credentials(), directory(this.properties.directory()));
	}

	private static @Nullable Path directory(@Nullable Path directory) {
		if (directory != null && !Files.isDirectory(directory)) {
			throw invalid("directory", directory.toString(), "there is no such directory",
					"Make it, or remove the property: the workers then work in the directory of the primary.");
		}
		return directory;
	}

	private @Nullable String mainClass(@Nullable String name) {
		if (name != null && !ClassUtils.isPresent(name, null)) {
			throw invalid("main-class", name, "there is no such class on the class path",
					"Name a class with a main method, or remove the property: the workers then run the program of "
							+ "the primary.");
		}
		return name;
	}

	private List<String> jvmArguments() {
		List<String> arguments = this.properties.jvmArguments();
		if (!JvmCommandLine.areFlags(arguments)) {
			throw invalid("jvm-arguments", String.join(" ", arguments), "they are not all flags of a JVM",
					"Have only flags there, such as -Xmx512m, and no class path, main class or jar.");
		}
		return arguments;
	}

	private Map<String, String> environment() {
		try {
			WorkerVariables.check(this.properties.environment());
			return this.properties.environment();
		}
		catch (IllegalArgumentException ex) {
			throw invalid("environment", String.valueOf(this.properties.environment().keySet()),
					String.valueOf(ex.getMessage()), "Correct or remove that variable.");
		}
	}

	private Credentials credentials() {
		String user = this.properties.user();
		Credentials credentials = (user != null) ? ofUser(user) : Credentials.SAME;
		Integer uid = this.properties.uid();
		Integer gid = this.properties.gid();
		credentials = (uid != null) ? credentials.withUid(number("uid", uid)) : credentials;
		credentials = (gid != null) ? credentials.withGid(number("gid", gid)) : credentials;
		if (!credentials.equals(Credentials.SAME) && !isRoot()) {
			String name = (user != null) ? "user" : (uid != null) ? "uid" : "gid";
			throw invalid(name, (user != null) ? user : String.valueOf((uid != null) ? uid : gid),
					"only root may start programs as somebody else", USER_FIX);
		}
		return credentials;
	}

	private Credentials ofUser(String name) {
		Credentials credentials;
		try {
			credentials = Credentials.ofUser(name);
		}
		catch (IOException ex) {
			throw invalid("user", name, "the user cannot be looked up (" + ex.getMessage() + ")", USER_FIX);
		}
		if (credentials == null) {
			throw invalid("user", name, "there is no such user", "Name a user that 'getent passwd' shows.");
		}
		return credentials;
	}

	private int number(String name, int value) {
		if (value < 0) {
			throw invalid(name, String.valueOf(value), "it is negative", "Set it to a number from 0.");
		}
		return value;
	}

	private static boolean isRoot() {
		try {
			return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	private static InvalidForkitPropertyException invalid(String name, String value, String reason, String fix) {
		return new InvalidForkitPropertyException(PREFIX + name, value, reason, fix);
	}

}
