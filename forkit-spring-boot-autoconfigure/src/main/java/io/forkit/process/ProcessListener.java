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

package io.forkit.process;

import java.util.concurrent.CompletableFuture;

/**
 * Is told what becomes of a program, on the loop.
 */
interface ProcessListener {

	/** Does nothing. */
	ProcessListener NONE = new ProcessListener() {
	};

	/**
	 * The program has ended; its output may have not.
	 * @param status how it ended
	 */
	default void exited(ExitStatus status) {
	}

	/**
	 * Return when everything was told.
	 * @return completed after {@link #closed}, maybe much later
	 */
	default CompletableFuture<Void> told() {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * All is over.
	 * @param outcome what has come out
	 */
	default void closed(Outcome outcome) {
	}

}
