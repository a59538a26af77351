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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where bytes of a program go to, one piece after the other. May block.
 */
interface ByteSink {

	/**
	 * Take bytes.
	 * @param bytes the bytes, valid only during the call
	 * @throws IOException if they cannot be handed on; then no more are brought
	 */
	void write(ByteBuffer bytes) throws IOException;

	/**
	 * There will be no more.
	 * @throws IOException if the last ones cannot be handed on
	 */
	default void end() throws IOException {
	}

	/**
	 * Return what was kept in memory.
	 * @return the bytes
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

}
