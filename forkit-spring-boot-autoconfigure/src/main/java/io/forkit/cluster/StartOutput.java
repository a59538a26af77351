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

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Spawn;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker writes to at its start. What ends a JVM before it has found its primary
 * is told there and nowhere else.
 */
interface StartOutput extends AutoCloseable {

	/**
	 * Let a program write to this.
	 * @param spawn the program
	 * @return the same
	 */
	Spawn giveTo(Spawn spawn);

	/** The program has its ends, or will never be started. */
	void given();

	/**
	 * Begin to read, where that is needed.
	 * @param loop the loop
	 * @throws IOException if it cannot be watched
	 */
	default void read(EventLoop loop) throws IOException {
	}

	/**
	 * Return the last lines that the program has written. To be called once it has ended,
	 * and not on a loop.
	 * @return the lines, completed when all is read or this is closed; {@code null} if
	 * there are none
	 */
	CompletableFuture<@Nullable String> lastWords();

	/** Read no more, also where others can still write to it. */
	@Override
	void close();

}
