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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.forkit.cluster.stage.Stages;

/**
 * What a supervisor uses that does not belong to it.
 *
 * @param stages makes copies of the program
 * @param copier the thread for that
 * @param listeners returns the listeners of the user for what is planned
 * @param probe lets workers make requests
 */
record Surroundings(Stages stages, Executor copier, Supplier<List<ClusterLifecycleListener>> listeners,
		WorkerProbe probe) {

	/** Nothing at all. */
	static final Surroundings NONE = new Surroundings(Stages.NONE, Runnable::run, List::of,
			(worker, path, timeout) -> CompletableFuture.completedFuture(null));

}
