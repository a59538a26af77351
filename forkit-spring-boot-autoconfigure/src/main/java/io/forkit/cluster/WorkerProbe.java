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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Lets a worker make a request to its own server.
 */
@FunctionalInterface
interface WorkerProbe {

	/**
	 * Make a request. Does not wait.
	 * @param worker who is to make it
	 * @param path what to get
	 * @param timeout how long the answer may take
	 * @return completed with what is wrong, {@code null} if it was answered well
	 */
	CompletableFuture<@Nullable String> probe(WorkerView worker, String path, Duration timeout);

}
