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

package io.forkit.cluster.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether the slot of a worker that has ended gets another one, and when. Knows
 * the rules only: whoever asks it has the timers and starts the workers. Belongs to the
 * thread of the supervisor.
 */
public final class CrashPolicy {

	private final CrashSettings settings;

	private final BackOff backOff;

	private final Duration healthyAfter;

	private final Time time;

	private final DoubleSupplier random;

	private final IntSupplier size;

	private final BreakerSwitch breakers;

	private final ClusterBreaker cluster;

	/**
	 * Create a policy.
	 * @param settings the limits
	 * @param initialDelay the delay before the second worker in a row
	 * @param maxDelay the longest delay
	 * @param healthyAfter how long a worker must have been ready to be healthy
	 * @param time the clocks
	 * @param random gives numbers from 0 to 1, which spread the workers
	 * @param size gives the number of slots
	 * @param listener told when a breaker is in another state
	 */
	public CrashPolicy(CrashSettings settings, Duration initialDelay, Duration maxDelay, Duration healthyAfter,
			Time time, DoubleSupplier random, IntSupplier size, Consumer<BreakerInfo> listener) {
		this.settings = settings;
		this.backOff = new BackOff(initialDelay, maxDelay);
		this.healthyAfter = healthyAfter;
		this.time = time;
		this.random = random;
		this.size = size;
		this.breakers = new BreakerSwitch(settings.coolDown(), time, listener);
		this.cluster = new ClusterBreaker(this.breakers);
	}

	/**
	 * The worker of a slot has ended.
	 * @param slot the slot
	 * @param end how
	 * @return how long to wait before the next worker, or {@code null} if there is to be
	 * none until a breaker lets one through
	 */
	public @Nullable Duration ended(SlotCrashes slot, WorkerEnd end) {
		if (end.wasReady()) {
			slot.noFailure();
		}
		if (end.readyFor() != null && end.readyFor().compareTo(this.healthyAfter) >= 0) {
			slot.wasHealthy();
		}
		if (!isCrash(end)) {
			return end.cause().isPaced() ? delay(slot) : Duration.ZERO;
		}
		if (end.code() != null && this.settings.staysDown(end)) {
			staysDown(slot, end, end.code());
		}
		else if (isTried(slot)) {
			triedInVain(slot, end);
		}
		else {
			crashed(slot, end);
		}
		this.cluster.forget(slot);
		slot.down(!slot.breaker().isClosed() || !this.cluster.isClosed());
		return slot.isDown() ? null : delay(slot);
	}

	/**
	 * Return whether a worker has crashed.
	 * @param end how it has ended
	 * @return whether that counts as a crash
	 */
	public boolean isCrash(WorkerEnd end) {
		return end.cause().isCrash(this.settings.countHung());
	}

	private void staysDown(SlotCrashes slot, WorkerEnd end, int code) {
		slot.stayDownCode(code);
		open(slot, BreakerReason.STAY_DOWN,
				"its worker ended with exit code %d, which is one of 'forkit.cluster.restart.stay-down-exit-codes'"
					.formatted(code),
				end);
		this.cluster.endTrial(slot, "the worker that was tried has ended with exit code " + code);
	}

	/** Counts for no limit: trials that fail for long must not stop other slots. */
	private void triedInVain(SlotCrashes slot, WorkerEnd end) {
		String text = "the worker that was tried has ended too: " + end.describe();
		if (slot.breaker().isHalfOpen()) {
			open(slot, slot.breaker().reason(), text, end);
		}
		if (this.cluster.isTrial(slot)) {
			this.cluster.open(text, end);
		}
	}

