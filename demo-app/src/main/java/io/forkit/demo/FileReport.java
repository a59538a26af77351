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

package io.forkit.demo;

import java.util.List;

/**
 * What there is to say of a file.
 *
 * @param name the name that it came with
 * @param sha256 its checksum
 * @param lines how many line breaks it has
 * @param words how many words it has, as {@code wc} counts them
 * @param bytes its size
 * @param mostFrequent the lines that occur most often
 */
record FileReport(String name, String sha256, long lines, long words, long bytes, List<LineCount> mostFrequent) {

	/**
	 * How often a line occurs.
	 *
	 * @param line the beginning of the line
	 * @param count the number of times
	 */
	record LineCount(String line, long count) {

		/**
		 * Parse a line as {@code uniq -c} prints it.
		 * @param line the line
		 * @return the line that was counted, and its count
		 */
		static LineCount parse(String line) {
			String[] parts = line.stripLeading().split(" ", 2);
			return new LineCount(parts[1], Long.parseLong(parts[0]));
		}

	}

}
