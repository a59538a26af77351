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

package io.forkit.cluster.scheduling;

import java.util.function.Consumer;

/**
 * Finds out which client a connection is from, as far as anybody wants to know. Used by
 * the thread of the dispatcher.
 */
@FunctionalInterface
interface KeyFinder {

	/** Nobody wants to know. */
	KeyFinder NONE = (connection, found) -> found.accept(connection);

	/**
	 * Find out.
	 * @param connection the connection, which gets its key
	 * @param found told when it has, now or later
	 */
	void find(PendingConnection connection, Consumer<PendingConnection> found);

	/** Close the connections that nothing is known of yet. */
	default void close() {
	}

}
