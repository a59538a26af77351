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

package io.forkit.process.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where this process reads what a program writes.
 */
public non-sealed interface ProgramOutput extends PipeEnd {

	/** Result of a read that would have had to wait. */
	int WOULD_BLOCK = -2;

	/** Result of a read when nobody can write any more. */
	int END = -1;

	/**
	 * Read once, without waiting. Not to be called by two threads at the same time.
	 * @param target a direct buffer
	 * @return the number of bytes, {@link #END} or {@link #WOULD_BLOCK}
	 * @throws IOException if the end was closed or the call failed
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Return how much could be read at once.
	 * @return the number of bytes
	 */
	int available();

}
