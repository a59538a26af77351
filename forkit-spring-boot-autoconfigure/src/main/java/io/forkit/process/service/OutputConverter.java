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

import java.lang.reflect.Type;
import java.util.function.Function;

import io.forkit.process.ProcessResult;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value of what a program has written, for methods whose return type has no
 * meaning of its own. With Jackson on the class path that is {@link JsonOutputConverter},
 * otherwise there is none.
 * <p>
 * Implementations must be thread-safe.
 *
 * @since 0.1.0
 * @see CommandServiceProxyFactory.Builder#outputConverter(OutputConverter)
 */
@FunctionalInterface
public interface OutputConverter {

	/**
	 * Return a function for a type. It is asked for once for each method, when the client
	 * is created.
	 * @param type the type to be returned, without type variables
	 * @return a thread-safe function. What it throws becomes the cause of an
	 * {@link OutputConversionException}
	 * @throws IllegalArgumentException if there is no such function
	 */
	Function<ProcessResult, @Nullable Object> forType(Type type);

}
