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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A command that failed. Every failure of a command, but for wrong arguments and a closed
 * template, is one of these.
 *
 * @since 0.1.0
 */
public abstract class ProcessException extends RuntimeException {

	private final List<String> command;

	ProcessException(Invocation invocation, String message, @Nullable Throwable cause) {
		super("Command [" + invocation.text() + "] " + invocation.masks().maskText(message), cause);
		this.command = invocation.command();
	}

	/**
	 * Return the program and its arguments.
	 * @return the command
	 */
	public List<String> getCommand() {
		return this.command;
	}

}
