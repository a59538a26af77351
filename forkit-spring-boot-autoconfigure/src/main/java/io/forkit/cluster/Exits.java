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

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.forkit.cluster.restart.EndCause;
import io.forkit.cluster.restart.WorkerEnd;
import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows when a process has ended. Belongs to the thread of the supervisor.
 */
final class Exits {

	private final SupervisorLoop loop;

	private final Transitions transitions;

	private final Restarts restarts;

	private final Replacements replacements;

	private final BooleanSupplier ending;

	private final Predicate<ClusterStartException> failedStart;

	private final Consumer<Slot> abandoned;

	private final Runnable ended;

	/**
	 * Create the exits.
	 * @param loop the thread
	 * @param transitions told of each
	 * @param restarts fills the slots again
	 * @param replacements told of those that have to do with one
	 * @param ending whether the cluster is ending
	 * @param failedStart told that a worker has ended before it was ready; returns
	 * whether the start of the cluster fails for that
	 * @param abandoned told that the last process of a slot has ended that is given up
	 * @param ended told that a process has ended while the cluster is ending
	 */
	Exits(SupervisorLoop loop, Transitions transitions, Restarts restarts, Replacements replacements,
			BooleanSupplier ending, Predicate<ClusterStartException> failedStart, Consumer<Slot> abandoned,
			Runnable ended) {
		this.loop = loop;
		this.transitions = transitions;
		this.restarts = restarts;
		this.replacements = replacements;
		this.ending = ending;
		this.failedStart = failedStart;
		this.abandoned = abandoned;
		this.ended = ended;
	}

	void exited(WorkerHandle worker, @Nullable WaitStatus waitStatus) {
		Slot slot = worker.slot();
		boolean served = slot.worker() == worker;
		WorkerExitStatus status = this.transitions.exited(worker, waitStatus);
		if (this.ending.getAsBoolean()) {
			this.ended.run();
			return;
		}
		boolean replaced = this.replacements.exited(worker, status);
		if (slot.isRetired()) {
			if (!slot.isAlive()) {
				this.abandoned.accept(slot);
			}
		}
		else if (served && !replaced) {
			refill(slot, worker, status);
		}
	}

	private void refill(Slot slot, WorkerHandle worker, WorkerExitStatus status) {
		WorkerEnd end = WorkerEnds.of(worker, status, this.loop.elapsed());
		boolean failed = end.cause() == EndCause.CRASH && !end.fromOutside() && worker.reason() != WorkerReason.LOST;
		if (failed && !slot.wasEverReady() && this.failedStart.test(failure(worker, status))) {
			return;
		}
		this.restarts.ended(slot, worker.reason(), end);
	}

	private static ClusterStartException failure(WorkerHandle worker, WorkerExitStatus status) {
		return new ClusterStartException("Worker %d (slot %d, pid %d) ended with %s before it was ready%s"
			.formatted(worker.id(), worker.slot().index(), worker.pid(), status, FailedStart.whyInShort(worker)));
	}

}
