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

package io.forkit.cluster.restart;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Why an application could not be started, as its worker has told it.
 *
 * @param exception the class of the root cause
 * @param message its message, in one line, at most {@value #MAX_MESSAGE} characters;
 * {@code null} if it has none
 * @since 0.1.0
 */
public record StartFailure(String exception, @Nullable String message) {

	private static final int MAX_EXCEPTION = 200;

	private static final int MAX_MESSAGE = 300;

	private static final Pattern SPACE = Pattern.compile("\\s+");

	// What differs from one start to the next: addresses, times, process ids, hash codes.
	private static final Pattern NUMBER = Pattern.compile("[0-9a-fA-F]*[0-9][0-9a-fA-F]*");

	public StartFailure {
		exception = shortened(exception, MAX_EXCEPTION);
		message = (message != null) ? shortened(SPACE.matcher(message).replaceAll(" ").strip(), MAX_MESSAGE) : null;
	}

	/**
	 * Describe a failure.
	 * @param failure what was thrown
	 * @return its root cause
	 */
	public static StartFailure of(Throwable failure) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		return new StartFailure(root.getClass().getName(), root.getMessage());
	}

	/**
	 * Return what is the same when the same thing fails again.
	 * @return the text without numbers
	 */
	String signature() {
		return NUMBER.matcher(toString()).replaceAll("#");
	}

	private static String shortened(String text, int limit) {
		if (text.length() <= limit) {
			return text;
		}
		int end = limit - 1;
		return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
	}

	@Override
	public String toString() {
		return (this.message != null) ? this.exception + ": " + this.message : this.exception;
	}

}
