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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.CrashPolicy;
import io.forkit.cluster.restart.EndCause;
import io.forkit.cluster.restart.SlotCrashes;
import io.forkit.cluster.restart.WorkerEnd;
import org.jspecify.annotations.Nullable;

/**
 * Asks the {@link CrashPolicy} about each worker that has ended, and has workers tried
 * again. Belongs to the thread of the supervisor.
 */
final class Crashes {

	private final ClusterSettings.Restart settings;

	private final SupervisorLoop loop;

	private final Slots slots;

	private final Outcome outcome;

	private final CrashPolicy policy;

	private final Probations probations;

	private final TrialTimers timers;

	private final GivingUp givingUp;

	/**
	 * Create the crashes.
	 * @param settings the limits
	 * @param trialLimit how long a worker may take to be ready on which all slots wait
	 * @param loop the thread
	 * @param slots the slots
	 * @param outcome told what follows
	 */
	Crashes(ClusterSettings.Restart settings, Duration trialLimit, SupervisorLoop loop, Slots slots, Outcome outcome) {
		this.settings = settings;
		this.loop = loop;
		this.slots = slots;
		this.outcome = outcome;
		this.policy = new CrashPolicy(settings.crashes(), settings.initialDelay(), settings.maxDelay(),
				settings.resetAfter(), new Clocks(), () -> ThreadLocalRandom.current().nextDouble(), slots::size,
				this::changed);
		this.probations = new Probations(loop, settings.resetAfter(), this::healthy);
		this.timers = new TrialTimers(this.policy, loop, settings.crashes().coolDown(), trialLimit, this.probations,
				this::tryCluster);
		this.givingUp = new GivingUp(settings.crashes().giveUp(), this.policy, slots, outcome);
	}

	/**
	 * The worker that has served a slot has ended.
	 * @param slot the slot
	 * @param end how
	 * @return how long to wait before the next one; {@code null} if there is to be none
	 */
	@Nullable Duration ended(Slot slot, WorkerEnd end) {
		Duration delay = this.policy.ended(slot.crashes(), end);
		if (delay == null && end.cause() == EndCause.CRASH && end.code() != null) {
			this.givingUp.crashed(end.code());
		}
		if (delay == null) {
			down(slot);
		}
		return delay;
	}

	/**
	 * The worker of a slot could not be launched.
	 * @param slot the slot
	 * @param text why
	 * @return how long to wait before the next attempt; {@code null} if there is to be
	 * none
	 */
	@Nullable Duration notLaunched(Slot slot, String text) {
		Duration delay = this.policy.notLaunched(slot.crashes(), text);
		if (delay == null) {
			down(slot);
		}
		return delay;
	}

	private void down(Slot slot) {
		Duration coolDown = this.settings.crashes().coolDown();
		if (this.policy.isOpen(slot.crashes()) && this.policy.stayDownCode(slot.crashes()) == null
				&& !coolDown.isZero()) {
			slot.waiting(this.loop.schedule(coolDown, () -> {
				slot.cancelPendingStart();
				tryOne(slot);
			}));
		}
		this.timers.schedule();
		this.givingUp.check();
	}

	/**
	 * Return whether a worker has crashed.
	 * @param end how it has ended
	 * @return whether that counts as a crash
	 */
	boolean isCrash(WorkerEnd end) {
		return this.policy.isCrash(end);
	}

	/**
	 * Return whether a slot that has waited for its time has to wait for the breaker of
	 * the cluster now, which has opened meanwhile.
	 * @param slot the slot
	 * @return whether no worker is to be started in it
	 */
	boolean isHeldBack(Slot slot) {
		boolean held = this.policy.holdBack(slot.crashes());
		if (held) {
			this.givingUp.check();
		}
		return held;
	}

	private void tryOne(Slot slot) {
		if (slot.isServed()) {
			this.policy.revive(slot.crashes());
		}
		else if (this.policy.tryOne(slot.crashes())) {
			this.givingUp.resumed();
			this.outcome.retry(slot);
		}
	}

	private void tryCluster() {
		SlotCrashes chosen = this.policy.tryOne(crashes());
		if (chosen != null) {
			Slot slot = slotOf(chosen);
			slot.cancelPendingStart();
			this.givingUp.resumed();
			this.timers.begun(slot);
			// What somebody else is starting there, such as a reload, is tried then.
			if (!slot.isServed()) {
				this.outcome.retry(slot);
			}
		}
		else if (!this.policy.isClusterDown()) {
			fillAll();
		}
	}

	/** The cluster is up again: whoever has waited for nothing else gets a worker. */
	private void fillAll() {
		this.slots.everything()
			.stream()
			.filter((slot) -> slot.crashes().isDown() && !slot.isWaiting() && !slot.isRetired())
			.forEach(this::tryOne);
	}

	private List<SlotCrashes> crashes() {
		return this.slots.all().stream().filter((slot) -> !slot.isRetired()).map(Slot::crashes).toList();
	}

	private Slot slotOf(SlotCrashes crashes) {
		return this.slots.everything().stream().filter((slot) -> slot.crashes() == crashes).findFirst().orElseThrow();
	}