	private void crashed(SlotCrashes slot, WorkerEnd end) {
		Duration now = this.time.elapsed();
		int limit = this.settings.clusterLimit(this.size.getAsInt());
		boolean tooManyOfAll = this.cluster.crashed(now, limit, this.settings.clusterPeriod());
		boolean tooMany = slot.window().add(now, this.settings.maxRestarts(), this.settings.period());
		int inARow = slot.crash();
		int same = end.wasReady() ? 0 : slot.failure(end.signature());
		if (isOver(same, this.settings.sameFailures() - 1)) {
			open(slot, BreakerReason.SAME_FAILURE,
					"its workers fail in the same way each time, %d in a row: ".formatted(same) + end.describe(), end);
		}
		else if (isOver(inARow, this.settings.maxInARow())) {
			open(slot, BreakerReason.IN_A_ROW,
					"%d workers in a row have crashed, none of which had been ready for %s; the last one: %s"
						.formatted(inARow, Durations.describe(this.healthyAfter), end.describe()),
					end);
		}
		else if (tooMany) {
			open(slot, BreakerReason.TOO_MANY, "%d of its workers have crashed within %s; the last one: %s".formatted(
					this.settings.maxRestarts() + 1, Durations.describe(this.settings.period()), end.describe()), end);
		}
		if (tooManyOfAll && this.cluster.isClosed()) {
			this.cluster.open("%d workers of all slots have crashed within %s; the last one, of slot %d: %s".formatted(
					limit + 1, Durations.describe(this.settings.clusterPeriod()), slot.slot(), end.describe()), end);
		}
	}

	private static boolean isOver(int number, int limit) {
		return limit >= 0 && number > limit;
	}

	/**
	 * A worker could not be launched at all, which costs next to nothing and is mostly
	 * for want of memory or descriptors: it is tried for ever.
	 * @param slot the slot
	 * @param text why
	 * @return how long to wait before the next attempt, or {@code null} if there is to be
	 * none until a breaker lets one through
	 */
	public @Nullable Duration notLaunched(SlotCrashes slot, String text) {
		if (slot.breaker().isHalfOpen()) {
			this.breakers.reopen(slot.breaker(), slot.slot(), text);
		}
		this.cluster.endTrial(slot, text);
		this.cluster.forget(slot);
		slot.down(!slot.breaker().isClosed() || !this.cluster.isClosed());
		return slot.isDown() ? null : delay(slot);
	}

	private Duration delay(SlotCrashes slot) {
		return this.backOff.delay(slot.attempt(), this.random.getAsDouble());
	}

	private void open(SlotCrashes slot, BreakerReason reason, String text, WorkerEnd end) {
		this.breakers.open(slot.breaker(), slot.slot(), reason, text, end);
	}

	/**
	 * The time until the next worker of a slot is over: let it wait if the breaker of the
	 * cluster was opened meanwhile.
	 * @param slot the slot
	 * @return whether it has to wait
	 */
	public boolean holdBack(SlotCrashes slot) {
		slot.down(!this.cluster.isClosed() && !this.cluster.isTrial(slot));
		if (slot.isDown()) {
			this.cluster.forget(slot);
		}
		return slot.isDown();
	}

	/**
	 * The time until a trial of a slot is over.
	 * @param slot the slot, which is down
	 * @return whether a worker is to be started in it now
	 */
	public boolean tryOne(SlotCrashes slot) {
		if (!this.cluster.isClosed() || !isTriable(slot)) {
			return false;
		}
		half(slot);
		return true;
	}

	private static boolean isTriable(SlotCrashes slot) {
		return slot.isDown() && !slot.breaker().isOpenFor(BreakerReason.STAY_DOWN);
	}

	private void half(SlotCrashes slot) {
		slot.down(false);
		if (slot.breaker().isOpen()) {
			this.breakers.tryOne(slot.breaker(), slot.slot());
		}
	}

	/**
	 * The time until a trial of the cluster is over.
	 * @param slots all slots
	 * @return the slot in which a worker is to be started now; {@code null} if none waits
	 * for that
	 */
	public @Nullable SlotCrashes tryOne(List<SlotCrashes> slots) {
		if (!this.cluster.isOpen()) {
			return null;
		}
		SlotCrashes chosen = Stream
			.concat(slots.stream().filter((slot) -> slot.breaker().isClosed()),
					slots.stream().filter((slot) -> !slot.breaker().isClosed()))
			.filter(CrashPolicy::isTriable)
			.findFirst()
			.orElse(null);
		if (chosen == null) {
			this.cluster.close();
			return null;
		}
		this.cluster.tryOne(chosen);
		half(chosen);
		return chosen;
	}

