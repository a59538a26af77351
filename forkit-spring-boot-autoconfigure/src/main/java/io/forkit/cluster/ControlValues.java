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

package io.forkit.cluster;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The values of a control message, one after the other. They come from another process
 * and may be anything.
 */
final class ControlValues {

	private final Iterator<?> iterator;

	private ControlValues(Iterator<?> iterator) {
		this.iterator = iterator;
	}

	static ControlValues of(@Nullable Object value) throws IOException {
		if (value instanceof List<?> list) {
			return new ControlValues(list.iterator());
		}
		throw new IOException("A control message has %s in the place of a list".formatted(value));
	}

	boolean hasNext() {
		return this.iterator.hasNext();
	}

	private @Nullable Object next() throws IOException {
		if (!this.iterator.hasNext()) {
			throw new IOException("A control message is incomplete");
		}
		return this.iterator.next();
	}

	private <T> T next(Class<T> type) throws IOException {
		return cast(type, next());
	}

	private static <T> T cast(Class<T> type, @Nullable Object value) throws IOException {
		if (!type.isInstance(value)) {
			throw new IOException(
					"A control message has %s in the place of a %s".formatted(value, type.getSimpleName()));
		}
		return type.cast(value);
	}

	String text() throws IOException {
		return next(String.class);
	}

	@Nullable String nullableText() throws IOException {
		Object value = next();
		return (value != null) ? cast(String.class, value) : null;
	}

	int number() throws IOException {
		return next(Integer.class);
	}

	long whole() throws IOException {
		return next(Number.class).longValue();
	}

	boolean flag() throws IOException {
		return next(Boolean.class);
	}

	byte[] bytes() throws IOException {
		return next(byte[].class);
	}

	ControlValues values() throws IOException {
		return of(list());
	}

	List<?> list() throws IOException {
		return next(List.class);
	}

	<E extends Enum<E>> E constant(Class<E> type) throws IOException {
		String name = text();
		try {
			return Enum.valueOf(type, name);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("There is no %s '%s'".formatted(type.getSimpleName(), name), ex);
		}
	}

}
