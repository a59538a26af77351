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

package io.forkit.posix;

import java.io.IOException;

/**
 * The standard streams of this process: descriptors that each program knows by their
 * numbers.
 *
 * @since 0.1.0
 */
public final class StandardStreams {

	private StandardStreams() {
	}

	/**
	 * Let a standard stream lead to where a descriptor leads, from now on, for all that
	 * write to it or read from it. Programs that are started later inherit it.
	 * @param stream the stream: 0, 1 or 2
	 * @param descriptor the descriptor; stays open and belongs to its owner
	 * @throws IllegalArgumentException if it is no standard stream
	 * @throws IOException if the descriptor is closed
	 */
	public static void replace(int stream, Fd descriptor) throws IOException {
		if (stream < 0 || stream > 2) {
			throw new IllegalArgumentException("'stream' must be 0, 1 or 2 but is " + stream);
		}
		int number = descriptor.acquire();
		try {
			Native.check("dup3", Native.LIBC.dup3(number, stream, 0));
		}
		finally {
			descriptor.release();
		}
	}

}
