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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

import io.forkit.cluster.reload.ReloadSettings;

/**
 * The replacements of workers that have not ended, whoever wants them: never more at once
 * than the surge, and one for each slot. Belongs to the thread of the supervisor.
 */
final class Replacements {

	private final Means means;

	private final IntSupplier size;

	private final BooleanSupplier ending;

	private final Consumer<Slot> unserved;

	private final List<Replacement> waiting = new ArrayList<>();

	private final List<Replacement> running = new ArrayList<>();

	/**
	 * Create replacements.
	 * @param means what they need
	 * @param size returns how many slots there are
	 * @param ending whether the cluster is ending
	 * @param unserved told of a slot that nobody serves after a replacement that has
	 * failed
	 */
	Replacements(Means means, IntSupplier size, BooleanSupplier ending, Consumer<Slot> unserved) {
		this.means = means;
		this.size = size;
		this.ending = ending;
		this.unserved = unserved;
	}

	/**
	 * Replace the worker of a slot when there is room for one more process.
	 * @param slot the slot
	 * @param generation what the new one runs
	 * @param reason why
	 * @param listener told what came of it
	 * @return the replacement
	 */
	Replacement replace(Slot slot, Generation generation, WorkerReason reason, Consumer<ReplacementResult> listener) {
		Replacement[] created = new Replacement[1];
		created[0] = new Replacement(slot, generation, reason, this.means,
				(result) -> ended(created[0], result, listener));
		this.waiting.add(created[0]);
		beginNext();
		return created[0];
	}

	/**
	 * Return whether the worker of a slot is being replaced, or will be.
	 * @param slot the slot
	 * @return whether it is
	 */
	boolean isReplacing(Slot slot) {
		return this.running.stream().anyMatch((replacement) -> replacement.slot() == slot)
				|| this.waiting.stream().anyMatch((replacement) -> replacement.slot() == slot);
	}

	private void beginNext() {
		int surge = this.means.settings().surge().of(this.size.getAsInt());
		for (Replacement next : List.copyOf(this.waiting)) {
			if (this.running.size() >= surge) {
				return;
			}
			if (this.waiting.contains(next)
					&& this.running.stream().noneMatch((other) -> other.slot() == next.slot())) {
				this.waiting.remove(next);
				this.running.add(next);
				next.begin();
			}
		}
	}

	private void ended(Replacement replacement, ReplacementResult result, Consumer<ReplacementResult> listener) {
		this.waiting.remove(replacement);
		this.running.remove(replacement);
		Slot slot = result.slot();
		if (!this.ending.getAsBoolean() && !slot.isRetired() && !slot.isServed() && !slot.isWaiting()) {
			this.unserved.accept(slot);
		}
		listener.accept(result);
		if (!this.ending.getAsBoolean()) {
			beginNext();
		}
	}

	/**
	 * A worker is in another state.
	 * @param worker the worker
	 */
	void changed(WorkerHandle worker) {
		List.copyOf(this.running).forEach((replacement) -> replacement.changed(worker));
	}

	/**
	 * A process has ended.
	 * @param worker the worker
	 * @param status how
	 * @return whether nothing else is to follow from that
	 */
	boolean exited(WorkerHandle worker, WorkerExitStatus status) {
		for (Replacement replacement : List.copyOf(this.running)) {
			if (replacement.exited(worker, status)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Nobody wants the worker of a slot to be replaced any more.
	 * @param slot the slot
	 * @param why the reason
	 */
	void cancel(Slot slot, String why) {
		all().stream()
			.filter((replacement) -> replacement.slot() == slot)
			.forEach((replacement) -> replacement.cancel(why));
	}

	/** The cluster stops. */
	void stop() {
		all().forEach(Replacement::stop);
	}

	private List<Replacement> all() {
		List<Replacement> all = new ArrayList<>(this.waiting);
		all.addAll(this.running);
		return all;
	}

	/**
	 * What replacements need.
	 *
	 * @param settings how they are done
	 * @param stopLimit how long a worker takes to end at most
	 * @param loop the thread
	 * @param launches starts processes
	 * @param transitions changes states
	 * @param steps asks the listeners of the user
	 * @param probe makes requests
	 */
	record Means(ReloadSettings settings, Duration stopLimit, SupervisorLoop loop, Launches launches,
			Transitions transitions, PlannedSteps steps, WorkerProbe probe) {

	}

}
