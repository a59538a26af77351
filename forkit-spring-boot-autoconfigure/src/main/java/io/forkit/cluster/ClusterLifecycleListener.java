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

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Is asked in the primary before the cluster does something on purpose, and may put it
 * off or forbid it: beans of this type, named in {@code forkit.cluster.primary.sources}.
 * <p>
 * Asked before are a reload, each replacement of a worker, and each worker that is to be
 * started or to leave because the number of workers changes, by whomever. Not asked are
 * the replacement of a worker that has crashed or hangs, and the steps back when a reload
 * has failed: they cannot wait. Nor are {@link Cluster#fork()} and
 * {@link Worker#disconnect()}: whoever calls them has decided.
 * <p>
 * Nor is the stop of the cluster: whoever sends SIGTERM does not wait for long, and ends
 * it by force then. {@code forkit.cluster.stop.delay} puts it off for as long as those
 * need who send requests.
 * <p>
 * Called on threads that are there for this alone, at the same time for different steps.
 * Several listeners are asked one after the other, in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClusterLifecycleListener {

	/**
	 * Something is about to be done.
	 * @param step what
	 * @return completed when it may be done; {@code null} if that is so already. After
	 * {@code forkit.cluster.listener-timeout} it is done anyway. One that fails with a
	 * {@link StepVetoedException} forbids it; with another exception it does not
	 * @throws StepVetoedException to forbid it
	 */
	@Nullable CompletionStage<?> beforeStep(PlannedStep step);

}
