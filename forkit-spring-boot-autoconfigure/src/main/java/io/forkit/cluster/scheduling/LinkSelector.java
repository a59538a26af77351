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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the worker for a connection. Used by the thread of the dispatcher.
 */
interface LinkSelector {

	/**
	 * Choose one.
	 * @param connection the connection
	 * @param links the links to the workers, by slot, whatever their state
	 * @return one that is available, or {@code null} if the connection is to wait
	 */
	@Nullable WorkerLink select(PendingConnection connection, List<WorkerLink> links);

	/**
	 * Return how many connections may wait for a worker of their own while others are
	 * accepted.
	 * @return the number, 0 if none waits for a certain worker
	 */
	default int waitingLimit() {
		return 0;
	}

}
