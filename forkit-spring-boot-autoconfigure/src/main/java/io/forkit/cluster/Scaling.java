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
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.cluster.scale.ScaleOutcome.Result;
import io.forkit.cluster.scale.ScaleSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Changes the number of slots. Belongs to the thread of the supervisor.
 */
final class Scaling {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private static final int KEPT = 10;

	private final Means means;

	private final Supplier<ClusterState> state;

	private final Consumer<ScaleOutcome> listener;

	private final Deque<ScaleOutcome> last = new ArrayDeque<>();

	private @Nullable Run running;

	private volatile List<ScaleOutcome> history = List.of();

	/**
	 * Create the scaling.
	 * @param means what it needs
	 * @param state returns the state of the cluster
	 * @param listener told of each outcome
	 */
	Scaling(Means means, Supplier<ClusterState> state, Consumer<ScaleOutcome> listener) {
		this.means = means;
		this.state = state;
		this.listener = listener;
	}

	/**
	 * Change the number of slots.
	 * @param to how many there should be
	 * @return the outcome, completed on the thread of the supervisor
	 */
	CompletableFuture<ScaleOutcome> scale(int to) {
		CompletableFuture<ScaleOutcome> result = new CompletableFuture<>();
		int from = this.means.slots().staying();
		Run run = new Run(from, to, result);
		ClusterState now = this.state.get();
		if (now != ClusterState.RUNNING) {
			run.end(Result.REFUSED, (now == ClusterState.STARTING) ? "The cluster is still starting"
					: "The cluster is not running: it is " + now);
			return result;
		}
		if (this.running != null) {
			this.running.end(Result.SUPERSEDED, "There should be %d workers instead".formatted(to));
		}
		this.running = run;
		if (from != to) {
			logger.info("There should be %d workers and not %d".formatted(to, from));
		}
		run.begin();
		return result;
	}

	/**
	 * Change the number of slots by some.
	 * @param by how many more
	 * @return the outcome
	 */
	CompletableFuture<ScaleOutcome> scaleBy(int by) {
		long wanted = (long) wanted() + by;
		return scale((int) Math.max(1, Math.min(wanted, ScaleSettings.MAX_WORKERS)));
	}

	/**
	 * Return how many workers there are to be: maybe others than there are slots, because
	 * somebody is still asked.
	 * @return the number
	 */
	int wanted() {
		return this.means.slots().staying() + ((this.running != null) ? this.running.undecided() : 0);
	}

	/**
	 * Return whether somebody may change the number who can wait. He has to while
	 * listeners are asked, or if one of them has forbidden a part of what goes on: they
	 * would be asked all over again. More workers need not wait until fewer are allowed.
	 * @param to how many there should be
	 * @return whether nobody has to wait
	 */
	boolean isOpenTo(int to) {
		return this.running == null || this.running.isAgreed() || (!this.running.grows && to > wanted());
	}

	/**
	 * Something has happened to a slot: a worker of it is ready, or it is no more.
	 * @param slot the slot
	 */
	void changed(Slot slot) {
		if (this.running != null) {
			this.running.changed(slot);
		}
	}

	/** The cluster stops. */
	void stop() {
		if (this.running != null) {
			this.running.end(Result.STOPPED, "The cluster was stopped");
		}
	}

	/**
	 * Return the last outcomes. May be called by any thread.
	 * @return the outcomes, the latest first
	 */
	List<ScaleOutcome> history() {
		return this.history;
	}

	/**
	 * What scaling needs.
	 *
	 * @param settings how it is done
	 * @param readyTimeout how long to wait for new workers
	 * @param loop the thread
	 * @param slots the slots
	 * @param generation returns what new workers run
	 * @param restarts starts them
	 * @param steps asks the listeners of the user
	 * @param retire gives up a slot
	 */
	record Means(ScaleSettings settings, Duration readyTimeout, SupervisorLoop loop, Slots slots,
			Supplier<Generation> generation, Restarts restarts, PlannedSteps steps, Consumer<Slot> retire) {

	}

	/**
	 * One change.
	 */
	private final class Run {

		private final int from;

		private final boolean grows;

		private int to;

		private final CompletableFuture<ScaleOutcome> outcome;

		private final Instant startedAt;

		private final Duration begunAt;

		private final Set<Slot> awaited = new HashSet<>();

		/** How many more workers nobody has allowed or forbidden yet. */
		private int unanswered;

		private @Nullable String vetoed;

		private boolean begun;

		private boolean over;

		private Runnable cancelLimit = () -> {
		};

