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

package io.forkit.cluster.recycle;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The recycles of a slot, or of all slots for what they have in common, of which the last
 * one has not been found to be of use yet.
 */
final class RecycleHistory {

	/** The longest pause. */
	static final Duration MAX_PAUSE = Duration.ofHours(1);

	private static final Duration MIN_PAUSE = Duration.ofMinutes(1);

	private static final int MAX_DOUBLINGS = 20;

	private final Duration firstPause;

	private final Set<Integer> slots = new HashSet<>();

	private RecycleDecision last;

	private Duration pausedUntil;

	private int futile;

	private int futileWorker;

	RecycleHistory(RecycleDecision last, Duration minReady, Duration now) {
		this.firstPause = (minReady.compareTo(MIN_PAUSE) > 0) ? minReady : MIN_PAUSE;
		this.last = last;
		this.pausedUntil = now;
	}

	void recycled(RecycleDecision decision) {
		this.last = decision;
		this.slots.add(decision.slot());
	}

	/**
	 * Return whether a worker has come in place of the one that was recycled last.
	 * @param worker a worker
	 * @return whether it has
	 */
	boolean isReplacement(RecycleSubject worker) {
		return worker.slot() == this.last.slot() && worker.worker() != this.last.worker();
	}

	/**
	 * Return whether a worker that came after a recycle for its memory needs as much, and
	 * that has not been said of it.
	 * @param decision the worker and the limit
	 * @param judged the workers that have been looked at before
	 * @return whether the recycle was of no use
	 */
	boolean isFutile(RecycleDecision decision, Set<Integer> judged) {
		return decision.cause().isMemory() && decision.cause() == this.last.cause()
				&& decision.worker() != this.last.worker() && decision.worker() != this.futileWorker
				&& this.slots.contains(decision.slot())
				&& (decision.cause() == RecycleCause.CGROUP || !judged.contains(decision.worker()));
	}

	/**
	 * A recycle was of no use.
	 * @param decision the worker that is no better, or could not be replaced
	 * @param now the time since some moment
	 * @return how long the next one has to wait
	 */
	Duration futile(RecycleDecision decision, Duration now) {
		this.futileWorker = decision.worker();
		Duration pause = this.firstPause.multipliedBy(1L << Math.min(this.futile, MAX_DOUBLINGS));
		this.futile++;
		pause = (pause.compareTo(MAX_PAUSE) > 0) ? MAX_PAUSE : pause;
		this.last = (this.last.worker() == decision.worker()) ? decision : this.last;
		this.pausedUntil = now.plus(pause);
		return pause;
	}

	boolean isPaused(RecycleDecision decision, Duration now) {
		return decision.cause() == this.last.cause() && now.compareTo(this.pausedUntil) < 0;
	}

}
