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

import java.nio.charset.StandardCharsets;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns records and beans into JSON and back. Loaded with the first of them, as Jackson
 * takes its time.
 */
final class Beans {

	private static final JsonMapper mapper = JsonMapper.builder()
		.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private static final byte[] NO_PROPERTIES = { '{', '}' };

	private Beans() {
	}

	static byte[] write(Object bean) {
		Class<?> type = bean.getClass();
		if (type.isRecord() && type.getRecordComponents().length == 0) {
			return NO_PROPERTIES.clone();
		}
		if (type.isHidden() || bean instanceof Throwable) {
			throw new IllegalArgumentException(refusal(type));
		}
		try {
			return mapper.writeValueAsBytes(bean);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(refusal(type) + " (" + ex.getOriginalMessage() + ")", ex);
		}
	}

	private static String refusal(Class<?> type) {
		return "'message' must be null, a string, a number, a boolean, bytes, a list or map of these, or a record "
				+ "or bean with properties, but is of " + type;
	}

	static <T> T read(byte[] json, Class<T> type) {
		try {
			return mapper.readValue(json, type);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(type, new String(json, StandardCharsets.UTF_8), ex);
		}
	}

	static <T> T convert(Object value, Class<T> type) {
		try {
			return mapper.convertValue(value, type);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(type, String.valueOf(value), ex);
		}
	}

}
