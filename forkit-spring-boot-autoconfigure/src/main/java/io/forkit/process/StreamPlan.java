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

import java.util.Map;

import io.forkit.process.engine.Redirect;

/**
 * What a program has at its descriptors, and who reads and writes there on this side.
 */
interface StreamPlan {

	/**
	 * Return what the program gets.
	 * @return the redirects by descriptor
	 */
	Map<Integer, Redirect> redirects();

	/**
	 * Prepare to read and write, after the program was started and before it is watched.
	 * @param process the program, to whose streams all is added
	 * @param resources what is shared
	 */
	void open(RunningProcess process, EngineResources resources);

}
