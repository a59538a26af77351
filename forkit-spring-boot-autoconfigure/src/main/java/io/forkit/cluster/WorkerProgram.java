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

package io.forkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.forkit.posix.Credentials;
import io.forkit.process.jvm.JvmCommandLine;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * What the workers run, and how: what Node's {@code setupPrimary} sets. Immutable.
 *
 * @param mainClass the main class, or {@code null} for the program of the primary
 * @param arguments its arguments, or {@code null} for those of the primary
 * @param jvmArguments flags of the JVM besides those of the primary, and after them
 * @param environment variables besides those of the primary
 * @param silent whether what the workers write to their standard output and error does
 * not go to that of the primary: {@link Worker#onOutput} reads it
 * @param credentials the user and groups
 * @param directory the working directory, or {@code null} for that of the primary
 * @since 0.1.0
 * @see Cluster#setup
 */
public record WorkerProgram(@Nullable String mainClass, @Nullable List<String> arguments, List<String> jvmArguments,
		Map<String, String> environment, boolean silent, Credentials credentials, @Nullable Path directory) {

	/** That of the primary. */
	public static final WorkerProgram SAME = new WorkerProgram(null, null, List.of(), Map.of(), false,
			Credentials.SAME);

	public WorkerProgram {
		arguments = (arguments != null) ? List.copyOf(arguments) : null;
		jvmArguments = List.copyOf(jvmArguments);
		environment = Map.copyOf(environment);
	}

	/**
	 * Create a program that runs in the directory of the primary.
	 * @param mainClass the main class
	 * @param arguments its arguments
	 * @param jvmArguments flags of the JVM besides those of the primary
	 * @param environment variables besides those of the primary
	 * @param silent whether its output does not go to that of the primary
	 * @param credentials the user and groups
	 */
	public WorkerProgram(@Nullable String mainClass, @Nullable List<String> arguments, List<String> jvmArguments,
			Map<String, String> environment, boolean silent, Credentials credentials) {
		this(mainClass, arguments, jvmArguments, environment, silent, credentials, null);
	}

	/**
	 * Return another main class.
	 * @param mainClass its name, or {@code null} for the program of the primary
	 * @return the program
	 */
	public WorkerProgram withMainClass(@Nullable String mainClass) {
		return new WorkerProgram(mainClass, this.arguments, this.jvmArguments, this.environment, this.silent,
				this.credentials, this.directory);
	}

	/**
	 * Return the program with other arguments.
	 * @param arguments the arguments
	 * @return the program
	 */
	public WorkerProgram withArguments(String... arguments) {
		return new WorkerProgram(this.mainClass, List.of(arguments), this.jvmArguments, this.environment, this.silent,
				this.credentials, this.directory);
	}

	/**
	 * Return the program with other flags of the JVM.
	 * @param jvmArguments the flags besides those of the primary
	 * @return the program
	 */
	public WorkerProgram withJvmArguments(String... jvmArguments) {
		return new WorkerProgram(this.mainClass, this.arguments, List.of(jvmArguments), this.environment, this.silent,
				this.credentials, this.directory);
	}

	/**
	 * Return the program with other variables.
	 * @param environment the variables besides those of the primary
	 * @return the program
	 */
	public WorkerProgram withEnvironment(Map<String, String> environment) {
		return new WorkerProgram(this.mainClass, this.arguments, this.jvmArguments, environment, this.silent,
				this.credentials, this.directory);
	}

	/**
	 * Return the program with its output elsewhere.
	 * @param silent whether it does not go to that of the primary
	 * @return the program
	 */
	public WorkerProgram withSilent(boolean silent) {
		return new WorkerProgram(this.mainClass, this.arguments, this.jvmArguments, this.environment, silent,
				this.credentials, this.directory);
	}

	/**
	 * Return the program as another user, which only root can start.
	 * @param credentials the user and groups
	 * @return the program
	 */
	public WorkerProgram withCredentials(Credentials credentials) {
		return new WorkerProgram(this.mainClass, this.arguments, this.jvmArguments, this.environment, this.silent,
				credentials, this.directory);
	}

	/**
	 * Return the program in another directory. Its class path stays what it is.
	 * @param directory the directory, or {@code null} for that of the primary
	 * @return the program
	 */
	public WorkerProgram withDirectory(@Nullable Path directory) {
		return new WorkerProgram(this.mainClass, this.arguments, this.jvmArguments, this.environment, this.silent,
				this.credentials, directory);
	}

	/**
	 * Check what can be checked before anything is started.
	 * @throws IllegalArgumentException if no worker could be started with this
	 */
	void check() {
		Assert.isTrue(this.mainClass == null || ClassUtils.isPresent(this.mainClass, null),
				() -> "'mainClass' must be on the class path but is '" + this.mainClass + "'");
		Assert.isTrue(JvmCommandLine.areFlags(this.jvmArguments),
				() -> "'jvmArguments' must all be flags of a JVM but are " + this.jvmArguments);
		Assert.isTrue(this.directory == null || Files.isDirectory(this.directory),
				() -> "'directory' must be a directory but is '" + this.directory + "'");
		WorkerVariables.check(this.environment);
	}

}
