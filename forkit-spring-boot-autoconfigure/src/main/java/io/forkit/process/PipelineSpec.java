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

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.springframework.util.unit.DataSize;

/**
 * Programs of which each reads what the one before it writes. They are connected by pipes
 * of the system: what goes between them does not go through this process. What is said
 * here holds for each of them.
 * <p>
 * The pipeline fails if one of them does, as in a shell with {@code pipefail}; but it is
 * no failure that a SIGPIPE ends a program because the next one has read enough. When one
 * must be ended all are.
 *
 * @since 0.1.0
 * @see ProcessOperations#pipeline
 */
public interface PipelineSpec extends ProcessSpec<PipelineSpec> {

	/**
	 * Set how much of the last one's stdout, and of each one's stderr, is kept. Defaults
	 * to 1 MiB.
	 * @param maxBuffer the limit per stream, not negative
	 * @return this spec
	 */
	PipelineSpec maxBuffer(DataSize maxBuffer);

	/**
	 * Set what happens when more is written. Defaults to {@link Overflow#FAIL}.
	 * @param overflow what happens
	 * @return this spec
	 */
	PipelineSpec overflow(Overflow overflow);

	/**
	 * Give the first program a text to read.
	 * @param input the text
	 * @return this spec
	 */
	PipelineSpec input(String input);

	/**
	 * Give the first program bytes to read.
	 * @param input the bytes, not to be changed until the program has ended
	 * @return this spec
	 */
	PipelineSpec input(byte[] input);

	/**
	 * Let the first program read what a stream has.
	 * @param input the stream, for one run; closed at the end
	 * @return this spec
	 * @see CommandSpec#input(InputStream)
	 */
	PipelineSpec input(InputStream input);

	/**
	 * Let the first program read a file.
	 * @param file the file
	 * @return this spec
	 */
	PipelineSpec input(Path file);

	/**
	 * Write what the last program writes to a stream, which stays open.
	 * @param output the stream
	 * @return this spec
	 * @see CommandSpec#output(OutputStream)
	 */
	PipelineSpec output(OutputStream output);

	/**
	 * Let the last program write to a file.
	 * @param file the file
	 * @return this spec
	 */
	PipelineSpec output(Path file);

	/**
	 * Run the programs and wait until all have ended.
	 * @return what they leave
	 * @throws ProcessException what {@link CommandSpec#run()} throws, about the program
	 * that failed
	 */
	PipelineResult run();

	/**
	 * Start the programs, as {@link CommandSpec#start()} does.
	 * @return a future of what they leave, which ends them all when it is cancelled
	 */
	CompletableFuture<PipelineResult> start();

}
