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
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.forkit.cluster.watch.WorkerCondition;
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

	/** Whoever takes a slot has the processors for itself at first. */
	static final Duration REFILL_PAUSE = Duration.ofSeconds(1);

	private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(10);

	private final CapacitySettings settings;

	private final WorkerProbe probe;

	private final SupervisorLoop loop;

	private final Slots slots;

	private final SharedListeners listeners;

	private final Restarts restarts;

	private final Supplier<Generation> generation;

	// Those that are or were asked for something.
	private final Set<Integer> warmed = new HashSet<>();

	private long activations;

	/**
	 * Create standbys, to be started.
	 * @param settings how many there are to be, and what they are asked
	 * @param probe asks them
	 * @param loop the thread
	 * @param slots has their places
	 * @param listeners told who has got which slot
	 * @param restarts starts them
	 * @param generation returns what they run
	 */
	Standbys(CapacitySettings settings, WorkerProbe probe, SupervisorLoop loop, Slots slots, SharedListeners listeners,
			Restarts restarts, Supplier<Generation> generation) {
		this.settings = settings;
		this.probe = probe;
		this.loop = loop;
		this.slots = slots;
		this.listeners = listeners;
		this.restarts = restarts;
		this.generation = generation;
	}

	/** All slots have a worker: now there is time for those that wait. */
	void start() {
		for (int i = 0; i < this.settings.standby(); i++) {
			Slot place = new Slot(WorkerInfo.NO_SLOT, Map.of(), this.generation.get());
			this.slots.addStandby(place);
			this.restarts.fill(place, WorkerReason.STANDBY);
		}
	}

	/** Return how often one was given a slot. */
	long activations() {
		return this.activations;
	}

	/**
	 * A worker is in another state.
	 * @param worker the worker
	 */
	void changed(WorkerHandle worker) {
		CapacitySettings.WarmUp warmUp = this.settings.warmUp();
		if (warmUp != null && worker.state() == WorkerState.STANDBY && this.warmed.add(worker.id())) {
			warmUp(worker, warmUp, warmUp.requests());
		}
		else if (worker.state() == WorkerState.EXITED) {
			this.warmed.remove(worker.id());
		}
	}

	/** It can take a slot all the same, and is then left alone. */
	private void warmUp(WorkerHandle worker, CapacitySettings.WarmUp warmUp, int rest) {
		if (rest == 0) {
			logger.debug(
					"%s has answered %d requests for '%s'".formatted(worker.view(), warmUp.requests(), warmUp.path()));
			return;
		}
		this.probe.probe(worker.view(), warmUp.path(), WARM_UP_LIMIT)
			.whenComplete((wrong, ex) -> this.loop.execute(() -> {
				if (wrong != null || ex != null) {
					String failure = "%s is not warmed up by requests for '%s': %s".formatted(worker.view(),
							warmUp.path(), (ex != null) ? ex : wrong);
					if (warmUp.wanted()) {
						logger.warn(failure);
					}
					else {
						logger.debug(failure);
					}
				}
				else if (worker.state() == WorkerState.STANDBY && worker.slot().isStandby()) {
					warmUp(worker, warmUp, rest - 1);
				}
			}));
	}

	@Override
	public @Nullable WorkerHandle take(Slot slot, Generation wanted, WorkerReason reason) {
		// One that the user forks is to be a new process.
		if (slot.isStandby() || !slot.environment().isEmpty() || reason == WorkerReason.FORK) {
			return null;
		}
		Slot place = this.slots.standbys()
			.stream()
			.filter((candidate) -> isReady(candidate, wanted))
			.min(Comparator.comparing(Standbys::isStarved))
			.orElse(null);
		WorkerHandle worker = (place != null) ? place.worker() : null;
		if (place != null && worker != null) {
			activate(worker, place, slot, reason);
		}
		return worker;
	}

	/** Return how many could take a slot now. */
	int ready() {
		return (int) this.slots.standbys().stream().filter((place) -> isReady(place, place.generation())).count();
	}

	private static boolean isReady(Slot place, Generation wanted) {
		WorkerHandle worker = place.worker();
		return worker != null && worker.state() == WorkerState.STANDBY && worker.hasChannel() && !worker.isStopping()
				&& worker.generation().equals(wanted) && (worker.health() == null || isStarved(place));
	}

	/** A new worker would have to wait for a processor as well. */
	private static boolean isStarved(Slot place) {
		WorkerHealth health = (place.worker() != null) ? place.worker().health() : null;
		return health != null && health.condition() == WorkerCondition.STARVED;
	}

	private void activate(WorkerHandle worker, Slot place, Slot slot, WorkerReason reason) {
		logger.info("Worker %d (pid %d) was a standby and takes slot %d".formatted(worker.id(), worker.pid(),
				slot.index()));
		this.activations++;
		boolean followed = place.vacate();
		this.restarts.taken(worker, place);
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
			place.waiting(this.loop.schedule(REFILL_PAUSE, () -> {
				place.cancelPendingStart();
				this.restarts.fill(place, WorkerReason.STANDBY);
			}));
		}
	}

}
