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

import java.util.concurrent.atomic.AtomicLong;

/**
 * A variable by which everything that a program has started is found, wherever it has
 * gone, unless it replaces its environment. Within a program that was started in this way
 * itself, the value goes on from that one's: so both are found. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CommandMarker {

	/** The name of the variable. */
	public static final String VARIABLE = "FORKIT_COMMAND_ID";

	private static final AtomicLong numbers = new AtomicLong();

	private CommandMarker() {
	}

	/**
	 * Return a value that no other program has.
	 * @return the value
	 */
	public static String next() {
		return Prefix.TEXT + numbers.incrementAndGet();
	}

	private static final class Prefix {

		static final String TEXT = outer() + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX) + "-"
				+ Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";

		private static String outer() {
			String outer = ProcessEnvironment.inherited().get(VARIABLE);
			return (outer != null) ? outer + "/" : "";
		}

	}

}
