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

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts arguments into a command for a POSIX shell, so that the shell takes each as one
 * literal word. Single quotes protect everything, but only where the shell is not already
 * inside of something else: so this follows the quoting of the command, takes only a
 * {@code {}} outside of quotes as a placeholder, and refuses one where it cannot be sure.
 *
 * @see <a href=
 * "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html">Shell
 * Command Language, 2.2 Quoting</a>
 */
final class ShellCommand {

	private static final String PLACEHOLDER = "{}";

	private static final String WORD_ENDS = " \t\n;&|()";

	private final String command;

	private final List<Integer> placeholders = new ArrayList<>();

	private String unsureAfter = "";

	private ShellCommand(String command) {
		this.command = command;
	}

	/**
	 * Return the word in quotes.
	 * @param word the word
	 * @return text that a shell reads as exactly that word
	 */
	static String quote(String word) {
		return "'" + word.replace("'", "'\\''") + "'";
	}

	/**
	 * Replace the placeholders.
	 * @param command the command
	 * @param arguments the arguments; without any the command is returned as it is
	 * @return the text for the shell
	 * @throws IllegalArgumentException if the numbers differ or a placeholder is refused
	 */
	static String expand(String command, List<String> arguments) {
		if (arguments.isEmpty()) {
			return command;
		}
		ShellCommand shellCommand = new ShellCommand(command);
		shellCommand.scan();
		return shellCommand.replace(arguments);
	}

	private void scan() {
		char quote = 0;
		for (int i = 0; i < this.command.length(); i++) {
			char c = this.command.charAt(i);
			if (quote == '\'') {
				quote = (c == '\'') ? 0 : quote;
			}
			else if (c == '\\') {
				i++;
			}
			else if (quote != 0) {
				lookForNesting(i, quote);
				quote = (c == quote) ? 0 : quote;
			}
			else if (c == '\'' || c == '"' || c == '`') {
				quote = c;
			}
			else if (c == '#' && startsWord(i)) {
				int end = this.command.indexOf('\n', i);
				i = (end < 0) ? this.command.length() : end;
			}
			else if (this.command.startsWith(PLACEHOLDER, i)) {
				addPlaceholder(i);
				i++;
			}
			else {
				// Text that is not quoted as it looks: here documents, arithmetic, and
				// quotes with escapes in some shells.
				lookFor(i, "<<", "((", "$'");
			}
		}
	}

	private void lookForNesting(int index, char quote) {
		// The quotes inside begin anew: from here on it would take a whole shell parser.
		if (quote == '"') {
			lookFor(index, "$(", "${", "`");
		}
	}

	private void lookFor(int index, String... texts) {
		for (String text : texts) {
			if (this.unsureAfter.isEmpty() && this.command.startsWith(text, index)) {
				this.unsureAfter = text;
			}
		}
	}

	private boolean startsWord(int index) {
		return index == 0 || WORD_ENDS.indexOf(this.command.charAt(index - 1)) >= 0;
	}

	private void addPlaceholder(int index) {
		String before = (index > 0 && this.command.charAt(index - 1) == '$') ? "$" : this.unsureAfter;
		if (!before.isEmpty()) {
			throw new IllegalArgumentException(("The {} at position %d of 'command' comes after %s, where quoting"
					+ " cannot protect an argument; assign it to a variable first, as in: x={}; echo \"$x\"")
				.formatted(index, before));
		}
		this.placeholders.add(index);
	}

	private boolean hasQuotedPlaceholder() {
		int all = this.command.split(Pattern.quote(PLACEHOLDER), -1).length - 1;
		return all > this.placeholders.size();
	}

	private static String count(int number, String one, String many) {
		return number + " " + ((number == 1) ? one : many);
	}

	private String replace(List<String> arguments) {
		if (this.placeholders.size() != arguments.size()) {
			throw new IllegalArgumentException("'command' has %s but %s given%s".formatted(
					count(this.placeholders.size(), "placeholder {}", "placeholders {}"),
					count(arguments.size(), "argument was", "arguments were"),
					hasQuotedPlaceholder() ? "; {} in quotes is no placeholder, as arguments are quoted anyway" : ""));
		}
		StringBuilder result = new StringBuilder();
		int position = 0;
		for (int i = 0; i < arguments.size(); i++) {
			int placeholder = this.placeholders.get(i);
			result.append(this.command, position, placeholder).append(quote(arguments.get(i)));
			position = placeholder + PLACEHOLDER.length();
		}
		return result.append(this.command.substring(position)).toString();
	}

}
