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

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One element of a command in its annotation, with its placeholders bound to parameters.
 *
 * @param parts its parts, without any for an empty argument
 */
record ArgumentTemplate(List<Part> parts) {

	void expand(@Nullable Object[] arguments, List<String> command) {
		ServiceParameter whole = (this.parts.size() == 1) ? this.parts.get(0).parameter() : null;
		if (whole != null && whole.isMultiple()) {
			Collection<?> values = whole.values(arguments);
			if (values != null) {
				values.forEach((value) -> command.add(String.valueOf(value)));
			}
			return;
		}
		StringBuilder text = new StringBuilder();
		for (Part part : this.parts) {
			Object value = (part.parameter() != null) ? part.parameter().value(arguments) : part.literal();
			if (value == null) {
				return;
			}
			text.append(value);
		}
		command.add(text.toString());
	}

	boolean isLiteral() {
		return this.parts.stream().allMatch((part) -> part.parameter() == null);
	}

	/**
	 * A text or a placeholder.
	 *
	 * @param literal the text, or that of the placeholder
	 * @param parameter the parameter that takes the place of it, or {@code null}
	 */
	record Part(String literal, @Nullable ServiceParameter parameter) {

	}

}
