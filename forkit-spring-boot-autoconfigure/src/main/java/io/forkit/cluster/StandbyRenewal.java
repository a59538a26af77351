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
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Sees to it that the standbys run what the next worker is to run: nobody takes one that
 * runs anything else. A reload replaces them itself. Belongs to the thread of the
 * supervisor.
 */
final class StandbyRenewal {

	/** Mostly a reload follows when the program was changed. */
	static final Duration PAUSE = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final SupervisorLoop loop;

	private final Slots slots;

	private final Supplier<Generation> current;

	private final Replacements replacements;

	private final Transitions transitions;

	private final BooleanSupplier reloading;

	private Runnable cancelRenewal = () -> {
	};

	/**
	 * Create the renewal.
	 * @param loop the thread
	 * @param slots has the standbys
	 * @param current returns what runs in a new slot
	 * @param replacements told that those of old standbys are of no use
	 * @param transitions ends them
	 * @param reloading whether a reload is running
	 */
	StandbyRenewal(SupervisorLoop loop, Slots slots, Supplier<Generation> current, Replacements replacements,
			Transitions transitions, BooleanSupplier reloading) {
		this.loop = loop;
		this.slots = slots;
		this.current = current;
		this.replacements = replacements;
		this.transitions = transitions;
		this.reloading = reloading;
	}

	/** What the next worker runs may have changed. */
	void changed() {
		cancel();
		if (this.reloading.getAsBoolean()) {
			return;
		}
		Generation wanted = wanted();
		List<Slot> standbys = this.slots.standbys();
		standbys.forEach((place) -> place.generation(wanted));
		if (standbys.stream().anyMatch((place) -> isOutdated(place, wanted))) {
			this.cancelRenewal = this.loop.schedule(PAUSE, this::renew);
		}
	}

	private void renew() {
		for (Slot place : this.slots.standbys()) {
			WorkerHandle worker = place.worker();
			Generation wanted = place.generation();
			if (worker != null && isOutdated(place, wanted)) {
				logger.info("Worker %d (standby, pid %d) is replaced, because the next worker runs generation %d"
					.formatted(worker.id(), worker.pid(), wanted.number()));
				this.replacements.cancel(place, "the program was changed");
				place.generation(wanted);
				// Nobody can take it: there is no reason to let it stay until the next
				// one is ready.
				this.transitions.leave(worker, WorkerReason.RELOAD);
			}
		}
	}

	private static boolean isOutdated(Slot place, Generation wanted) {
		WorkerHandle worker = place.worker();
		return worker != null && worker.isAlive() && !worker.isStopping() && !place.isRetired()
				&& !worker.generation().equals(wanted);
	}

	/** A reload begins, or the cluster stops. */
	void cancel() {
		this.cancelRenewal.run();
	}

	/**
	 * After a reload that has failed the slots go on with what their workers run, which
	 * need not be the same.
	 */
	private Generation wanted() {
		Map<Generation, Long> next = this.slots.all()
			.stream()
			.filter((slot) -> !slot.isRetired())
			.collect(Collectors.groupingBy(Slot::generation, Collectors.counting()));
		return next.entrySet()
			.stream()
			.max(Comparator.comparing((Function<Map.Entry<Generation, Long>, Long>) Map.Entry::getValue)
				.thenComparing((entry) -> entry.getKey().number()))
			.map(Map.Entry::getKey)
			.orElseGet(this.current);
	}

}
