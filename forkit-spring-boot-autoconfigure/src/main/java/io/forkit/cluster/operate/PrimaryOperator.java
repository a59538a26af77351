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

package io.forkit.cluster.operate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.Cluster;
import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;

/**
 * Does something to the cluster in the primary.
 */
final class PrimaryOperator implements ClusterOperator {

	private final Cluster cluster;

	PrimaryOperator(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public CompletableFuture<Optional<ReloadOutcome>> reload(Duration wait) {
		return within(wait, this.cluster.reload());
	}

	@Override
	public CompletableFuture<Optional<ScaleOutcome>> scale(int workers, Duration wait) {
		return within(wait, this.cluster.scale(workers));
	}

	private static <T> CompletableFuture<Optional<T>> within(Duration wait, CompletableFuture<T> outcome) {
		return outcome.<Optional<T>>thenApply(Optional::of)
			.completeOnTimeout(Optional.empty(), wait.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public CompletableFuture<List<Integer>> revive() {
		return this.cluster.revive();
	}

	@Override
	public CompletableFuture<ClusterOperations> operations() {
		return CompletableFuture.completedFuture(this.cluster.operations());
	}

}
