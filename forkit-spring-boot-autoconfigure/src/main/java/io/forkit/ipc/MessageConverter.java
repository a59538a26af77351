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

import io.forkit.ipc.json.JsonCodec;
import io.forkit.ipc.json.JsonConversionException;
import io.forkit.ipc.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into what their listeners want. Thread-safe.
 */
final class MessageConverter {

	private static final int EXCERPT = 200;

	private final JsonCodec codec;

	MessageConverter(JsonCodec codec) {
		this.codec = codec;
	}

	/**
	 * Convert a message.
	 * @param message the message
	 * @param type the class that the listener wants
	 * @return the object, or {@code null} if the message is that
	 * @throws MessageConversionException if the message is something else
	 * @see JsonCodec#read
	 */
	<T> @Nullable T convert(JsonText message, Class<T> type) {
		try {
			return this.codec.read(message, type);
		}
		catch (JsonConversionException ex) {
			throw new MessageConversionException(type, message.excerpt(EXCERPT), ex.getMessage(), ex);
		}
	}

}
