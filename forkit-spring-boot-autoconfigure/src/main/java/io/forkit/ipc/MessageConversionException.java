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

package io.forkit.ipc;

import org.jspecify.annotations.Nullable;

/**
 * A message arrived, but is not what its listener wants. Only that listener does without
 * it: the channel goes on.
 *
 * @since 0.1.0
 */
public class MessageConversionException extends RuntimeException {

	private final Class<?> targetType;

	private final String excerpt;

	/**
	 * Create an exception.
	 * @param targetType the class that was wanted
	 * @param excerpt how the message begins
	 * @param reason why it cannot be converted
	 * @param cause the cause, if there is one
	 */
	public MessageConversionException(Class<?> targetType, String excerpt, String reason, @Nullable Throwable cause) {
		super("The message cannot be read as %s: %s. It is %s".formatted(targetType.getName(), reason, excerpt), cause);
		this.targetType = targetType;
		this.excerpt = excerpt;
	}

	/**
	 * Return the class that was wanted.
	 * @return the class
	 */
	public Class<?> getTargetType() {
		return this.targetType;
	}

	/**
	 * Return how the message begins.
	 * @return the first 200 characters
	 */
	public String getExcerpt() {
		return this.excerpt;
	}

}
