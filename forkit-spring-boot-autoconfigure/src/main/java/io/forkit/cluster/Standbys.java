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

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import io.forkit.posix.Signal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are started and ready, but serve nobody until they are given a slot. Each
 * has a place, in which another one follows it. Belongs to the thread of the supervisor.
 */
final class Standbys implements Launches.Standby {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	/** Whoever has not taken its slot by then hangs. */
	static final Duration ACTIVATION_LIMIT = Duration.ofSeconds(5);

	private final int count;

	private final SupervisorLoop loop;

	private final Slots slots;

	private final SharedListeners listeners;

	private final Restarts restarts;

	private final Supplier<Generation> generation;

	private long activations;

	/**
	 * Create standbys, to be started.
	 * @param count how many there are to be
	 * @param loop the thread
	 * @param slots has their places
	 * @param listeners told who has got which slot
	 * @param restarts starts them
	 * @param generation returns what they run
	 */
	Standbys(int count, SupervisorLoop loop, Slots slots, SharedListeners listeners, Restarts restarts,
			Supplier<Generation> generation) {
		this.count = count;
		this.loop = loop;
		this.slots = slots;
		this.listeners = listeners;
		this.restarts = restarts;
		this.generation = generation;
	}

	/** All slots have a worker: now there is time for those that wait. */
	void start() {
		for (int i = 0; i < this.count; i++) {
			Slot place = new Slot(WorkerInfo.NO_SLOT, Map.of(), this.generation.get());
			this.slots.addStandby(place);
			this.restarts.fill(place, WorkerReason.STANDBY);
		}
	}

	/** Return how often one was given a slot. */
	long activations() {
		return this.activations;
	}

	@Override
	public @Nullable WorkerHandle take(Slot slot, Generation wanted, WorkerReason reason) {
		// One that the user forks is to be a new process.
		if (slot.isStandby() || !slot.environment().isEmpty() || reason == WorkerReason.FORK) {
			return null;
		}
		for (Slot place : this.slots.standbys()) {
			WorkerHandle worker = place.worker();
			if (worker != null && worker.state() == WorkerState.STANDBY && worker.hasChannel() && !worker.isStopping()
					&& worker.generation().equals(wanted)) {
				activate(worker, place, slot, reason);
				return worker;
			}
		}
		return null;
	}

	private void activate(WorkerHandle worker, Slot place, Slot slot, WorkerReason reason) {
		logger.info("Worker %d (pid %d) was a standby and takes slot %d".formatted(worker.id(), worker.pid(),
				slot.index()));
		this.activations++;
		boolean followed = place.vacate();
		// Before it opens its gate.
		this.listeners.assign(worker.id(), slot.index());
		worker.assign(slot, reason);
		this.loop.schedule(ACTIVATION_LIMIT, () -> {
			if (worker.state() == WorkerState.STANDBY && !worker.isStopping()) {
				logger.error("%s has not taken its slot within %d ms: it is killed".formatted(worker.view(),
						ACTIVATION_LIMIT.toMillis()));
				worker.view().kill(Signal.SIGKILL);
			}
		});
		if (!followed) {
			// Whoever asks for a worker has to be done with this one first.
			this.loop.execute(() -> {
				if (!place.isRetired() && !place.isAlive()) {
					this.restarts.fill(place, WorkerReason.STANDBY);
				}
			});
		}
	}

}
