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

package io.forkit.cluster.recycle;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;

/**
 * Reads limits as people write them.
 *
 * @since 0.1.0
 */
public enum LimitsReader {

	/** {@link RecycleLimits#heap()}. */
	HEAP("Use a share such as 80% or a size such as 512MB.", MemoryLimit::parse, RecycleLimits::withHeap),

	/** {@link RecycleLimits#rss()}. */
	RSS("Use a size such as 1GB.", MemoryLimit::size, RecycleLimits::withRss),

	/** {@link RecycleLimits#cgroup()}. */
	CGROUP("Use a share from 1% to 99%.", LimitsReader::percent, RecycleLimits::withCgroup),

	/** {@link RecycleLimits#requests()}. */
	REQUESTS("Use a number from 1 on.", Long::valueOf, RecycleLimits::withRequests),

	/** {@link RecycleLimits#age()}. */
	AGE("Use a duration such as 12h, of 3650d at most.", LimitsReader::duration, RecycleLimits::withAge),

	/** {@link RecycleLimits#jitter()}. */
	JITTER("Use a share from 0% to 90%.", LimitsReader::percent,
			(limits, value) -> limits.withJitter((value != null) ? (Integer) value : 0));

	private static final String NONE = "none";

	private final String fix;

	private final BiFunction<RecycleLimits, @Nullable String, RecycleLimits> change;

	<T> LimitsReader(String fix, Function<String, T> parser,
			BiFunction<RecycleLimits, @Nullable T, RecycleLimits> change) {
		this.fix = fix;
		this.change = (limits, text) -> change.apply(limits, (text != null) ? parser.apply(text) : null);
	}

	private static Integer percent(String text) {
		return Integer.valueOf(text.endsWith("%") ? text.substring(0, text.length() - 1).trim() : text);
	}

	private static Duration duration(String text) {
		return DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS);
	}

	/**
	 * Return the name of the limit, as in properties.
	 * @return the name
	 */
	public String limit() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return what can be written.
	 * @return a sentence
	 */
	public String fix() {
		return this.fix;
	}

	/**
	 * Change the limit.
	 * @param limits the limits
	 * @param text another value, {@code none} or nothing for no limit
	 * @return the limits with that
	 * @throws IllegalArgumentException if that cannot be
	 */
	public RecycleLimits apply(RecycleLimits limits, String text) {
		String trimmed = text.trim();
		boolean none = !StringUtils.hasText(trimmed) || NONE.equalsIgnoreCase(trimmed);
		try {
			return this.change.apply(limits, none ? null : trimmed);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'%s' cannot be '%s'. %s".formatted(limit(), trimmed, this.fix), ex);
		}
	}

}
