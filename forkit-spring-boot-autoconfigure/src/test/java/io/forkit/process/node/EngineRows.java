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

package io.forkit.process.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.forkit.process.EngineChoice;

/**
 * The engines that the rows are tested with, and the rows that do not hold with the
 * engine of the JDK.
 */
final class EngineRows {

	/** Whether the engine of the JDK is tested as well. */
	static final boolean WITH_JDK = true;

	/**
	 * Beginnings of display names of tests that do not hold with the engine of the JDK,
	 * with the reason.
	 */
	static final Map<String, String> NOT_WITH_JDK = new LinkedHashMap<>();

	static {
		String signals = "it can only send SIGTERM and SIGKILL";
		String status = "a signal that forkit has not sent is told as exit code 128 and more";
		String background = "what others write when the program has ended is lost, and cannot be told of";
		String sharing = "two programs can share a pipe only within a pipeline";
		String descriptors = "a program has only stdin, stdout and stderr, as pipes or files";
		NOT_WITH_JDK.put("test/parallel/test-child-process-kill.js: each signal", signals);
		NOT_WITH_JDK.put("test/parallel/test-child-process-kill.js: a signal that is survived", signals);
		NOT_WITH_JDK.put("test/parallel/test-child-process-execfile.js: an end by a signal", status);
		NOT_WITH_JDK.put("test/parallel/test-process-external-stdio-close-spawn.js: a program that is not prepared",
				status);
		NOT_WITH_JDK.put("doc/api/child_process.md#event-close", background);
		NOT_WITH_JDK.put("test/parallel/test-child-process-pipe-dataflow.js: each program", sharing);
		NOT_WITH_JDK.put("test/parallel/test-child-process-pipe-dataflow.js: what is in the pipe", sharing);
		NOT_WITH_JDK.put("test/parallel/test-child-process-stdio-merge-stdouts-into-cat.js", sharing);
		NOT_WITH_JDK.put("test/parallel/test-child-process-stdio-reuse-readable-stdio.js", sharing);
		NOT_WITH_JDK.put("test/parallel/test-child-process-server-close.js", descriptors);
		NOT_WITH_JDK.put("test/parallel/test-child-process-validate-stdio.js: what is not named", descriptors);
		NOT_WITH_JDK.put("doc/api/child_process.md#optionsstdio: pipes beyond stderr", descriptors);
		NOT_WITH_JDK.put("doc/api/child_process.md#optionsstdio: a pipe beyond stderr", descriptors);
		NOT_WITH_JDK.put("test/parallel/test-child-process-spawn-argv0.js", "a program is named after its file");
		NOT_WITH_JDK.put("test/parallel/test-child-process-uid-gid.js", "a program runs as the same user");
		NOT_WITH_JDK.put("test/parallel/test-child-process-fork-detached.js", "no program can be detached");
	}

	private EngineRows() {
	}

	static List<EngineChoice> engines() {
		List<EngineChoice> engines = new ArrayList<>(List.of(EngineChoice.NATIVE));
		if (WITH_JDK) {
			engines.add(EngineChoice.JDK);
		}
		return engines;
	}

	/**
	 * Return whether a test holds.
	 * @param engine the engine
	 * @param displayName the name of the test
	 * @return whether it holds
	 */
	static boolean holds(EngineChoice engine, String displayName) {
		return engine != EngineChoice.JDK || NOT_WITH_JDK.keySet().stream().noneMatch(displayName::startsWith);
	}

}
