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

import java.util.List;
import java.util.Map;

import io.forkit.posix.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * What the workers run, and how: what Node's {@code setupPrimary} sets.
 *
 * @param mainClass the main class, or {@code null} for the program of the primary
 * @param arguments its arguments, or {@code null} for those of the primary
 * @param jvmArguments flags of the JVM besides those of the primary, and after them
 * @param environment variables besides those of the primary
 * @param silent whether what the workers write to their standard output and error is
 * thrown away
 * @param credentials the user and groups
 * @since 0.1.0
 */
public record WorkerProgram(@Nullable String mainClass, @Nullable List<String> arguments, List<String> jvmArguments,
		Map<String, String> environment, boolean silent, Credentials credentials) {

	/** That of the primary. */
	public static final WorkerProgram SAME = new WorkerProgram(null, null, List.of(), Map.of(), false,
			Credentials.SAME);

	public WorkerProgram {
		arguments = (arguments != null) ? List.copyOf(arguments) : null;
		jvmArguments = List.copyOf(jvmArguments);
		environment = Map.copyOf(environment);
	}

}
