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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * How much memory is too much: a share of what there may be, or a size.
 *
 * @param percent the share in percent, from 1 to 100; 0 if it is a size
 * @param bytes the size; 0 if it is a share
 * @since 0.1.0
 */
public record MemoryLimit(int percent, long bytes) {

	private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*%");

	public MemoryLimit {
		Assert.isTrue((percent == 0) != (bytes == 0), "a limit must be either a share or a size");
		Assert.isTrue(percent >= 0 && percent <= 100, "'percent' must be from 1 to 100");
		Assert.isTrue(bytes >= 0, "'bytes' must not be negative");
	}

	/**
	 * Create a limit that is a share.
	 * @param percent the share, from 1 to 100
	 * @return the limit
	 */
	public static MemoryLimit ofPercent(int percent) {
		return new MemoryLimit(percent, 0);
	}

	/**
	 * Create a limit that is a size.
	 * @param size the size, more than nothing
	 * @return the limit
	 */
	public static MemoryLimit ofSize(DataSize size) {
		return new MemoryLimit(0, size.toBytes());
	}

	/**
	 * Read a limit.
	 * @param text such as {@code 80%} or {@code 512MB}
	 * @return the limit
	 * @throws IllegalArgumentException if it is neither
	 */
	public static MemoryLimit parse(String text) {
		Matcher matcher = PERCENT.matcher(text.trim());
		return matcher.matches() ? ofPercent(Integer.parseInt(matcher.group(1))) : ofSize(size(text));
	}

	/**
	 * Read a size. A number alone is none: it may be a share whose sign was forgotten,
	 * and as bytes it would be less than any JVM needs.
	 */
	static DataSize size(String text) {
		String trimmed = text.trim();
		if (!trimmed.isEmpty() && Character.isDigit(trimmed.charAt(trimmed.length() - 1))) {
			throw new IllegalArgumentException("'%s' has no unit".formatted(trimmed));
		}
		return DataSize.parse(trimmed);
	}

	/**
	 * Return the limit as a size.
	 * @param max how much there may be, of which it may be a share
	 * @return the number of bytes
	 */
	public long bytesOf(long max) {
		return (this.percent > 0) ? Math.round(max * (this.percent / 100.0)) : this.bytes;
	}

	@Override
	public String toString() {
		return (this.percent > 0) ? this.percent + "%" : Sizes.text(this.bytes);
	}

}
