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

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.forkit.cluster.restart.EndCause;
import io.forkit.cluster.restart.WorkerEnd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fills slots that nobody serves: at the start, and after a crash when its time has come.
 * Belongs to the thread of the supervisor.
 */
final class Restarts {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final Crashes crashes;

	private final SupervisorLoop loop;

	private final Launches launches;

	private final Transitions transitions;

	private final BooleanSupplier ending;

	private final Predicate<ClusterStartException> failedStart;

	/**
	 * Create the restarts.
	 * @param crashes knows when to start
	 * @param loop the thread
	 * @param launches starts the processes
	 * @param transitions told of the new workers
	 * @param ending whether the cluster is ending
	 * @param failedStart told that a worker cannot be started; returns whether the start
	 * of the cluster fails for that
	 */
	Restarts(Crashes crashes, SupervisorLoop loop, Launches launches, Transitions transitions, BooleanSupplier ending,
			Predicate<ClusterStartException> failedStart) {
		this.crashes = crashes;
		this.loop = loop;
		this.launches = launches;
		this.transitions = transitions;
		this.ending = ending;
		this.failedStart = failedStart;
	}

	/**
	 * Start the worker of a slot.
	 * @param slot the slot
	 * @param reason why
	 */
	void fill(Slot slot, WorkerReason reason) {
		if (this.ending.getAsBoolean()) {
			return;
		}
		WorkerHandle worker;
		try {
			worker = this.launches.launch(slot, slot.generation(), reason);
		}
		catch (IOException | RuntimeException | Error ex) {
			// Also where there is no memory or no thread: the slot must not be lost.
			int id = this.launches.lastId();
			logger.error("Worker %d (slot %d) cannot be started".formatted(id, slot.index()), ex);
			String text = "Worker %d (slot %d) cannot be started: %s".formatted(id, slot.index(), ex.getMessage());
			boolean failed = this.failedStart.test(new ClusterStartException(text, ex));
			if (!failed && !this.ending.getAsBoolean()) {
				start(slot, this.crashes.notLaunched(slot, text), WorkerReason.CRASH, true);
			}
			return;
		}
		slot.filled(worker);
		this.transitions.forked(worker);
	}

	/**
	 * The worker that has served a slot has ended: start another one when its time has
	 * come.
	 * @param slot the slot
	 * @param reason why it has left
	 * @param end how it has ended
	 */
	void ended(Slot slot, WorkerReason reason, WorkerEnd end) {
		start(slot, this.crashes.ended(slot, end), (end.cause() == EndCause.CRASH) ? WorkerReason.CRASH : reason,
				this.crashes.isCrash(end));
	}

	/**
	 * Nobody serves a slot, because the worker that was to serve it has failed and the
	 * one before it has ended: start another one when its time has come.
	 * @param slot the slot
	 */
	void unserved(Slot slot) {
		start(slot, this.crashes.notLaunched(slot, "the worker that was to take its place has failed"),
				WorkerReason.CRASH, true);
	}

	/**
	 * Start the worker of a slot that has got none for a while because of its crashes.
	 * @param slot the slot
	 */
	void retry(Slot slot) {
		slot.restarting();
		fill(slot, WorkerReason.CRASH);
	}

	/**
	 * A standby is given a slot.
	 * @param worker the worker
	 * @param place where it was until now, in which another one follows later unless one
	 * is there
	 */
	void taken(WorkerHandle worker, Slot place) {
		this.crashes.taken(worker, place);
	}

	private void start(Slot slot, @Nullable Duration delay, WorkerReason reason, boolean crash) {
		if (delay == null) {
			return;
		}
		if (!delay.isZero()) {
			logger.info("Slot %d gets a new worker in %d ms".formatted(slot.index(), delay.toMillis()));
		}
		slot.waiting(this.loop.schedule(delay, () -> {
			slot.cancelPendingStart();
			if (crash && this.crashes.isHeldBack(slot)) {
				return;
			}
			if (reason == WorkerReason.CRASH) {
				retry(slot);
			}
			else {
				fill(slot, reason);
			}
		}));
	}

}
