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

/**
 * Which engine starts programs.
 *
 * @since 0.1.0
 */
public enum EngineChoice {

	/**
	 * The native one where this machine has what it needs, otherwise that of the JDK.
	 */
	AUTO,

	/**
	 * The native one: {@code posix_spawn}, pidfds and one thread for all programs.
	 * Without what it needs no program can be started.
	 */
	NATIVE,

	/**
	 * That of the JDK, with its limits: no descriptors beyond stderr, no credentials, no
	 * exact tell of exit codes above 128 from signals, and threads for each program.
	 */
	JDK

}
