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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Gives up slots: their workers end, and nobody takes their places. Belongs to the thread
 * of the supervisor.
 */
final class Retirements {

	private final Slots slots;

	private final Transitions transitions;

	private final Replacements replacements;

	private final BooleanSupplier ending;

	private final Consumer<Slot> removed;

	private final List<CompletableFuture<Void>> emptied = new ArrayList<>();

	/**
	 * Create the retirements.
	 * @param slots the slots
	 * @param transitions ends the workers
	 * @param replacements told that those of a slot are of no use any more
	 * @param ending whether the cluster is ending
	 * @param removed told of each slot that is gone
	 */
	Retirements(Slots slots, Transitions transitions, Replacements replacements, BooleanSupplier ending,
			Consumer<Slot> removed) {
		this.slots = slots;
		this.transitions = transitions;
		this.replacements = replacements;
		this.ending = ending;
		this.removed = removed;
	}

	/**
	 * Give up a slot: it is removed when its last worker has ended.
	 * @param slot the slot
	 * @param reason why its workers end
	 */
	void retire(Slot slot, WorkerReason reason) {
		if (this.ending.getAsBoolean()) {
			return;
		}
		slot.retire();
		slot.cancelPendingStart();
		this.replacements.cancel(slot, "the slot was given up");
		if (slot.isAlive()) {
			slot.processes().toList().forEach((worker) -> this.transitions.leave(worker, reason));
		}
		else {
			remove(slot);
		}
	}

	/**
	 * Give up all slots.
	 * @return completed when all workers have ended
	 */
	CompletableFuture<Void> retireAll() {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.emptied.add(result);
		this.slots.everything().forEach((slot) -> retire(slot, WorkerReason.DISCONNECT));
		tellIfEmpty();
		return result;
	}

	/**
	 * Remove a slot that was given up, and has no worker.
	 * @param slot the slot
	 */
	void remove(Slot slot) {
		this.slots.remove(slot);
		this.removed.accept(slot);
		tellIfEmpty();
	}

	/** Tell whoever waits for the end of all workers, if they have ended. */
	void tellIfEmpty() {
		if (!this.slots.isAnyAlive()) {
			this.emptied.forEach((waiter) -> waiter.complete(null));
			this.emptied.clear();
		}
	}

}
