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

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes objects as JSON and reads them again.
 * <p>
 * Strings, numbers, booleans, {@code null}, bytes, collections, arrays and maps with
 * strings as keys are written byte for byte as {@code JSON.stringify} of JavaScript
 * writes them, and are read, without Jackson. It takes a fresh JVM about a third of a
 * second to load it, so that happens at the first record, bean or other object.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonCodec {

	private final @Nullable JsonMapper mapper;

	// No lambda: a fresh JVM would have to set up what makes them.
	private final JsonWriter.Beans beanWriter = new JsonWriter.Beans() {

		@Override
		public void write(Object bean, JsonWriter writer) throws JsonConversionException {
			beans().write(bean, writer);
		}

	};

	private volatile @Nullable BeanMapper beans;

	/** Create a codec with a mapper of its own, with the defaults of Jackson 3. */
	public JsonCodec() {
		this.mapper = null;
	}

	/**
	 * Create a codec.
	 * @param mapper knows how records and beans are written and read; properties that a
	 * class does not have are ignored in any case
	 */
	public JsonCodec(JsonMapper mapper) {
		if (mapper == null) {
			throw new IllegalArgumentException("'mapper' must not be null");
		}
		this.mapper = mapper;
	}

	/**
	 * Write an object.
	 * @param before ASCII text to put before it
	 * @param value the object
	 * @param after ASCII text to put after it
	 * @return the bytes of all three, in UTF-8
	 * @throws JsonConversionException if the object cannot be written
	 */
	public byte[] write(String before, @Nullable Object value, String after) throws JsonConversionException {
		JsonWriter writer = new JsonWriter(this.beanWriter);
		try {
			writer.ascii(before);
			writer.value(value);
			writer.ascii(after);
		}
		catch (JsonWriter.TooLargeException ex) {
			throw new JsonConversionException("it has more than 2 GiB as JSON");
		}
		return writer.toBytes();
	}

	/**
	 * Read an object.
	 * <ul>
	 * <li>a {@link String} from a string, a number class from a number that fits, without
	 * rounding but to {@code double} and {@code float}, a {@link Boolean} from a
	 * boolean</li>
	 * <li>{@code byte[]} and {@link java.nio.ByteBuffer} from what a {@code Buffer} of
	 * Node turns into</li>
	 * <li>{@link Object}, {@link java.util.Map}, {@link java.util.Collection} and
	 * {@link java.util.List} as plain maps, lists, strings, booleans and numbers</li>
	 * <li>all else as Jackson does</li>
	 * </ul>
	 * @param text the JSON
	 * @param type the class of the object
	 * @param <T> the type of the object
	 * @return the object, or {@code null} for {@code null}
	 * @throws JsonConversionException if the text is something else
	 */
	public <T> @Nullable T read(JsonText text, Class<T> type) throws JsonConversionException {
		return PlainTypes.isPlain(type) ? PlainTypes.read(text, type) : beans().read(text, type);
	}

	private BeanMapper beans() throws JsonConversionException {
		BeanMapper beans = this.beans;
		return (beans != null) ? beans : createBeans();
	}

	private synchronized BeanMapper createBeans() throws JsonConversionException {
		BeanMapper beans = this.beans;
		if (beans == null) {
			try {
				beans = (this.mapper != null) ? new BeanMapper(this.mapper) : new BeanMapper();
			}
			catch (NoClassDefFoundError ex) {
				throw new JsonConversionException(
						"records and beans need tools.jackson.core:jackson-databind on the class path", ex);
			}
			this.beans = beans;
		}
		return beans;
	}

	/** Read text as plain objects. */
	static @Nullable Object parse(String text) throws JsonConversionException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		try {
			return new JsonReader(new JsonScanner("").scan(bytes, 0, bytes.length)).value();
		}
		catch (JsonSyntaxException ex) {
			throw new JsonConversionException("a raw value in it is no JSON: " + ex.getMessage(), ex);
		}
	}

}
