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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A message in {@link WireFormat#FRAMES}.
 */
final class ValueBody implements MessageBody {

	private static final int EXCERPT = 200;

	// What records and beans can be for those who do not know their class.
	private static final Set<Class<?>> NATURAL = Set.of(Object.class, Map.class, List.class, Collection.class);

	private final @Nullable Object value;

	private final long size;

	private final long overhead;

	private final Beans beans;

	ValueBody(@Nullable Object value, long size, Beans beans) {
		this(value, size, 0, beans);
	}

	/**
	 * Create a message.
	 * @param value what it says
	 * @param size how many bytes it has had
	 * @param overhead what its objects take beside those
	 * @param beans reads records and beans
	 */
	ValueBody(@Nullable Object value, long size, long overhead, Beans beans) {
		this.value = value;
		this.size = size;
		this.overhead = overhead;
		this.beans = beans;
	}

	@Override
	public int rank(Class<?> type) {
		if (type == Object.class) {
			return ANYTHING;
		}
		if (this.value == null) {
			return (type == Void.class) ? EXACT : NO_MATCH;
		}
		if (this.value instanceof Bean bean) {
			if (bean.type().equals(TypeNames.of(type))) {
				return EXACT;
			}
			return bean.isArray() ? rankOfList(type) : (type == Map.class) ? GENERAL : NO_MATCH;
		}
		if (this.value instanceof byte[]) {
			return (type == byte[].class || type == ByteBuffer.class) ? EXACT : NO_MATCH;
		}
		if (this.value instanceof Number number) {
			return rank(number, type);
		}
		if (this.value instanceof Map) {
			return (type == Map.class) ? EXACT : NO_MATCH;
		}
		if (this.value instanceof List) {
			return (type == List.class) ? EXACT : rankOfList(type);
		}
		if (type == this.value.getClass()) {
			return EXACT;
		}
		return (type == CharSequence.class && this.value instanceof String) ? GENERAL : NO_MATCH;
	}

	private static int rankOfList(Class<?> type) {
		boolean possible = type == List.class || type == Set.class || (type.isArray() && type != byte[].class);
		return possible ? WIDER : (type == Collection.class) ? GENERAL : NO_MATCH;
	}

	@Override
	public boolean isAmbiguous(int rank) {
		return rank == WIDER && this.value instanceof List;
	}

	private static int rank(Number number, Class<?> type) {
		if (type == number.getClass()) {
			return EXACT;
		}
		if (type == Number.class) {
			return GENERAL;
		}
		boolean whole = number instanceof Integer || number instanceof Long;
		boolean wider = (type == Long.class && number instanceof Integer) || (type == BigInteger.class && whole)
				|| (type == Double.class && (number instanceof Float || number instanceof Integer))
				|| (type == BigDecimal.class && (whole || number instanceof BigInteger));
		return wider ? WIDER : NO_MATCH;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T as(Class<T> type) {
		if (this.value instanceof Bean bean && !NATURAL.contains(type)) {
			return this.beans.read(bean.json(), type);
		}
		Object result = natural(this.value);
		if (result == null || type.isInstance(result)) {
			return (T) result;
		}
		if (result instanceof Number number) {
			Number converted = convert(number, type);
			if (converted != null) {
				return (T) converted;
			}
		}
		if (type == ByteBuffer.class && result instanceof byte[] bytes) {
			return (T) ByteBuffer.wrap(bytes);
		}
		if (!(result instanceof byte[]) && !isInfinite(result)) {
			return this.beans.convert(result, type);
		}
		throw new MessageConversionException(type, excerpt(result), "it is of " + result.getClass(), null);
	}

	/** JSON has no such numbers. */
	private static boolean isInfinite(Object value) {
		return (value instanceof Double || value instanceof Float) && !Double.isFinite(((Number) value).doubleValue());
	}

	private static String excerpt(Object value) {
		String text = value.toString();
		return (text.length() > EXCERPT) ? text.substring(0, EXCERPT) + "…" : text;
	}

	/** What listeners get; all else goes by way of JSON, which loses nothing either. */
	private static @Nullable Number convert(Number number, Class<?> type) {
		if (type == Long.class && number instanceof Integer) {
			return number.longValue();
		}
		if (type == Double.class && (number instanceof Float || number instanceof Integer)) {
			return number.doubleValue();
		}
		if (type == BigInteger.class && (number instanceof Integer || number instanceof Long)) {
			return BigInteger.valueOf(number.longValue());
		}
		return null;
	}

	/**
	 * Make records and beans in a value maps.
	 * @param value the value
	 * @return the value that everybody can read
	 */
	private @Nullable Object natural(@Nullable Object value) {
		if (value instanceof Bean bean) {
			return this.beans.read(bean.json(), Object.class);
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> copy = new ArrayList<>(list.size());
			list.forEach((element) -> copy.add(natural(element)));
			return copy;
		}
		if (value instanceof Map<?, ?> map) {
			Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
			map.forEach((key, element) -> copy.put(natural(key), natural(element)));
			return copy;
		}
		return value;
	}

	@Override
	public String type() {
		if (this.value == null) {
			return "null";
		}
		return (this.value instanceof Bean bean) ? bean.type() : this.value.getClass().getName();
	}

	@Override
	public long size() {
		return this.size;
	}

	@Override
	public long memory() {
		return this.size + this.overhead;
	}

}
