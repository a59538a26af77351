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

package io.forkit.cluster.worker;

import java.time.Duration;

import io.forkit.cluster.watch.ProbeResult;

/**
 * Makes a request to the server of this worker, past the queue that it shares with its
 * siblings.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RequestProbe {

	/**
	 * Make a request, and wait for the answer.
	 * @param path what to get
	 * @param timeout how long that may take
	 * @return what came of it
	 */
	ProbeResult probe(String path, Duration timeout);

}
