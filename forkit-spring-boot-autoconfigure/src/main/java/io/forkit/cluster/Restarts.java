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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Fills slots that nobody serves: at the start, and after a crash when its time has come.
 * Belongs to the thread of the supervisor.
 */
final class Restarts {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final ClusterSettings.Restart policy;

	private final SupervisorLoop loop;

	private final Launches launches;

	private final Transitions transitions;

	private final BooleanSupplier ending;

	private final Predicate<ClusterStartException> failedStart;

	/**
	 * Create the restarts.
	 * @param policy when to start
	 * @param loop the thread
	 * @param launches starts the processes
	 * @param transitions told of the new workers
	 * @param ending whether the cluster is ending
	 * @param failedStart told that a worker cannot be started; returns whether the start
	 * of the cluster fails for that
	 */
	Restarts(ClusterSettings.Restart policy, SupervisorLoop loop, Launches launches, Transitions transitions,
			BooleanSupplier ending, Predicate<ClusterStartException> failedStart) {
		this.policy = policy;
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
		try {
			WorkerHandle worker = this.launches.launch(slot, slot.generation(), reason);
			slot.filled(worker);
			this.transitions.forked(worker);
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			int id = this.launches.lastId();
			logger.error("Worker %d (slot %d) cannot be started".formatted(id, slot.index()), ex);
			boolean failed = this.failedStart.test(new ClusterStartException(
					"Worker %d (slot %d) cannot be started: %s".formatted(id, slot.index(), ex.getMessage()), ex));
			if (!failed && !this.ending.getAsBoolean()) {
				crashed(slot);
			}
		}
	}

	/**
	 * The worker of a slot has ended, or could not be started: start another one after
	 * the delay that the policy says.
	 * @param slot the slot
	 */
	void crashed(Slot slot) {
		start(slot, slot.crashed(this.policy, ThreadLocalRandom.current().nextDouble()), WorkerReason.CRASH);
	}

	/**
	 * The worker of a slot has ended because somebody wanted that, but the slot is to be
	 * filled.
	 * @param slot the slot
	 */
	void left(Slot slot) {
		start(slot, Duration.ZERO, WorkerReason.LEAVE);
	}

	private void start(Slot slot, Duration delay, WorkerReason reason) {
		if (!delay.isZero()) {
			logger.info("Slot %d gets a new worker in %d ms".formatted(slot.index(), delay.toMillis()));
		}
		slot.waiting(this.loop.schedule(delay, () -> {
			if (reason == WorkerReason.CRASH) {
				slot.restarting();
			}
			fill(slot, reason);
		}));
	}

}
