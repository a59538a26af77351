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

import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.CrashPolicy;
import io.forkit.cluster.restart.GiveUp;

/**
 * Sees whether there is anything left to be done where slots get no workers, and gives up
 * if not. Belongs to the thread of the supervisor.
 */
final class GivingUp {

	private final GiveUp settings;

	private final CrashPolicy policy;

	private final Slots slots;

	private final Crashes.Outcome outcome;

	private int lastCode;

	private boolean abandoned;

	/**
	 * Create what gives up.
	 * @param settings what that means
	 * @param policy knows which slots get no workers
	 * @param slots the slots
	 * @param outcome told what follows
	 */
	GivingUp(GiveUp settings, CrashPolicy policy, Slots slots, Crashes.Outcome outcome) {
		this.settings = settings;
		this.policy = policy;
		this.slots = slots;
		this.outcome = outcome;
	}

	/**
	 * A worker after which there is to be no other has crashed.
	 * @param code its exit code
	 */
	void crashed(int code) {
		this.lastCode = code;
	}

	/** A worker is started where there was to be none. */
	void resumed() {
		this.abandoned = false;
	}

	/**
	 * A process has ended, which was perhaps the last one that had been started since.
	 */
	void exited() {
		if (this.abandoned) {
			check();
		}
	}

	/** See whether there is anything left to be done. */
	void check() {
		List<Slot> all = this.slots.all();
		// Who serves nothing is not missed: a standby is no reason to give up.
		BreakerInfo opened = this.policy.breakers(all.stream().map(Slot::crashes))
			.stream()
			.filter((breaker) -> breaker.state() == BreakerState.OPEN)
			.findFirst()
			.orElse(null);
		if (opened == null || (opened.reason() != BreakerReason.STAY_DOWN && this.outcome
			.failedStart(new ClusterStartException(opened.subject() + " gets no worker: " + opened.text() + ".")))) {
			return;
		}
		boolean nobodyLeft = !all.isEmpty()
				&& all.stream().allMatch((slot) -> slot.crashes().isDown() && !slot.isAlive());
		boolean exit = this.settings == GiveUp.EXIT;
		if (exit && all.stream().allMatch((slot) -> this.policy.stayDownCode(slot.crashes()) != null)) {
			this.outcome.finished(this.lastCode);
		}
		else if (exit && (nobodyLeft || opened.slot() == null)) {
			this.outcome.givenUp(opened.subject() + ": " + opened.text());
		}
		else if (nobodyLeft) {
			boolean first = !this.abandoned;
			this.abandoned = true;
			this.outcome.nobodyLeft(first);
		}
	}

}