		Run(int from, int to, CompletableFuture<ScaleOutcome> outcome) {
			this.from = from;
			this.to = to;
			this.grows = to > from;
			this.outcome = outcome;
			this.startedAt = Scaling.this.means.loop().now();
			this.begunAt = Scaling.this.means.loop().elapsed();
		}

		void begin() {
			if (this.grows) {
				grow();
			}
			else {
				shrink();
			}
			this.begun = true;
			endIfDone();
		}

		private void grow() {
			int more = this.to - this.from;
			this.unanswered = more;
			PlannedStep step = new PlannedStep(PlannedStep.Kind.ADD, WorkerReason.SCALE, null);
			for (int i = 0; i < more; i++) {
				Scaling.this.means.steps().ask(step, this::answered);
			}
		}

		private void answered(@Nullable String veto) {
			if (this.over) {
				return;
			}
			if (veto != null) {
				this.vetoed = veto;
				this.to--;
			}
			else {
				add();
			}
			this.unanswered--;
			if (this.unanswered == 0) {
				awaitReady();
			}
			endIfDone();
		}

		private void add() {
			Slots slots = Scaling.this.means.slots();
			Slot slot = new Slot(slots.freeIndex(), Map.of(), Scaling.this.means.generation().get());
			slots.add(slot);
			this.awaited.add(slot);
			Scaling.this.means.restarts().fill(slot, WorkerReason.SCALE);
		}

		private void awaitReady() {
			this.cancelLimit = Scaling.this.means.loop()
				.schedule(Scaling.this.means.readyTimeout(),
						() -> end(Result.INCOMPLETE, "%d of the new workers were not ready within %d ms"
							.formatted(this.awaited.size(), Scaling.this.means.readyTimeout().toMillis())));
		}

		/** Return by how many the number will change if nobody forbids it. */
		int undecided() {
			return this.grows ? this.unanswered
					: -(int) this.awaited.stream().filter((slot) -> !slot.isRetired()).count();
		}

		boolean isAgreed() {
			return undecided() == 0 && this.vetoed == null;
		}

		private void shrink() {
			Comparator<Slot> age = Comparator.comparingInt(Slot::lastId);
			boolean youngest = Scaling.this.means.settings().leaveFirst() == ScaleSettings.LeaveFirst.YOUNGEST;
			List<Slot> leaving = Scaling.this.means.slots()
				.all()
				.stream()
				.filter((slot) -> !slot.isRetired())
				// Those that serve nobody go first.
				.sorted(Comparator.comparing(Slot::isServed).thenComparing(youngest ? age.reversed() : age))
				.limit(this.from - this.to)
				.toList();
			this.awaited.addAll(leaving);
			leaving.forEach(this::leave);
		}

		private void leave(Slot slot) {
			WorkerHandle worker = slot.isServed() ? slot.worker() : null;
			PlannedStep step = new PlannedStep(PlannedStep.Kind.LEAVE, WorkerReason.SCALE,
					(worker != null) ? worker.view() : null);
			Scaling.this.means.steps().ask(step, (veto) -> {
				if (this.over) {
					return;
				}
				if (veto == null) {
					Scaling.this.means.retire().accept(slot);
					return;
				}
				this.vetoed = veto;
				this.to++;
				this.awaited.remove(slot);
				endIfDone();
			});
		}

		void changed(Slot slot) {
			if (this.grows ? slot.wasEverReady() || slot.isRetired() : Scaling.this.means.slots().isGone(slot)) {
				this.awaited.remove(slot);
				endIfDone();
			}
		}

		private void endIfDone() {
			if (this.begun && this.unanswered == 0 && this.awaited.isEmpty()) {
				end((this.vetoed != null) ? Result.INCOMPLETE : Result.COMPLETED, this.vetoed);
			}
		}

		void end(Result result, @Nullable String reason) {
			if (this.over) {
				return;
			}
			this.over = true;
			this.cancelLimit.run();
			if (Scaling.this.running == this) {
				Scaling.this.running = null;
			}
			boolean refused = result == Result.REFUSED;
			ScaleOutcome end = new ScaleOutcome(result, reason, this.from, refused ? this.from : this.to,
					this.startedAt, Scaling.this.means.loop().elapsed().minus(this.begunAt));
			Scaling.this.last.addFirst(end);
			if (Scaling.this.last.size() > KEPT) {
				Scaling.this.last.removeLast();
			}
			Scaling.this.history = List.copyOf(Scaling.this.last);
			Scaling.this.listener.accept(end);
			this.outcome.complete(end);
		}

	}

}
