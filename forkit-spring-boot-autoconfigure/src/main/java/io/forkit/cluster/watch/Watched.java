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

package io.forkit.cluster.watch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A worker, as the watch sees it. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Watched {

	int id();

	long pid();

	/**
	 * Return whether its signs of life are not read for the moment.
	 * @return whether it is so
	 */
	boolean isReadingPaused();

	/**
	 * Let it make a request to its own server.
	 * @param path what to get
	 * @param timeout how long the answer may take
	 * @return what came of it, never a failure
	 */
	CompletableFuture<ProbeResult> probe(String path, Duration timeout);

}
