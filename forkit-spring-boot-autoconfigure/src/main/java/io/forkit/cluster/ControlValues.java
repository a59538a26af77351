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
 *
 * @since 0.1.0
 */
public final class ControlValues {

	private final Iterator<?> iterator;

	private ControlValues(Iterator<?> iterator) {
		this.iterator = iterator;
	}

	/**
	 * Read a list.
	 * @param value what has come
	 * @return its values
	 * @throws IOException if it is no list
	 */
	public static ControlValues of(@Nullable Object value) throws IOException {
		if (value instanceof List<?> list) {
			return new ControlValues(list.iterator());
		}
		throw new IOException("A control message has %s in the place of a list".formatted(value));
	}

	/**
	 * Return whether there is another value.
	 * @return whether there is
	 */
	public boolean hasNext() {
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

	/**
	 * Read a text.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public String text() throws IOException {
		return next(String.class);
	}

	/**
	 * Read a text or {@code null}.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public @Nullable String nullableText() throws IOException {
		Object value = next();
		return (value != null) ? cast(String.class, value) : null;
	}

	/**
	 * Read a number.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public int number() throws IOException {
		return next(Integer.class);
	}

	/**
	 * Read a long number.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public long whole() throws IOException {
		return next(Number.class).longValue();
	}

	/**
	 * Read a flag.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public boolean flag() throws IOException {
		return next(Boolean.class);
	}

	/**
	 * Read bytes.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public byte[] bytes() throws IOException {
		return next(byte[].class);
	}

	/**
	 * Read a list, to be read further.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public ControlValues values() throws IOException {
		return of(list());
	}

	/**
	 * Read a list.
	 * @return the value
	 * @throws IOException if there is none, or it is something else
	 */
	public List<?> list() throws IOException {
		return next(List.class);
	}

	/**
	 * Read the name of a constant.
	 * @param type its type
	 * @param <E> the type
	 * @return the constant
	 * @throws IOException if there is none
	 */
	public <E extends Enum<E>> E constant(Class<E> type) throws IOException {
		String name = text();
		try {
			return Enum.valueOf(type, name);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("There is no %s '%s'".formatted(type.getSimpleName(), name), ex);
		}
	}

}