	/**
	 * A worker has become ready, maybe again, or ready to be given a slot.
	 * @param worker the worker
	 */
	void ready(WorkerHandle worker) {
		Slot slot = worker.slot();
		if (slot.crashes().isDown() && slot.worker() == worker) {
			// It was not tried: somebody else has filled the slot, such as a reload.
			this.givingUp.resumed();
			this.policy.revive(slot.crashes());
		}
		if (this.policy.isTried(worker.slot().crashes())) {
			this.probations.begin(worker);
		}
	}

	private void healthy(WorkerHandle worker) {
		if (worker.slot().worker() == worker) {
			boolean wasDown = this.policy.isClusterDown();
			this.policy.healthy(worker.slot().crashes());
			if (wasDown && !this.policy.isClusterDown()) {
				this.timers.cancel();
				fillAll();
			}
		}
		this.timers.endIfDue(worker.slot());
	}

	/**
	 * A worker is in another state: one that is tried has to be ready without a break, be
	 * it as a standby.
	 * @param worker the worker
	 */
	void changed(WorkerHandle worker) {
		boolean ready = worker.state() == WorkerState.READY || worker.state() == WorkerState.STANDBY;
		if (!ready && this.probations.cancel(worker)) {
			this.timers.endIfDue(worker.slot());
		}
	}

	/**
	 * The standby of a place is given a slot. If it was tried, that goes on with whoever
	 * follows it.
	 * @param worker the worker
	 * @param place where it was until now
	 */
	void taken(WorkerHandle worker, Slot place) {
		this.probations.cancel(worker);
		if (worker.usableFor(this.loop.elapsed()).compareTo(this.settings.resetAfter()) >= 0) {
			this.policy.healthy(place.crashes());
		}
	}

	/**
	 * There is no such slot any more.
	 * @param slot the slot
	 */
	void removed(Slot slot) {
		this.policy.removed(slot.crashes());
		this.timers.schedule();
		this.givingUp.check();
	}

	/**
	 * Close all breakers, and fill what is empty.
	 * @return the slots that are filled, {@link WorkerInfo#NO_SLOT} for standbys
	 */
	List<Integer> revive() {
		this.timers.cancel();
		this.givingUp.resumed();
		List<SlotCrashes> all = this.slots.everything().stream().map(Slot::crashes).toList();
		List<Integer> filled = new ArrayList<>();
		this.policy.revive(all).forEach((crashes) -> {
			Slot slot = slotOf(crashes);
			slot.cancelPendingStart();
			if (!slot.isServed() && !slot.isRetired()) {
				filled.add(slot.index());
				this.outcome.retry(slot);
			}
		});
		return filled;
	}

	/** The cluster ends. */
	void cancelTrial() {
		this.timers.cancel();
	}

	/**
	 * Return whether a slot is to have no worker, because its last one wanted that:
	 * nobody misses it.
	 * @param slot the slot
	 * @return whether it is so
	 */
	boolean staysDown(Slot slot) {
		return this.policy.stayDownCode(slot.crashes()) != null;
	}

	/**
	 * Return whether a slot waits for a breaker, or has a worker that is tried.
	 * @param slot the slot
	 * @return whether it is so
	 */
	boolean isHeld(Slot slot) {
		return slot.crashes().isDown() || this.policy.isTried(slot.crashes());
	}

	/**
	 * Return whether workers crash again and again somewhere.
	 * @return whether a breaker is not closed, but for slots that are to stay down
	 */
	boolean isTroubled() {
		return breakers().stream().anyMatch((breaker) -> breaker.reason() != BreakerReason.STAY_DOWN);
	}

	List<BreakerInfo> breakers() {
		return this.policy.breakers(this.slots.everything().stream().map(Slot::crashes));
	}

	private void changed(BreakerInfo breaker) {
		this.outcome.changed(breaker);
	}

	/**
	 * A process has ended, which was perhaps the last one that had been started since.
	 */
	void exited() {
		this.givingUp.exited();
	}

	/**
	 * Is told what follows.
	 */
	interface Outcome {

		/**
		 * A slot that was down is to get a worker.
		 * @param slot the slot
		 */
		void retry(Slot slot);

		/**
		 * A breaker is in another state.
		 * @param breaker the breaker
		 */
		void changed(BreakerInfo breaker);

		/**
		 * A breaker is open.
		 * @param cause the reason
		 * @return whether the start of the cluster fails for that
		 */
		boolean failedStart(ClusterStartException cause);

		/**
		 * No slot has a worker, or will get one soon. May be called again.
		 * @param first whether that is new
		 */
		void nobodyLeft(boolean first);

		/**
		 * The cluster is to end, because all slots are to stay down.
		 * @param code the exit code of the last worker
		 */
		void finished(int code);

		/**
		 * The cluster is to end, because no more can be done.
		 * @param text why
		 */
		void givenUp(String text);

	}

	/**
	 * The clocks of the loop.
	 */
	private final class Clocks implements CrashPolicy.Time {

		@Override
		public Duration elapsed() {
			return Crashes.this.loop.elapsed();
		}

		@Override
		public Instant now() {
			return Crashes.this.loop.now();
		}

	}

}
