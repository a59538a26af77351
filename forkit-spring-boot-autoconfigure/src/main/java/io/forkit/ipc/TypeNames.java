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

package io.forkit.ipc;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * The names under which classes are sent.
 */
final class TypeNames {

	private static final int MAX_LENGTH = 255;

	private static final ClassValue<String> NAMES = new ClassValue<>() {

		@Override
		protected String computeValue(Class<?> type) {
			Class<?> known = known(type);
			MessageType annotation = known.getAnnotation(MessageType.class);
			return (annotation != null) ? checked(annotation.value(), known) : known.getName();
		}

	};

	// What there is of them are classes that nobody knows.
	private static final Class<?>[] KNOWN = { Path.class, Charset.class, TimeZone.class };

	private TypeNames() {
	}

	private static Class<?> known(Class<?> type) {
		for (Class<?> known : KNOWN) {
			if (known.isAssignableFrom(type)) {
				return known;
			}
		}
		if (ZoneId.class.isAssignableFrom(type) && type != ZoneOffset.class) {
			return ZoneId.class;
		}
		// A constant with a body is of a class of its own.
		Class<?> parent = type.getSuperclass();
		return (parent != null && parent.isEnum()) ? parent : type;
	}

	private static String checked(String name, Class<?> type) {
		boolean ascii = name.chars().allMatch((character) -> character >= ' ' && character <= '~');
		if (name.isEmpty() || name.length() > MAX_LENGTH || !ascii) {
			throw new IllegalArgumentException(
					"@MessageType of %s must have 1 to %d printable characters of ASCII but is '%s'".formatted(type,
							MAX_LENGTH, name));
		}
		return name;
	}

	/**
	 * Return the name of a class.
	 * @param type the class
	 * @return its name
	 * @throws IllegalArgumentException if it was given one that cannot be
	 */
	static String of(Class<?> type) {
		return NAMES.get(type);
	}

}
