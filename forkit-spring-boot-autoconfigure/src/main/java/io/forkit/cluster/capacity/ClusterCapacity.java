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

package io.forkit.cluster.capacity;

import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.forkit.cluster.recycle.RecycleLimits;

/**
 * How many workers there are, and when they are replaced; in the primary.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClusterCapacity {

	/**
	 * Return how it is.
	 * @return the state at this moment; fails if the cluster has not been started
	 */
	CompletableFuture<CapacityReport> report();

	/**
	 * Return how it was a moment ago.
	 * @return the state at the last change
	 */
	CapacityReport latest();

	/**
	 * Change the limits at which workers are replaced. They hold for those that run, too.
	 * @param change returns other limits, such as
	 * {@code (limits) -> limits.withRequests(10_000L)}
	 * @return the limits from now on; fails as {@code change} does
	 */
	CompletableFuture<RecycleLimits> recycle(UnaryOperator<RecycleLimits> change);

}
