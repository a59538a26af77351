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

import org.jspecify.annotations.Nullable;

/**
 * Has the supervisor do what there is to be done about workers that hang. Thread-safe.
 */
final class SupervisedRemedy implements HungWorkers.Remedy {

	private final Supplier<WorkerControl> control;

	private final EventPublication events;

	/**
	 * Create a remedy.
	 * @param control returns what is done to workers, asked once there are some
	 * @param events publishes how they fare
	 */
	SupervisedRemedy(Supplier<WorkerControl> control, EventPublication events) {
		this.control = control;
		this.events = events;
	}

	@Override
	public void fares(WorkerView worker, @Nullable WorkerHealth health) {
		this.control.get().health(worker, health);
	}

	@Override
	public void tell(WorkerHealthChangedEvent event) {
		this.events.publish(event);
	}

	@Override
	public CompletableFuture<@Nullable String> replace(WorkerView worker) {
		return this.control.get().replace(worker, WorkerReason.HANG);
	}

	@Override
	public void end(WorkerView worker) {
		this.control.get().end(worker, WorkerReason.HANG);
	}

	@Override
	public void kill(WorkerView worker, WorkerReason reason) {
		this.control.get().kill(worker, reason);
	}

}
