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

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Takes what a program writes to one of its descriptors. Called on the loop.
 */
interface OutputConsumer {

	/**
	 * Begin to take what is written. Called before anything has happened to the program,
	 * and not on the loop.
	 * @param onEnd to be run on the loop, once, when nothing more will come
	 */
	void start(Runnable onEnd);

	/**
	 * The program has ended; others may still write.
	 */
	default void programEnded() {
	}

	/**
	 * What others write is awaited no longer: take what is there and end.
	 */
	void drainTimeoutOver();

	/**
	 * Return whether nothing more will come.
	 * @return whether this has ended
	 */
	boolean isEnded();

	/**
	 * Return whether all that was written has been taken.
	 * @return whether nothing is missing; only known when this has ended
	 */
	boolean isComplete();

	/**
	 * Return why the output could not be handed on.
	 * @return the failure, or {@code null} if there was none
	 */
	default @Nullable Exception failure() {
		return null;
	}

	/**
	 * Return what was collected.
	 * @return the bytes, not to be changed
	 */
	default byte[] bytes() {
		return new byte[0];
	}

	/**
	 * Return where everything was written to.
	 * @return the file, or {@code null} if there is none
	 */
	default @Nullable Path file() {
		return null;
	}

	/**
	 * End at once.
	 */
	void close();

}
