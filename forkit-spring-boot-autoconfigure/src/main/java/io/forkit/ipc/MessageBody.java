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

import org.jspecify.annotations.Nullable;

/**
 * What a message says, not yet turned into what a listener wants.
 */
interface MessageBody {

	/** No listener for this type gets the message. */
	int NO_MATCH = 0;

	/** For listeners to everything. */
	int ANYTHING = 1;

	/** For listeners to a more general type. */
	int GENERAL = 2;

	/** For listeners to a type with more room. */
	int WIDER = 3;

	/** For listeners to this very type. */
	int EXACT = 4;

	/**
	 * Return how well it fits a type.
	 * @param type the type that is listened for
	 * @return one of the constants; the higher, the better
	 */
	int rank(Class<?> type);

	/**
	 * Return whether it must not go to listeners for different types of this rank: it
	 * cannot be told which one it is meant for.
	 * @param rank the rank
	 * @return whether it must not
	 */
	default boolean isAmbiguous(int rank) {
		return false;
	}

	/**
	 * Turn it into an object.
	 * @param type the type
	 * @param <T> the type
	 * @return the object
	 * @throws MessageConversionException if that cannot be
	 */
	<T> @Nullable T as(Class<T> type);

	/**
	 * Return the name of its type, or of the kind of value.
	 * @return the name
	 */
	String type();

	/**
	 * Return how many bytes it had on its way.
	 * @return the number
	 */
	long size();

	/**
	 * Return how many bytes it takes here, more or less.
	 * @return the number
	 */
	default long memory() {
		return size();
	}

}
