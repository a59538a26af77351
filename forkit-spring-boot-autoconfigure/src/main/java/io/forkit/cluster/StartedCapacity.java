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

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.forkit.cluster.capacity.CapacityReport;
import io.forkit.cluster.capacity.ClusterCapacity;
import io.forkit.cluster.recycle.RecycleLimits;

/**
 * The capacity of a cluster that may not have been started yet.
 *
 * @param started returns it; throws an {@link IllegalStateException} before
 */
record StartedCapacity(Supplier<ClusterCapacity> started) implements ClusterCapacity {

	@Override
	public CompletableFuture<CapacityReport> report() {
		return call((capacity) -> capacity.report());
	}

	@Override
	public CapacityReport latest() {
		try {
			return this.started.get().latest();
		}
		catch (IllegalStateException ex) {
			return CapacityReport.NONE;
		}
	}

	@Override
	public CompletableFuture<RecycleLimits> recycle(UnaryOperator<RecycleLimits> change) {
		return call((capacity) -> capacity.recycle(change));
	}

	private <T> CompletableFuture<T> call(Call<T> call) {
		try {
			return call.apply(this.started.get());
		}
		catch (IllegalStateException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@FunctionalInterface
	private interface Call<T> {

		CompletableFuture<T> apply(ClusterCapacity capacity);

	}

}
