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

package io.forkit.cluster.shared;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a process asks of the store: a list of plain values, of which the first one says
 * what it is.
 */
final class Command {

	static final String OPEN_MAP = "open-map";

	static final String PUT = "put";

	static final String PUT_IF_ABSENT = "put-if-absent";

	static final String COMPARE_AND_SET = "compare-and-set";

	static final String CLEAR = "clear";

	static final String ADD = "add";

	static final String COMPARE_AND_SET_COUNTER = "compare-and-set-counter";

	static final String SUBSCRIBE = "subscribe";

	static final String BROADCAST = "broadcast";

	private final List<?> values;

	private int next;

	Command(List<?> values) {
		this.values = values;
	}

	static List<@Nullable Object> of(@Nullable Object... values) {
		return new ArrayList<>(Arrays.asList(values));
	}

	private @Nullable Object next() {
		if (this.next == this.values.size()) {
			throw new IllegalArgumentException("A command is incomplete: " + this.values.get(0));
		}
		return this.values.get(this.next++);
	}

	private <T> T next(Class<T> type) {
		Object value = next();
		if (!type.isInstance(value)) {
			throw new IllegalArgumentException("A command has %s in the place of a %s"
				.formatted((value != null) ? value.getClass() : null, type.getSimpleName()));
		}
		return type.cast(value);
	}

	String text() {
		return next(String.class);
	}

	/** Return the name of a map, counter or topic. */
	String name() {
		String name = text();
		if (name.isEmpty() || name.length() > SharedStateLimits.MAX_NAME) {
			throw new IllegalArgumentException("'name' must have 1 to %d characters but has %d"
				.formatted(SharedStateLimits.MAX_NAME, name.length()));
		}
		return name;
	}

	long number() {
		return next(Number.class).longValue();
	}

	Bytes bytes() {
		return new Bytes(next(byte[].class));
	}

	@Nullable Bytes nullableBytes() {
		Object value = next();
		if (value == null) {
			return null;
		}
		this.next--;
		return bytes();
	}

}
