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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.forkit.posix.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * A program to start.
 *
 * @param executable the file, relative to the directory if it is not absolute
 * @param arguments all arguments, the first being the name that the program sees
 * @param environment the whole environment, each entry as {@code NAME=value}
 * @param directory the working directory, or {@code null} for that of this process
 * @param group whether it leads a process group
 * @param redirects what it has at its descriptors; 0, 1 and 2 are {@link Redirect#IGNORE}
 * where nothing is said, all others closed
 * @param credentials what it may do
 * @param marker the entry of the environment that only this program and its descendants
 * have, or {@code null} if there is none
 */
public record Launch(Path executable, List<String> arguments, List<byte[]> environment, @Nullable Path directory,
		Group group, SortedMap<Integer, Redirect> redirects, Credentials credentials, byte @Nullable [] marker) {

	public Launch(Path executable, List<String> arguments, List<byte[]> environment, @Nullable Path directory,
			Group group, Map<Integer, Redirect> redirects, Credentials credentials, byte @Nullable [] marker) {
		this(executable, List.copyOf(arguments), environment, directory, group, new TreeMap<>(redirects), credentials,
				marker);
	}

	/**
	 * The place of a program among process groups and sessions.
	 */
	public enum Group {

		/** It leads a group of its own, so that the group can be signalled. */
		OWN,

		/**
		 * It is in the group of this process, as in a pipeline that a terminal controls.
		 */
		SAME,

		/** It leads a session of its own, see {@code setsid(2)}. */
		SESSION

	}

}
