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

package io.forkit.benchmarks.process;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One way to run programs, used as its users normally use it. What it cannot do it
 * refuses with {@link UnsupportedOperationException}, and is left out of that table.
 */
interface Peer extends AutoCloseable {

	/**
	 * Run a program to its end.
	 * @param command the program and its arguments
	 * @return what it wrote to stdout
	 * @throws Exception if it fails
	 */
	String run(List<String> command) throws Exception;

	/**
	 * Run a program while others run.
	 * @param command the program and its arguments
	 * @param threads for those whose way it is to have a thread wait for each program
	 * @return what it wrote to stdout
	 */
	default CompletableFuture<String> start(List<String> command, Executor threads) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return run(command);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}, threads);
	}

	/**
	 * Start a program that lives on.
	 * @param command the program and its arguments
	 * @param child to be told the pid, and the end when the library gives notice of it
	 * @throws Exception if it cannot be started
	 */
	default void live(List<String> command, LiveChild child) throws Exception {
		throw new UnsupportedOperationException("tells nobody of the end of a program");
	}

	/**
	 * Run a program and count what it writes to stdout, without keeping it.
	 * @param command the program and its arguments
	 * @param counter to be told of the bytes
	 * @throws Exception if it fails
	 */
	void count(List<String> command, Counter counter) throws Exception;

	/**
	 * Write zeros to a program and count what it writes meanwhile.
	 * @param command the program and its arguments
	 * @param bytes how many bytes to write
	 * @param counter to be told of the bytes that come back
	 * @throws Exception if it fails
	 */
	void pump(List<String> command, long bytes, Counter counter) throws Exception;

	@Override
	default void close() throws Exception {
	}

	/**
	 * Check the exit code of a program.
	 * @param code the code
	 * @param command the program and its arguments
	 */
	static void checkExit(int code, List<String> command) {
		if (code != 0) {
			throw new IllegalStateException("Exit code " + code + " of " + command);
		}
	}

}
