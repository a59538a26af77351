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

package io.forkit.process.child;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds out which process is the parent of this one.
 */
final class ParentPid {

	private static final int FIELD_BEHIND_NAME = 2;

	private ParentPid() {
	}

	/**
	 * Return the parent as it is now.
	 * @return its process id, 0 if there is none
	 */
	static long current() {
		// A ProcessHandle does it as well, but makes a pool of threads before, which a
		// forked JVM that has just begun should not wait for.
		try (FileInputStream stat = new FileInputStream("/proc/self/stat")) {
			String line = new String(stat.readAllBytes(), StandardCharsets.ISO_8859_1);
			// The name of the program, in parentheses, may hold anything.
			return Long.parseLong(line.substring(line.lastIndexOf(')') + 1).split(" ")[FIELD_BEHIND_NAME]);
		}
		catch (IOException | RuntimeException ex) {
			Optional<ProcessHandle> parent = ProcessHandle.current().parent();
			return parent.isPresent() ? parent.get().pid() : 0;
		}
	}

}
