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

package io.forkit.process.service;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.springframework.util.Assert;

/**
 * Parses the elements of a command: {@code {name}}, <code>${property}</code>, and doubled
 * braces for braces.
 */
final class ArgumentTemplateParser {

	private final Map<String, ServiceParameter> parameters;

	private final UnaryOperator<String> properties;

	private final Set<String> unused;

	ArgumentTemplateParser(Map<String, ServiceParameter> parameters, UnaryOperator<String> properties) {
		this.parameters = parameters;
		this.properties = properties;
		this.unused = new LinkedHashSet<>(parameters.keySet());
	}

	static boolean isName(String text) {
		return !text.isEmpty() && Character.isJavaIdentifierStart(text.charAt(0))
				&& text.chars().allMatch(Character::isJavaIdentifierPart);
	}

	ArgumentTemplate parse(String element) {
		List<ArgumentTemplate.Part> parts = new ArrayList<>();
		StringBuilder literal = new StringBuilder();
		int position = 0;
		while (position < element.length()) {
			char character = element.charAt(position);
			if (element.startsWith("{{", position) || element.startsWith("}}", position)) {
				literal.append(character);
				position += 2;
			}
			else if (element.startsWith("${", position) && !element.startsWith("${{", position)) {
				int end = endOfProperty(element, position);
				literal.append(this.properties.apply(element.substring(position, end)));
				position = end;
			}
			else if (character == '{') {
				int end = element.indexOf('}', position);
				addLiteral(literal, parts);
				parts.add(placeholder(element, (end < 0) ? "" : element.substring(position + 1, end)));
				position = end + 1;
			}
			else {
				Assert.isTrue(character != '}',
						() -> "'" + element + "' has a '}' that closes nothing: double it to have it in the argument");
				literal.append(character);
				position++;
			}
		}
		addLiteral(literal, parts);
		checkCollections(element, parts);
		return new ArgumentTemplate(List.copyOf(parts));
	}

	/**
	 * Return the parameters that no element has named so far.
	 * @return the names
	 */
	Set<String> unused() {
		return this.unused;
	}

	private ArgumentTemplate.Part placeholder(String element, String name) {
		Assert.isTrue(isName(name), () -> "'" + element + "' has a '{' without the name of a parameter and a '}'"
				+ " behind it: double the braces that belong to the argument");
		ServiceParameter parameter = this.parameters.get(name);
		Assert.isTrue(parameter != null, () -> "'" + element + "' has the placeholder {" + name
				+ "}, for which there is no parameter: the method has " + this.parameters.keySet());
		this.unused.remove(name);
		return new ArgumentTemplate.Part("{" + name + "}", parameter);
	}

	private static int endOfProperty(String element, int start) {
		int depth = 0;
		for (int i = start; i < element.length(); i++) {
			if (element.startsWith("${", i)) {
				depth++;
			}
			else if (element.charAt(i) == '}' && --depth == 0) {
				return i + 1;
			}
		}
		throw new IllegalArgumentException(
				"'" + element + "' has a '${' without a '}': double the brace to have it in the argument");
	}

	private static void addLiteral(StringBuilder literal, List<ArgumentTemplate.Part> parts) {
		if (!literal.isEmpty()) {
			parts.add(new ArgumentTemplate.Part(literal.toString(), null));
			literal.setLength(0);
		}
	}

	private static void checkCollections(String element, List<ArgumentTemplate.Part> parts) {
		for (ArgumentTemplate.Part part : parts) {
			Assert.isTrue(parts.size() == 1 || part.parameter() == null || !part.parameter().isMultiple(),
					() -> "'" + element + "' has the placeholder " + part.literal()
							+ " of a collection, which must be an element of its own");
		}
	}

}
