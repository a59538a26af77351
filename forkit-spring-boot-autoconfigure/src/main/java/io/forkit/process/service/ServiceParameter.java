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

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ObjectUtils;

/**
 * A parameter of a method, and how its value is taken from a call.
 *
 * @param index its index
 * @param description how errors call it, with the method
 * @param type its type, or that in its {@link Optional}
 * @param optional whether the value may be absent
 */
record ServiceParameter(int index, String description, Class<?> type, boolean optional) {

	@Nullable Object value(@Nullable Object[] arguments) {
		Object value = arguments[this.index];
		if (value instanceof Optional<?> wrapped) {
			value = wrapped.orElse(null);
		}
		Assert.isTrue(value != null || this.optional,
				() -> this.description + " must not be null: make it @Nullable or an Optional if it may be left out");
		return value;
	}

	boolean isMultiple() {
		return this.type.isArray() || Collection.class.isAssignableFrom(this.type);
	}

	@Nullable Collection<?> values(@Nullable Object[] arguments) {
		Object value = value(arguments);
		if (value == null) {
			return null;
		}
		Collection<?> values = (value instanceof Collection<?> collection) ? collection
				: Arrays.asList(ObjectUtils.toObjectArray(value));
		for (Object element : values) {
			Assert.notNull(element, () -> this.description + " must not have null elements but is " + values);
		}
		return values;
	}

}
