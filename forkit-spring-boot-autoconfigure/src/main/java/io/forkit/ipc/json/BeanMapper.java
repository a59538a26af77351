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

package io.forkit.ipc.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.util.RawValue;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes and reads records, beans and all else that Jackson knows. The only class that
 * needs Jackson, and loaded when it is needed. Thread-safe.
 */
final class BeanMapper implements JsonWriter.Beans {

	// A text has passed the limit of the channel, so that only the costly parts of it
	// need limits.
	private static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.maxNumberLength(JsonReader.MAX_DIGITS)
			.maxNestingDepth(JsonScanner.MAX_DEPTH)
			.build())
		.build();

	private final JsonMapper mapper;

	BeanMapper() {
		this(JsonMapper.builder().build());
	}

	BeanMapper(JsonMapper mapper) {
		this.mapper = mapper.rebuild()
			.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
			.addModule(new NodeBuffers())
			.addModule(new SimpleModule("forkit-unsendable").setSerializerModifier(new UnsendableTypes()))
			.build();
	}

	@Override
	public void write(Object bean, JsonWriter writer) throws JsonConversionException {
		Class<?> type = bean.getClass();
		if (type.isHidden() || type.isSynthetic()) {
			throw new JsonConversionException("a lambda has no properties");
		}
		TokenBuffer buffer = TokenBuffer.forGeneration();
		try {
			this.mapper.writeValue(buffer, bean);
		}
		catch (JacksonException ex) {
			String place = ex.getPath().isEmpty() ? "" : " (at " + ex.getPathReference() + ")";
			throw new JsonConversionException(ex.getOriginalMessage() + place, ex);
		}
		catch (StackOverflowError ex) {
			throw new JsonConversionException("it is nested too deep, or holds itself");
		}
		try (JsonParser tokens = buffer.asParser()) {
			copy(tokens, writer);
		}
	}

	/** Let everything be written in one way, whoever has taken it apart. */
	private static void copy(JsonParser tokens, JsonWriter writer) throws JsonConversionException {
		boolean first = true;
		for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
			if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
				writer.close((token == JsonToken.END_ARRAY) ? ']' : '}');
				first = false;
				continue;
			}
			boolean inArray = (token.isStructStart() ? tokens.streamReadContext().getParent()
					: tokens.streamReadContext())
				.inArray();
			if (token == JsonToken.PROPERTY_NAME || inArray) {
				writer.separate(first);
			}
			first = token.isStructStart();
			switch (token) {
				case START_ARRAY -> writer.open('[');
				case START_OBJECT -> writer.open('{');
				case PROPERTY_NAME -> {
					writer.string(tokens.currentName());
					writer.raw(':');
				}
				case VALUE_STRING -> writer.string(tokens.getString());
				case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> writer.number(tokens.getNumberValue());
				case VALUE_EMBEDDED_OBJECT -> embedded(tokens.getEmbeddedObject(), writer);
				default -> writer.ascii(token.asString());
			}
		}
	}

	private static void embedded(@Nullable Object value, JsonWriter writer) throws JsonConversionException {
		if (value == null || value instanceof byte[]) {
			writer.value(value);
		}
		else if (value instanceof RawValue raw) {
			writer.value(JsonCodec.parse(String.valueOf(raw.rawValue())));
		}
		else {
			throw new JsonConversionException("%s is not JSON".formatted(value.getClass().getName()));
		}
	}

	<T> @Nullable T read(JsonText text, Class<T> type) throws JsonConversionException {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text.bytes(), text.from(),
				text.length())) {
			return this.mapper.readerFor(type).readValue(parser);
		}
		catch (JacksonException ex) {
			throw new JsonConversionException(ex.getOriginalMessage(), ex);
		}
		catch (StackOverflowError ex) {
			throw new JsonConversionException("it is nested too deep");
		}
	}

}