	/**
	 * The worker that is tried for all slots is not healthy, and has had its time:
	 * another slot is to be tried. If it is healthy some time, that counts all the same.
	 * @param slot the slot that is tried
	 * @param limit its time
	 */
	public void overdue(SlotCrashes slot, Duration limit) {
		this.cluster.overdue(slot, "the worker that was tried was not ready within %s, or not for %s without a break"
			.formatted(Durations.describe(limit), Durations.describe(this.healthyAfter)));
	}

	/**
	 * The worker of a slot has been ready for long enough: what was tried has succeeded.
	 * @param slot the slot
	 */
	public void healthy(SlotCrashes slot) {
		slot.wasHealthy();
		if (slot.breaker().isHalfOpen()) {
			revive(slot);
		}
		if (this.cluster.isTried(slot)) {
			this.cluster.close();
		}
	}

	/**
	 * Return whether the worker of a slot is one that is tried.
	 * @param slot the slot
	 * @return whether it is
	 */
	public boolean isTried(SlotCrashes slot) {
		return slot.breaker().isHalfOpen() || this.cluster.isTried(slot);
	}

	/**
	 * Return whether the worker of a slot is tried for all slots at this moment.
	 * @param slot the slot
	 * @return whether the breaker of the cluster is half open for it
	 */
	public boolean isTrial(SlotCrashes slot) {
		return this.cluster.isTrial(slot);
	}

	/**
	 * Forget everything, and close all breakers: somebody has mended what was wrong.
	 * @param slots all slots
	 * @return those that are to get a worker now
	 */
	public List<SlotCrashes> revive(List<SlotCrashes> slots) {
		List<SlotCrashes> down = slots.stream().filter(SlotCrashes::isDown).toList();
		slots.forEach(this::revive);
		this.cluster.close();
		return down;
	}

	/**
	 * Forget everything of one slot, which has a worker again.
	 * @param slot the slot
	 */
	public void revive(SlotCrashes slot) {
		slot.clear();
		this.breakers.close(slot.breaker(), slot.slot());
	}

	/**
	 * There is no such slot any more.
	 * @param slot the slot
	 */
	public void removed(SlotCrashes slot) {
		revive(slot);
		this.cluster.forget(slot);
		this.cluster.endTrial(slot, "the slot of the worker that was tried is gone");
	}

	/**
	 * Return whether the slots get no workers because too many of all have crashed.
	 * @return whether the breaker of the cluster is open, or half open
	 */
	public boolean isClusterDown() {
		return !this.cluster.isClosed();
	}

	/**
	 * Return whether one of the slots is to be tried some time.
	 * @return whether the breaker of the cluster is open
	 */
	public boolean isClusterOpen() {
		return this.cluster.isOpen();
	}

	/**
	 * Return whether a slot is down because of itself.
	 * @param slot the slot
	 * @return whether its own breaker is open
	 */
	public boolean isOpen(SlotCrashes slot) {
		return slot.breaker().isOpen();
	}

	/**
	 * Return whether a slot is down because its worker wanted that.
	 * @param slot the slot
	 * @return the exit code that asks for no other worker; {@code null} if it is not that
	 */
	public @Nullable Integer stayDownCode(SlotCrashes slot) {
		return slot.breaker().isOpenFor(BreakerReason.STAY_DOWN) ? slot.stayDownCode() : null;
	}

	/**
	 * Return the breakers that are not closed.
	 * @param slots all slots
	 * @return that of the cluster first, then those of the slots
	 */
	public List<BreakerInfo> breakers(Stream<SlotCrashes> slots) {
		return Stream.concat(Stream.ofNullable(this.cluster.info()), slots.filter((slot) -> !slot.breaker().isClosed())
			.map((slot) -> Objects.requireNonNull(slot.breaker().info(slot.slot())))).toList();
	}

	/**
	 * The clocks.
	 */
	public interface Time {

		/**
		 * Return the time of a clock that is never set.
		 * @return the time since some moment
		 */
		Duration elapsed();

		/**
		 * Return the time of day.
		 * @return the present
		 */
		Instant now();

	}

}
