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

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Shows commands to people: on one line, quoted so that a shell would understand it, and
 * not too long.
 */
final class CommandText {

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

	private static final int MAX_LENGTH = 1_000;

	private CommandText() {
	}

	static String describe(List<String> command, SecretMasks masks) {
		String text = masks.maskWords(command).stream().map(CommandText::word).collect(Collectors.joining(" "));
		if (text.length() <= MAX_LENGTH) {
			return text;
		}
		return text.substring(0, MAX_LENGTH) + "... (" + (text.length() - MAX_LENGTH) + " more characters)";
	}

	private static String word(String word) {
		if (PLAIN.matcher(word).matches()) {
			return word;
		}
		// A line break that is printed as it is would let an argument forge log lines.
		return word.chars().anyMatch(Character::isISOControl) ? escape(word) : ShellCommand.quote(word);
	}

	private static String escape(String word) {
		StringBuilder result = new StringBuilder("$'");
		for (char c : word.toCharArray()) {
			switch (c) {
				case '\n' -> result.append("\\n");
				case '\r' -> result.append("\\r");
				case '\t' -> result.append("\\t");
				case '\\', '\'' -> result.append('\\').append(c);
				default -> result.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : c);
			}
		}
		return result.append('\'').toString();
	}

}
