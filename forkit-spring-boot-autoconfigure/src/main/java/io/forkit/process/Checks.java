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

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Checks of arguments that more than one class makes.
 */
final class Checks {

	// Arithmetic with nanoseconds in a long must not overflow.
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private Checks() {
	}

	static Duration positive(Duration duration, String name) {
		Assert.notNull(duration, () -> "'" + name + "' must not be null");
		Assert.isTrue(!duration.isNegative() && !duration.isZero(),
				() -> "'" + name + "' must be greater than zero but is " + duration);
		return capped(duration);
	}

	static Duration notNegative(Duration duration, String name) {
		Assert.notNull(duration, () -> "'" + name + "' must not be null");
		Assert.isTrue(!duration.isNegative(), () -> "'" + name + "' must not be negative but is " + duration);
		return capped(duration);
	}

	private static Duration capped(Duration duration) {
		return (duration.compareTo(LONGEST) < 0) ? duration : LONGEST;
	}

	static long notNegative(DataSize size, String name) {
		Assert.notNull(size, () -> "'" + name + "' must not be null");
		Assert.isTrue(!size.isNegative(), () -> "'" + name + "' must not be negative but is " + size);
		return size.toBytes();
	}

	static long positive(DataSize size, String name) {
		Assert.notNull(size, () -> "'" + name + "' must not be null");
		Assert.isTrue(size.toBytes() > 0, () -> "'" + name + "' must be greater than zero but is " + size);
		return size.toBytes();
	}

	static String noNul(String text, String name) {
		Assert.notNull(text, () -> "'" + name + "' must not be null");
		if (text.indexOf('\0') >= 0) {
			throw new NulCharacterException("'" + name + "'");
		}
		return text;
	}

}
