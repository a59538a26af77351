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

package io.forkit.process.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the contents of argument files in the place of their names, as the launcher does,
 * so that the flags in them can be changed. See "java Command-Line Argument Files" in the
 * documentation of {@code java}.
 */
final class ArgumentFiles {

	private static final String SWITCHED_OFF = "--disable-@files";

	private ArgumentFiles() {
	}

	/**
	 * Expand one argument of the launcher.
	 * @param argument the argument
	 * @return what stands in the file that it names, or the argument itself if it names
	 * none that can be read
	 */
	static List<String> expand(String argument) {
		if (!argument.startsWith("@") || argument.startsWith("@@")) {
			return List.of(argument);
		}
		try {
			return parse(Files.readString(Path.of(argument.substring(1)), StandardCharsets.ISO_8859_1));
		}
		catch (IOException | RuntimeException ex) {
			return List.of(argument);
		}
	}

	static boolean isSwitchedOff(String argument) {
		return SWITCHED_OFF.equals(argument);
	}

	static List<String> parse(String content) {
		List<String> arguments = new ArrayList<>();
		StringBuilder token = null;
		char quote = 0;
		for (int i = 0; i < content.length(); i++) {
			char c = content.charAt(i);
			if (quote != 0 && c == '\\' && i + 1 < content.length()) {
				i = escaped(content, i + 1, token);
			}
			else if (quote != 0 && c != quote) {
				token.append(c);
			}
			else if (c == '"' || c == '\'') {
				quote = (quote == 0) ? c : 0;
				token = (token != null) ? token : new StringBuilder();
			}
			else if (Character.isWhitespace(c)) {
				if (token != null) {
					arguments.add(token.toString());
				}
				token = null;
			}
			else if (c == '#' && token == null) {
				int end = content.indexOf('\n', i);
				i = (end < 0) ? content.length() : end;
			}
			else {
				token = (token != null) ? token : new StringBuilder();
				token.append(c);
			}
		}
		if (token != null) {
			arguments.add(token.toString());
		}
		return arguments;
	}

	/** A backslash at the end of a line joins the next one, without its white space. */
	private static int escaped(String content, int position, StringBuilder token) {
		char c = content.charAt(position);
		int i = position;
		if (c == '\n' || c == '\r') {
			while (i + 1 < content.length() && Character.isWhitespace(content.charAt(i + 1))) {
				i++;
			}
			return i;
		}
		token.append(switch (c) {
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'f' -> '\f';
			default -> c;
		});
		return i;
	}

}
