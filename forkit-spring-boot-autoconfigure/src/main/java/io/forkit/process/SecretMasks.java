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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.StringUtils;

/**
 * Finds what must not be shown of commands: values that belong to names that sound like
 * secrets, and passwords in URLs. Immutable.
 *
 * @param patterns patterns of names of secrets; what they find anywhere in the name is
 * enough
 */
record SecretMasks(List<Pattern> patterns) {

	static final String MASK = "***";

	static final SecretMasks DEFAULTS = new SecretMasks(List
		.of(Pattern.compile("pass(word|wd|phrase)?|secret|token|api[-_]?key|credential|private[-_]?key|authorization",
				Pattern.CASE_INSENSITIVE)));

	private static final Pattern URL_PASSWORD = Pattern.compile("(:/{1,2}[^/\\s:@]*+:)[^/\\s@]++@");

	// Only at the beginning of a name, and never back: long words shall not take long.
	private static final Pattern NAME = Pattern.compile("(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]++)[\"']?[=:]\\s*+");

	private static final Pattern VALUE = Pattern
		.compile("\"[^\"]*+\"|'[^']*+'|(?i:(?:basic|bearer|digest)\\s++)?\\S++");

	SecretMasks {
		patterns = List.copyOf(patterns);
	}

	SecretMasks with(Pattern pattern) {
		List<Pattern> more = new ArrayList<>(this.patterns);
		more.add(pattern);
		return new SecretMasks(more);
	}

	/**
	 * Mask the words of a command: {@code --password=x}, {@code PASSWORD=x}, the word
	 * behind {@code --password}, and what is secret for that program, as {@code -px} for
	 * {@code mysql}.
	 * @param words the words
	 * @return the words, those without a secret as they are
	 */
	List<String> maskWords(List<String> words) {
		List<String> masked = new ArrayList<>(words.size());
		boolean secretFollows = false;
		ProgramSecrets program = new ProgramSecrets();
		for (String word : words) {
			String known = program.next(word);
			if (known.equals(word) && word.indexOf(' ') >= 0) {
				// It may be a line for a shell.
				known = ProgramSecrets.maskLine(word);
			}
			masked.add((secretFollows && !word.startsWith("-")) ? MASK : maskText(known));
			secretFollows = known.equals(word) && word.startsWith("-") && word.indexOf('=') < 0 && isSecret(word);
		}
		return masked;
	}

	/**
	 * Mask a text, as one that a program has written.
	 * @param text the text
	 * @return the text without secrets
	 */
	String maskText(String text) {
		String masked = URL_PASSWORD.matcher(text).replaceAll("$1" + MASK + "@");
		StringBuilder result = new StringBuilder(masked.length());
		Matcher name = NAME.matcher(masked);
		Matcher value = VALUE.matcher(masked);
		int position = 0;
		// What is no secret is looked through as well: --env=PASSWORD=x has one inside.
		while (name.find(position)) {
			result.append(masked, position, name.end());
			position = name.end();
			if (isSecret(name.group(1)) && value.region(position, masked.length()).lookingAt()) {
				result.append(MASK);
				position = value.end();
			}
		}
		return result.append(masked.substring(position)).toString();
	}

	private boolean isSecret(String word) {
		// Patterns of whole names may have the dashes of an option, or may not.
		String name = StringUtils.trimLeadingCharacter(word, '-');
		return this.patterns.stream()
			.anyMatch((pattern) -> pattern.matcher(word).find() || pattern.matcher(name).find());
	}

}
