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
import java.util.List;
import java.util.Map;

import io.forkit.process.EngineChoice;

/**
 * The engines that the rows are tested with, and the rows that do not hold with the
 * engine of the JDK.
 */
final class EngineRows {

	/** Whether the engine of the JDK is tested as well. */
	static final boolean WITH_JDK = false;

	/**
	 * Beginnings of display names of tests that do not hold with the engine of the JDK,
	 * with the reason.
	 */
	static final Map<String, String> NOT_WITH_JDK = Map.of();

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
