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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.ReloadOutcome.Result;
import io.forkit.cluster.reload.SlotReload;
import io.forkit.cluster.reload.SlotReload.Step;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One reload: batch after batch, and back again if a new worker fails. Belongs to the
 * thread of the supervisor.
 */
final class Reload {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final Reloads.Means means;

	private final Instant startedAt;

	private final Duration begunAt;

	private final Consumer<ReloadOutcome> listener;

	/** What the slots had before, of those that were touched. */
	private final Map<Slot, Generation> before = new LinkedHashMap<>();

	private final List<Replacement> running = new ArrayList<>();

	private final List<SlotReload> done = new ArrayList<>();

	private @Nullable Generation target;

	/** What new slots have, as far as it is known to be in the target. */
	private Generation seen;

	private @Nullable String failure;

	private Runnable cancelPause = () -> {
	};

	/** How many replacements of the batch have not ended. */
	private int outstanding;

	private boolean staging;

	private boolean over;

	Reload(Reloads.Means means, Consumer<ReloadOutcome> listener) {
		this.means = means;
		this.listener = listener;
		this.startedAt = means.loop().now();
		this.seen = means.generations().current();
		this.begunAt = means.loop().elapsed();
	}

	Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * Return whether whatever has changed until now will be in the new workers.
	 * @return whether the jar has not been looked at yet
	 */
	boolean isOpen() {
		return !this.staging;
	}

	void begin() {
		this.means.steps().ask(new PlannedStep(PlannedStep.Kind.RELOAD, WorkerReason.RELOAD, null), (veto) -> {
			if (this.over) {
				return;
			}
			if (veto != null) {
				end(Result.REFUSED, veto);
			}
			else {
				stage();
			}
		});
	}

	private void stage() {
		this.staging = true;
		Generation current = this.means.generations().current();
		this.means.generations().next().whenComplete((made, ex) -> this.means.loop().execute(() -> {
			if (made != null) {
				this.means.generations().made(made);
			}
			if (this.over) {
				return;
			}
			if (made == null) {
				Throwable cause = (ex != null && ex.getCause() != null) ? ex.getCause() : ex;
				end(Result.REFUSED, (cause != null) ? String.valueOf(cause.getMessage()) : "there is no program");
				return;
			}
			this.target = made;
			this.seen = current;
			// The program may have been changed: if that is what fails, nothing is to be
			// started with it.
			current.jar().holdConfiguration();
			this.means.slots().everything().forEach((slot) -> {
				slot.keepGeneration();
				slot.generation().jar().holdConfiguration();
			});
			logger.info("The workers are replaced by those of generation %d, %d at once".formatted(made.number(),
					this.means.surge()));
			beginBatch(made);
		}));
	}

	private void beginBatch(Generation generation) {
		List<Slot> batch = outdated(generation).limit(this.means.surge()).toList();
		if (batch.isEmpty()) {
			this.means.generations().current(generation);
			end(Result.COMPLETED, null);
			return;
		}
		batch.forEach((slot) -> this.before.putIfAbsent(slot, slot.generation()));
		replace(batch, Step.REPLACE);
	}

	/**
	 * Standbys come after all others, and the leader last of those, so that the
	 * leadership changes once and not each time.
	 */
	private Stream<Slot> outdated(Generation generation) {
		LeaderInfo leader = this.means.leader().get();
		return this.means.slots()
			.everything()
			.stream()
			.filter((slot) -> !slot.isRetired() && isOutdated(slot.generation(), generation))
			.sorted(Comparator.comparing(Slot::isStandby)
				.thenComparing((slot) -> leader != null && leader.slot() == slot.index()));
	}

	/** A slot that was added since may have a later program, but the jar of before. */
	private static boolean isOutdated(Generation generation, Generation wanted) {
		return generation.number() < wanted.number() || generation.jar() != wanted.jar();
	}

