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
import io.forkit.ipc.json.JsonScanner;
import io.forkit.ipc.json.JsonSyntaxException;
import io.forkit.ipc.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Turns records and beans into JSON and back.
 */
final class Beans {

	private static final byte[] NO_PROPERTIES = { '{', '}' };

	private final JsonCodec codec;

	private final MessageConverter converter;

	Beans(JsonCodec codec) {
		this.codec = codec;
		this.converter = new MessageConverter(codec);
	}

	byte[] write(Object bean) {
		Class<?> type = bean.getClass();
		if (type.isRecord() && type.getRecordComponents().length == 0) {
			return NO_PROPERTIES.clone();
		}
		if (type.isHidden() || bean instanceof Throwable) {
			throw new IllegalArgumentException(refusal(type));
		}
		try {
			return this.codec.write("", bean, "");
		}
		catch (JsonConversionException ex) {
			throw new IllegalArgumentException(refusal(type) + " (" + ex.getMessage() + ")", ex);
		}
	}

	private static String refusal(Class<?> type) {
		return "'message' must be null, a string, a number, a boolean, bytes, a list, array or map of these, or a record "
				+ "or bean with properties, but is of " + type;
	}

	<T> @Nullable T read(byte[] json, Class<T> type) {
		JsonText text;
		try {
			text = new JsonScanner("").scan(json, 0, json.length);
		}
		catch (JsonSyntaxException ex) {
			throw new MessageConversionException(type, json.length + " bytes", ex.getMessage(), ex);
		}
		return this.converter.convert(text, type);
	}

	<T> @Nullable T convert(Object value, Class<T> type) {
		return read(write(value), type);
	}

}
