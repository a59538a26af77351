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

package io.forkit.cluster.web;

/**
 * How busy a server is. The numbers are those of the moment.
 *
 * @since 0.1.0
 */
public interface ServerLoad {

	/**
	 * Return how many connections are open, those that wait for a next request included.
	 * @return the number
	 */
	int connections();

	/**
	 * Return whether connections can be let go after a request, so that the client comes
	 * back to any worker.
	 * @return {@code false} if nothing is known of their protocol
	 */
	default boolean canLetGo() {
		return true;
	}

	/**
	 * Return how many requests are being processed.
	 * @return the number
	 */
	int activeRequests();

	/**
	 * Return whether it is at work on a request, or on what is left of its response.
	 * @return whether it is
	 */
	default boolean isAnswering() {
		return activeRequests() > 0;
	}

	/**
	 * Return how much of the capacity is taken: how many requests have a thread or wait
	 * for one. A request that is processed asynchronously has none.
	 * @return the number
	 */
	default int occupied() {
		return activeRequests();
	}

	/**
	 * Return what its threads come from. Servers of one pool tell the same number of
	 * {@link #occupied()}, which counts once.
	 * @return what stands for the pool
	 */
	default Object pool() {
		return this;
	}

	/**
	 * Return how many requests can be processed at the same time.
	 * @return the number, {@link Integer#MAX_VALUE} if no number of threads limits it
	 */
	int capacity();

}
