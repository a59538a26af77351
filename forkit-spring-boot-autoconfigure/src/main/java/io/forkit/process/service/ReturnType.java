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

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.forkit.process.ExitStatus;
import io.forkit.process.ProcessResult;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * What a method returns.
 *
 * @param meaning what the value is
 * @param type the type of the value, that in the future if there is one
 * @param future whether it is a future
 */
record ReturnType(Meaning meaning, Type type, boolean future) {

	private static final Set<Class<?>> FUTURES = Set.of(CompletableFuture.class, CompletionStage.class, Future.class);

	// What promises to be read while the program runs, or later.
	private static final List<Class<?>> UNSUPPORTED = List.of(AutoCloseable.class, Future.class, CompletionStage.class,
			Flow.Publisher.class, Iterator.class);

	static ReturnType of(Method method, Class<?> serviceType) {
		Type type = GenericTypeResolver.resolveType(method.getGenericReturnType(), serviceType);
		if (!FUTURES.contains(ResolvableType.forType(type).toClass())) {
			return new ReturnType(meaning(type), type, false);
		}
		if (!(type instanceof ParameterizedType parameterized)) {
			throw new IllegalArgumentException(
					"it returns a future of nobody knows what: say it, as in CompletableFuture<String>");
		}
		Type value = parameterized.getActualTypeArguments()[0];
		Meaning meaning = meaning(value);
		Assert.isTrue(meaning != Meaning.STREAM, "it returns a future of a stream: return the stream itself,"
				+ " which is read while the program runs, or a future of a List<String>");
		return new ReturnType(meaning, value, true);
	}

	private static Meaning meaning(Type type) {
		Assert.isTrue(!(type instanceof WildcardType) && !hasVariable(type),
				() -> "it returns " + type.getTypeName() + ", which can be any type: say which");
		ResolvableType resolvable = ResolvableType.forType(type);
		Class<?> raw = ClassUtils.resolvePrimitiveIfNecessary(resolvable.toClass());
		if (raw == Void.class || raw == void.class) {
			return Meaning.NOTHING;
		}
		if (raw == String.class) {
			return Meaning.TEXT;
		}
		if (raw == byte[].class) {
			return Meaning.BYTES;
		}
		if (raw == Boolean.class) {
			return Meaning.SUCCESS;
		}
		if (raw == ProcessResult.class) {
			return Meaning.RESULT;
		}
		if (raw == ExitStatus.class) {
			return Meaning.STATUS;
		}
		boolean ofString = resolvable.getGeneric(0).getType() == String.class;
		if (raw == List.class && ofString) {
			return Meaning.LINES;
		}
		if (raw == Stream.class && ofString) {
			return Meaning.STREAM;
		}
		Assert.isTrue(UNSUPPORTED.stream().noneMatch((unsupported) -> unsupported.isAssignableFrom(raw)),
				() -> "it returns " + type.getTypeName() + ", which is not supported: return a Stream<String>"
						+ " to read while the program runs, a CompletableFuture to go on, or use a ProcessTemplate");
		return Meaning.OTHER;
	}

	private static boolean hasVariable(Type type) {
		if (type instanceof ParameterizedType parameterized) {
			return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(ReturnType::hasVariable);
		}
		if (type instanceof GenericArrayType array) {
			return hasVariable(array.getGenericComponentType());
		}
		return type instanceof TypeVariable<?>;
	}

	/**
	 * What a value is.
	 */
	enum Meaning {

		/**
		 * It is not looked at.
		 */
		NOTHING,

		/**
		 * Standard output as a text.
		 */
		TEXT,

		/**
		 * Standard output in lines.
		 */
		LINES,

		/**
		 * Standard output in lines, one after the other.
		 */
		STREAM,

		/**
		 * Standard output as it is.
		 */
		BYTES,

		/**
		 * All that the program leaves behind.
		 */
		RESULT,

		/**
		 * Whether the exit code is 0 or 1.
		 */
		SUCCESS,

		/**
		 * How the program ended, whatever that is.
		 */
		STATUS,

		/**
		 * What an {@link OutputConverter} makes of standard output.
		 */
		OTHER

	}

}
