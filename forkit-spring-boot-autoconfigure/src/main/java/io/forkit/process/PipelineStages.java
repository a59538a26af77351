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

import java.util.function.Consumer;

/**
 * The programs of a pipeline, in the order in which the data goes through them. Not
 * thread-safe.
 *
 * @since 0.1.0
 * @see ProcessOperations#pipeline
 */
public interface PipelineStages {

	/**
	 * Add a program.
	 * @param file the program
	 * @param args the arguments
	 * @return this
	 * @see ProcessOperations#execFile(String, String...)
	 */
	PipelineStages execFile(String file, String... args);

	/**
	 * Add a command line for the shell.
	 * @param command the text for the shell
	 * @param args the arguments
	 * @return this
	 * @see ProcessOperations#exec(String, Object...)
	 */
	PipelineStages exec(String command, Object... args);

	/**
	 * Say more about the program that was added last. What is said about the whole
	 * pipeline holds where nothing is said here.
	 * @param customizer says more
	 * @return this
	 * @throws IllegalStateException if no program was added yet
	 */
	PipelineStages with(Consumer<ProcessSpec<?>> customizer);

}
