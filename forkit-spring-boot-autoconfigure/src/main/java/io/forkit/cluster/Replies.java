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

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Runs what an application does with an answer: never on the loop that brings answers,
 * which would wait for itself if that asks again. Each has a thread of its own, as one
 * may wait for the answer to another one.
 *
 * @since 0.1.0
 */
public final class Replies {

	private static final Executor EXECUTOR = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "forkit-reply");
		thread.setDaemon(true);
		return thread;
	});

	private Replies() {
	}

	/**
	 * Return what completes futures that an application gets.
	 * @return the executor
	 */
	public static Executor executor() {
		return EXECUTOR;
	}

}
