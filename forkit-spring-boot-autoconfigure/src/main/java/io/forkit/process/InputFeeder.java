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

import org.jspecify.annotations.Nullable;

/**
 * Writes what a program reads.
 */
interface InputFeeder {

	/**
	 * Begin to write.
	 */
	void start();

	/**
	 * Return why the input could not be read here.
	 * @return the failure, or {@code null} if there was none. That the program did not
	 * read it is none.
	 */
	default @Nullable Exception failure() {
		return null;
	}

	/**
	 * Stop to write, as the program has ended. Called on the loop.
	 */
	void close();

}
