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

package io.forkit.actuate;

import java.math.BigDecimal;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Reads the arguments of operations, as Boot does not say which one it cannot convert.
 */
final class Arguments {

	// A longer one takes long to be read.
	private static final int MAX_DIGITS = 20;

	private Arguments() {
	}

	/**
	 * Read a text.
	 * @param name the name of the argument
	 * @param value its value
	 * @param fix what to write instead
	 * @return the text, {@code null} without a value
	 */
	static @Nullable String text(String name, @Nullable Object value, String fix) {
		if (value == null) {
			return null;
		}
		if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
			return value.toString().trim();
		}
		throw invalid(name, value, fix);
	}

	/**
	 * Read a whole number.
	 * @param name the name of the argument
	 * @param value its value
	 * @return the number, {@code null} without a value
	 */
	static @Nullable Integer number(String name, @Nullable Object value) {
		String fix = "Set it to a whole number, such as 4.";
		String text = text(name, value, fix);
		if (text == null) {
			return null;
		}
		if (text.length() > MAX_DIGITS) {
			throw invalid(name, text.substring(0, MAX_DIGITS) + "...", fix);
		}
		try {
			return new BigDecimal(text).intValueExact();
		}
		catch (ArithmeticException | NumberFormatException ex) {
			throw invalid(name, text, fix);
		}
	}

	/**
	 * Read a duration.
	 * @param name the name of the argument
	 * @param value its value: a number of milliseconds, or a text with a unit
	 * @param longest how long it may be
	 * @return the duration, {@code null} without a value
	 */
	static @Nullable Duration duration(String name, @Nullable Object value, Duration longest) {
		String fix = "Set it to a duration from 0s to %ds, such as 500ms, 30s or PT1M.".formatted(longest.toSeconds());
		if (value instanceof Duration duration) {
			return within(name, duration, duration, longest, fix);
		}
		String text = text(name, value, fix);
		if (text == null) {
			return null;
		}
		try {
			return within(name, text, DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS), longest,
					fix);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw invalid(name, text, fix);
		}
	}

	private static Duration within(String name, Object value, Duration duration, Duration longest, String fix) {
		if (duration.isNegative() || duration.compareTo(longest) > 0) {
			throw invalid(name, value, fix);
		}
		return duration;
	}

	private static InvalidEndpointRequestException invalid(String name, Object value, String fix) {
		String reason = "'%s' cannot be '%s'. %s".formatted(name, value, fix);
		return new InvalidEndpointRequestException(reason, reason);
	}

}
