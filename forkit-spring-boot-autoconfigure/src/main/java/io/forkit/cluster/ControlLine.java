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

package io.forkit.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The way of a worker to a {@link ControlTopic} of the primary. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ControlLine {

	/**
	 * Ask the primary, which gets what one thread asks in its order. Does not wait.
	 * @param value plain values, with less than 64 KiB
	 * @return the answer, completed on the loop, which must not be kept
	 */
	CompletableFuture<List<?>> request(List<?> value);

}