	private @Nullable Generation wanted(Slot slot, Step step) {
		Generation made = this.target;
		if (step == Step.ROLL_BACK || made == null) {
			return this.before.get(slot);
		}
		Generation old = slot.generation();
		return (old.number() < made.number()) ? made : this.means.generations().with(old.program(), made.jar());
	}

	private void replace(List<Slot> batch, Step step) {
		// One more, so that those that end at once do not end the batch.
		this.outstanding = 1;
		for (Slot slot : batch) {
			if (step == Step.REPLACE && this.failure != null) {
				break;
			}
			Generation wanted = wanted(slot, step);
			if (wanted != null) {
				this.outstanding++;
				WorkerReason reason = (step == Step.REPLACE) ? WorkerReason.RELOAD : WorkerReason.ROLLBACK;
				this.running.add(this.means.replacements()
					.replace(slot, wanted, reason, (result) -> replaced(slot, step, result)));
			}
		}
		ended(step);
	}

	private void replaced(Slot slot, Step step, ReplacementResult result) {
		if (this.over) {
			return;
		}
		if (result.kind() != ReplacementResult.Kind.CANCELLED) {
			this.done.add(new SlotReload(slot.index(), step, result.failure(), result.duration()));
		}
		boolean failed = result.kind() == ReplacementResult.Kind.FAILED
				|| result.kind() == ReplacementResult.Kind.VETOED;
		if (failed && step == Step.ROLL_BACK) {
			logger.error("Slot %d cannot be rolled back: %s".formatted(slot.index(), result.failure()));
		}
		else if (failed && this.failure == null) {
			failed(String.valueOf(result.failure()));
		}
		ended(step);
	}

	private void failed(String why) {
		this.failure = why;
		List.copyOf(this.running).forEach((other) -> other.cancel("the reload has failed in another slot"));
	}

	private void ended(Step step) {
		this.outstanding--;
		if (this.outstanding == 0) {
			this.running.clear();
			proceed(step);
		}
	}

	private void proceed(Step step) {
		Generation made = this.target;
		if (made == null || this.over) {
			return;
		}
		if (step == Step.ROLL_BACK) {
			end(Result.ROLLED_BACK, this.failure);
		}
		else if (this.failure != null) {
			rollBack();
		}
		else if (outdated(made).findAny().isEmpty()) {
			beginBatch(made);
		}
		else {
			this.cancelPause = this.means.loop().schedule(this.means.settings().pause(), () -> beginBatch(made));
		}
	}

	private void rollBack() {
		List<Slot> replaced = this.means.slots()
			.everything()
			.stream()
			.filter((slot) -> !slot.isRetired() && this.before.containsKey(slot)
					&& slot.generation() != this.before.get(slot))
			.toList();
		if (replaced.isEmpty()) {
			end(Result.ROLLED_BACK, this.failure);
			return;
		}
		logger.warn("The reload has failed, and %d workers are replaced by those of the generation before: %s"
			.formatted(replaced.size(), this.failure));
		replace(replaced, Step.ROLL_BACK);
	}

	/** The cluster stops. */
	void stop() {
		if (!this.over) {
			String why = this.failure;
			end(Result.STOPPED, (why != null) ? "The cluster was stopped after the reload had failed: " + why
					: "The cluster was stopped");
		}
	}

	/**
	 * What the user has changed since the program was looked at was not tried by this
	 * reload: whoever is started after it has that.
	 */
	private void putLaterProgramIntoForce(@Nullable Generation tried) {
		Generation current = this.means.generations().current();
		if (current != tried) {
			this.means.slots().all().forEach((slot) -> slot.generation(current));
		}
	}

	private void end(Result result, @Nullable String reason) {
		this.over = true;
		this.cancelPause.run();
		putLaterProgramIntoForce((result == Result.COMPLETED) ? this.target : this.seen);
		this.listener.accept(new ReloadOutcome(result, reason, this.means.generations().current().number(),
				this.startedAt, this.means.loop().elapsed().minus(this.begunAt), this.done));
	}

}
