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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads the classes that need no Jackson.
 */
final class PlainTypes {

	private static final Map<Class<?>, Class<?>> WRAPPERS = Map.of(int.class, Integer.class, long.class, Long.class,
			short.class, Short.class, byte.class, Byte.class, double.class, Double.class, float.class, Float.class,
			boolean.class, Boolean.class);

	private static final Set<Class<?>> NUMBERS = Set.of(Integer.class, Long.class, Short.class, Byte.class,
			Double.class, Float.class, BigInteger.class, BigDecimal.class, Number.class);

	private static final Set<Class<?>> OTHERS = Set.of(Object.class, String.class, CharSequence.class, Boolean.class,
			byte[].class, ByteBuffer.class, Map.class, List.class, Collection.class);

	private PlainTypes() {
	}

	static boolean isPlain(Class<?> type) {
		return WRAPPERS.containsKey(type) || NUMBERS.contains(type) || OTHERS.contains(type);
	}

	@SuppressWarnings("unchecked")
	static <T> @Nullable T read(JsonText text, Class<T> type) throws JsonConversionException {
		Class<?> wrapper = WRAPPERS.getOrDefault(type, type);
		int first = text.bytes()[text.from()];
		if (first == 'n' && !type.isPrimitive()) {
			return null;
		}
		Object value;
		if (NUMBERS.contains(wrapper)) {
			value = number(text, wrapper, first);
		}
		else if (type == byte[].class) {
			value = buffer(text);
		}
		else if (type == ByteBuffer.class) {
			value = ByteBuffer.wrap(buffer(text));
		}
		else {
			value = expect(text, wrapper, first);
		}
		return (T) value;
	}

	private static @Nullable Object expect(JsonText text, Class<?> type, int first) throws JsonConversionException {
		if (type != Object.class) {
			boolean matches = switch (first) {
				case '"' -> type == String.class || type == CharSequence.class;
				case 't', 'f' -> type == Boolean.class;
				case '{' -> type == Map.class;
				case '[' -> type == List.class || type == Collection.class;
				default -> false;
			};
			if (!matches) {
				throw new JsonConversionException("it is " + kind(first));
			}
		}
		return new JsonReader(text).value();
	}

	private static String kind(int first) {
		return switch (first) {
			case '"' -> "a string";
			case 't', 'f' -> "a boolean";
			case 'n' -> "null";
			case '{' -> "an object";
			case '[' -> "an array";
			default -> "a number";
		};
	}

	private static Number number(JsonText text, Class<?> type, int first) throws JsonConversionException {
		if (first != '-' && (first < '0' || first > '9')) {
			throw new JsonConversionException("it is " + kind(first));
		}
		if (type == Number.class) {
			return (Number) expect(text, Object.class, first);
		}
		if (type == Double.class || type == Float.class) {
			double value = Double.parseDouble(new JsonReader(text).number());
			if (type == Float.class) {
				return finite((float) value);
			}
			finite(value);
			return value;
		}
		if (text.length() > JsonReader.MAX_DIGITS) {
			throw new JsonConversionException("the number has more than %d digits".formatted(JsonReader.MAX_DIGITS));
		}
		return exact(new JsonReader(text).number(), type);
	}

	private static float finite(float value) throws JsonConversionException {
		finite((double) value);
		return value;
	}

	private static void finite(double value) throws JsonConversionException {
		if (Double.isInfinite(value)) {
			throw new JsonConversionException("the number is out of range");
		}
	}

	private static Number exact(String text, Class<?> type) throws JsonConversionException {
		try {
			BigDecimal number = new BigDecimal(text);
			if (type == BigDecimal.class) {
				return number;
			}
			if (type == BigInteger.class) {
				if ((long) number.precision() - number.scale() > JsonReader.MAX_DIGITS) {
					throw new ArithmeticException();
				}
				return number.toBigIntegerExact();
			}
			if (type == Long.class) {
				return number.longValueExact();
			}
			if (type == Integer.class) {
				return number.intValueExact();
			}
			return (type == Short.class) ? (Number) number.shortValueExact() : (Number) number.byteValueExact();
		}
		catch (ArithmeticException | NumberFormatException ex) {
			throw new JsonConversionException("the number is out of range or not whole", ex);
		}
	}

	private static byte[] buffer(JsonText text) throws JsonConversionException {
		JsonText type = text.member("type");
		JsonText data = text.member("data");
		if (type == null || data == null || !"Buffer".equals(type.string()) || data.bytes()[data.from()] != '[') {
			throw new JsonConversionException("it is no Buffer of Node, which is {\"type\":\"Buffer\",\"data\":[…]}");
		}
		return new JsonReader(data).bytes();
	}

}
