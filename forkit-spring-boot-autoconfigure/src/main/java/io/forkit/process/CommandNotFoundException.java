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
 * A program that does not exist.
 *
 * @since 0.1.0
 */
public class CommandNotFoundException extends ProcessStartException {

	private final @Nullable String path;

	CommandNotFoundException(Invocation invocation, String reason, @Nullable String path) {
		super(invocation, reason, null);
		this.path = path;
	}

	/**
	 * Return the PATH in which the program was looked up.
	 * @return the directories as in the variable, or {@code null} if the command has a
	 * slash and was not looked up
	 */
	public @Nullable String getPath() {
		return this.path;
	}

}
