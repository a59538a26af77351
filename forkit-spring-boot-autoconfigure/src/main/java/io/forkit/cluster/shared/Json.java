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

import io.forkit.ipc.json.JsonCodec;
import io.forkit.ipc.json.JsonConversionException;
import io.forkit.ipc.json.JsonScanner;
import io.forkit.ipc.json.JsonSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON of keys, values and messages, and back. Thread-safe.
 */
final class Json {

	private final JsonCodec codec = new JsonCodec();

	/**
	 * Write a value.
	 * @param what what it is, for an exception
	 * @param value the value
	 * @return its JSON
	 * @throws IllegalArgumentException if it has none
	 */
	Bytes write(String what, @Nullable Object value) {
		if (value == null) {
			throw new IllegalArgumentException("'" + what + "' must not be null");
		}
		try {
			return new Bytes(this.codec.write("", value, ""));
		}
		catch (JsonConversionException ex) {
			throw new IllegalArgumentException("'%s' of %s cannot be written as JSON: %s".formatted(what,
					value.getClass().getName(), ex.getMessage()), ex);
		}
	}

	/**
	 * Read a value.
	 * @param json its JSON
	 * @param type its class
	 * @return the value
	 * @throws SharedStateException if it cannot be read
	 */
	<T> T read(byte[] json, Class<T> type) {
		try {
			T value = this.codec.read(new JsonScanner("").scan(json, 0, json.length), type);
			if (value != null) {
				return value;
			}
			throw new SharedStateException("There is null in the place of a " + type.getName(), null);
		}
		catch (JsonConversionException | JsonSyntaxException ex) {
			throw new SharedStateException(
					"What was shared cannot be read as %s: %s".formatted(type.getName(), ex.getMessage()), ex);
		}
	}

}
