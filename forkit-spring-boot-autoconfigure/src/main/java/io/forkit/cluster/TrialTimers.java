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

import io.forkit.cluster.restart.CrashPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The timers of the breaker of the cluster: when a worker is tried for all slots, and how
 * long that may take, because all others wait for it. Belongs to the thread of the
 * supervisor.
 */
final class TrialTimers {

	private final CrashPolicy policy;

	private final SupervisorLoop loop;

	private final Duration coolDown;

	private final Duration limit;

	private final Probations probations;

	private final Runnable trial;

	private @Nullable Runnable cancelTrial;

	private Runnable cancelLimit = () -> {
	};

	private boolean due;

	/**
	 * Create timers, none of which runs.
	 * @param policy knows how the breaker is
	 * @param loop the thread
	 * @param coolDown how long after the breaker has opened a worker is tried; zero for
	 * never
	 * @param limit how long that worker may take to be ready
	 * @param probations has those that are ready
	 * @param trial tries one
	 */
	TrialTimers(CrashPolicy policy, SupervisorLoop loop, Duration coolDown, Duration limit, Probations probations,
			Runnable trial) {
		this.policy = policy;
		this.loop = loop;
		this.coolDown = coolDown;
		this.limit = limit;
		this.probations = probations;
		this.trial = trial;
	}

	/** Have a worker tried in time, if the breaker is open. */
	void schedule() {
		if (this.policy.isClusterOpen()) {
			this.cancelLimit.run();
		}
		if (this.policy.isClusterOpen() && this.cancelTrial == null && !this.coolDown.isZero()) {
			this.cancelTrial = this.loop.schedule(this.coolDown, () -> {
				this.cancelTrial = null;
				this.trial.run();
			});
		}
	}

	/**
	 * A worker is tried from now on.
	 * @param slot its slot
	 */
	void begun(Slot slot) {
		this.cancelLimit.run();
		this.due = false;
		this.cancelLimit = this.loop.schedule(this.limit, () -> {
			this.due = true;
			endIfDue(slot);
		});
	}

	/**
	 * Try another one if the time of the one that is tried is over, and it is not about
	 * to show that it is healthy.
	 * @param slot its slot
	 */
	void endIfDue(Slot slot) {
		WorkerHandle worker = slot.worker();
		boolean onProbation = worker != null && this.probations.has(worker);
		if (this.due && !onProbation && this.policy.isTrial(slot.crashes())) {
			this.policy.overdue(slot.crashes(), this.limit);
			schedule();
		}
	}

	void cancel() {
		this.cancelLimit.run();
		if (this.cancelTrial != null) {
			this.cancelTrial.run();
			this.cancelTrial = null;
		}
	}

}
