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

/**
 * Writes sizes as {@link org.springframework.util.unit.DataSize} reads them.
 */
final class Sizes {

	private static final String[] UNITS = { "B", "KB", "MB", "GB", "TB" };

	private Sizes() {
	}

	/**
	 * Write a size.
	 * @param bytes the size
	 * @return the text, which has the same meaning
	 */
	static String text(long bytes) {
		int unit = 0;
		long value = bytes;
		while (unit < UNITS.length - 1 && value != 0 && value % 1024 == 0) {
			value /= 1024;
			unit++;
		}
		return value + UNITS[unit];
	}

	/**
	 * Write a size for people.
	 * @param bytes the size
	 * @return the text, in whole MB if it has as much
	 */
	static String about(long bytes) {
		return (bytes >> 20 > 0) ? (bytes >> 20) + "MB" : text(bytes);
	}

}
