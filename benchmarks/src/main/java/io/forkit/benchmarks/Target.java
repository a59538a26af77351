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

package io.forkit.benchmarks;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Something that forkit is to reach.
 *
 * @param title what it is
 * @param limit the least or the most it may be
 * @param atLeast whether the limit is the least
 * @param measured what all rounds together say, if there was one
 */
public record Target(String title, double limit, boolean atLeast, OptionalDouble measured) {

	/**
	 * Say whether it is reached.
	 * @return one or two words
	 */
	public String verdict() {
		if (this.measured.isEmpty()) {
			return "not measured";
		}
		double value = this.measured.getAsDouble();
		return (this.atLeast ? value >= this.limit : value <= this.limit) ? "met" : "**missed**";
	}

	/**
	 * Return what is wanted.
	 * @return the limit with its direction
	 */
	public String wanted() {
		return String.format(Locale.ROOT, "%s %.2f", this.atLeast ? "≥" : "≤", this.limit);
	}

	/**
	 * Return what was measured.
	 * @return the value, or an empty text
	 */
	public String value() {
		return this.measured.isPresent() ? String.format(Locale.ROOT, "%.2f", this.measured.getAsDouble()) : "";
	}

}
