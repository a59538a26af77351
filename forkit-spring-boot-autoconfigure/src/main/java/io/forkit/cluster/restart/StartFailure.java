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
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Why an application could not be started, as its worker has told it.
 *
 * @param exception the class of the root cause
 * @param message its message, in one line, at most {@value #MAX_MESSAGE} characters;
 * {@code null} if it has none
 * @param description what Boot's analysis of the failure says, at most
 * {@value #MAX_DESCRIPTION} characters; {@code null} if there is none
 * @param action what it advises, at most {@value #MAX_ACTION} characters; {@code null} if
 * it advises nothing
 * @since 0.1.0
 * @see org.springframework.boot.diagnostics.FailureAnalysis
 */
public record StartFailure(String exception, @Nullable String message, @Nullable String description,
		@Nullable String action) {

	private static final int MAX_EXCEPTION = 200;

	private static final int MAX_MESSAGE = 300;

	private static final int MAX_DESCRIPTION = 1500;

	private static final int MAX_ACTION = 500;

	private static final Pattern SPACE = Pattern.compile("\\s+");

	// What differs from one start to the next: addresses, times, process ids, hash codes.
	private static final Pattern NUMBER = Pattern.compile("[0-9a-fA-F]*[0-9][0-9a-fA-F]*");

	public StartFailure {
		exception = shortened(exception, MAX_EXCEPTION);
		message = (message != null) ? shortened(SPACE.matcher(message).replaceAll(" ").strip(), MAX_MESSAGE) : null;
		description = lines(description, MAX_DESCRIPTION);
		action = lines(action, MAX_ACTION);
	}

	/**
	 * Create a failure that nobody has analyzed.
	 * @param exception the class of the root cause
	 * @param message its message
	 */
	public StartFailure(String exception, @Nullable String message) {
		this(exception, message, null, null);
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
	 * Add the analysis.
	 * @param description what it says
	 * @param action what it advises
	 * @return the failure with them
	 */
	public StartFailure analyzed(@Nullable String description, @Nullable String action) {
		return new StartFailure(this.exception, this.message, description, action);
	}

	/**
	 * Return all that is known, as Boot prints it: in several lines if it was analyzed.
	 * @return the text
	 */
	public String report() {
		if (this.description == null) {
			return toString();
		}
		String report = "Description:\n\n" + this.description;
		return (this.action != null) ? report + "\n\nAction:\n\n" + this.action : report;
	}

	/**
	 * Return what is the same when the same thing fails again.
	 * @return the text without numbers
	 */
	String signature() {
		return NUMBER.matcher(toString()).replaceAll("#");
	}

	private static @Nullable String lines(@Nullable String text, int limit) {
		String stripped = (text != null) ? text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"))
				: "";
		return stripped.isBlank() ? null : shortened(stripped.strip(), limit);
	}

	private static String shortened(String text, int limit) {
		if (text.length() <= limit) {
			return text;
		}
		int end = limit - 1;
		return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
	}

	/**
	 * Return the exception and its message, in one line.
	 * @return the text
	 */
	@Override
	public String toString() {
		return (this.message != null) ? this.exception + ": " + this.message : this.exception;
	}

}
