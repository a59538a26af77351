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

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new worker into the place of one that has not ended: the new one first, and the
 * old one leaves when the new one has shown that it serves. If it does not, it is ended,
 * and the old one stays. Belongs to the thread of the supervisor.
 */
final class Replacement {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	/**
	 * How long after its SIGKILL a process is waited for that the system does not end.
	 */
	private static final Duration END_MARGIN = Duration.ofSeconds(10);

	private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

	private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

	private final Slot slot;

	private final Generation generation;

	private final WorkerReason reason;

	private final Replacements.Means means;

	private final Consumer<ReplacementResult> listener;

	/** What the slot was to run next at first: the user may change that meanwhile. */
	private Generation replaced;

	private Phase phase = Phase.WAITING;

	private @Nullable WorkerHandle successor;

	private @Nullable WorkerHandle predecessor;

	private Duration begun;

	private Duration waitingSince;

	/** How long the successor may go on not being ready. */
	private Duration patience;

	private @Nullable String failure;

	private @Nullable String probeFailure;

	private Runnable cancelTimer = () -> {
	};

	Replacement(Slot slot, Generation generation, WorkerReason reason, Replacements.Means means,
			Consumer<ReplacementResult> listener) {
		this.slot = slot;
		this.generation = generation;
		this.reason = reason;
		this.means = means;
		this.listener = listener;
		this.replaced = slot.generation();
		this.patience = means.settings().readyTimeout();
		this.begun = means.loop().elapsed();
		this.waitingSince = this.begun;
	}

	Slot slot() {
		return this.slot;
	}

	/** Begin: there is room for one more process. */
	void begin() {
		this.phase = Phase.ASKING;
		this.replaced = this.slot.generation();
		this.begun = this.means.loop().elapsed();
		if (this.reason == WorkerReason.ROLLBACK || this.reason == WorkerReason.HANG) {
			launch();
			return;
		}
		WorkerHandle current = this.slot.isServed() ? this.slot.worker() : null;
		PlannedStep step = new PlannedStep(PlannedStep.Kind.REPLACE, this.reason,
				(current != null) ? current.view() : null);
		this.means.steps().ask(step, (veto) -> {
			if (this.phase != Phase.ASKING) {
				return;
			}
			if (veto != null) {
				end(ReplacementResult.Kind.VETOED, veto);
			}
			else {
				launch();
			}
		});
	}

	private void launch() {
		if (this.slot.isRetired()) {
			end(ReplacementResult.Kind.CANCELLED, "the slot was given up");
			return;
		}
		this.slot.cancelPendingStart();
		WorkerHandle started;
		try {
			started = this.means.launches().launch(this.slot, this.generation, this.reason);
		}
		catch (IOException | RuntimeException | Error ex) {
			// Also where there is no memory or no thread: others wait for the end of
			// this.
			logger.error("Worker %d (slot %d) cannot be started".formatted(this.means.launches().lastId(),
					this.slot.index()), ex);
			end(ReplacementResult.Kind.FAILED, "the new worker cannot be started: " + ex.getMessage());
			return;
		}
		this.successor = started;
		this.slot.prepared(started);
		if (!this.slot.isServed()) {
			this.slot.promote();
		}
		this.phase = Phase.STARTING;
		awaitReady();
		this.means.transitions().forked(started);
	}

	private void awaitReady() {
		this.waitingSince = this.means.loop().elapsed();
		timer(this.patience, () -> dismiss(notReady()));
	}

	private String notReady() {
		long limit = this.means.settings().readyTimeout().toMillis();
		return (this.probeFailure != null)
				? "%s was not ready within %d ms: %s".formatted(name(), limit, this.probeFailure)
				: "%s was not ready within %d ms".formatted(name(), limit);
	}

	/**
	 * A worker is in another state.
	 * @param worker the worker
	 */
	void changed(WorkerHandle worker) {
		if (worker != this.successor) {
			return;
		}
		if (worker.slot() != this.slot) {
			givenAway();
			return;
		}
		WorkerState usable = this.slot.isStandby() ? WorkerState.STANDBY : WorkerState.READY;
		if (worker.state() == usable && this.phase == Phase.STARTING) {
			ready();
		}
		else if (worker.state() == WorkerState.LISTENING && this.phase == Phase.PROBING) {
			this.phase = Phase.STARTING;
		}
		else if (worker.state() == WorkerState.LISTENING && this.phase == Phase.SETTLING) {
			this.phase = Phase.STARTING;
			awaitReady();
		}
		else if (worker.state() == WorkerState.DRAINING && this.phase.isTrial()) {
			dismiss(name() + " has begun to end by itself");
		}
	}

	/** A standby that took the place of one that was given a slot was given one, too. */
	private void givenAway() {
		if (this.phase.isTrial()) {
			putIntoForce();
			end(ReplacementResult.Kind.REPLACED, null);
		}
	}

	private void ready() {
		String path = this.means.settings().probePath();
		if (path == null) {
			settle();
			return;
		}
		this.phase = Phase.PROBING;
		probe(path);
	}

	/** The timer for readiness goes on meanwhile. */
	private void probe(String path) {
		WorkerHandle probed = Objects.requireNonNull(this.successor);
		this.means.probe()
			.probe(probed.view(), path, PROBE_TIMEOUT)
			.whenComplete((wrong, ex) -> this.means.loop().execute(() -> {
				if (this.phase != Phase.PROBING) {
					return;
				}
				this.probeFailure = (ex != null) ? String.valueOf(ex) : wrong;
				if (this.probeFailure == null) {
					settle();
				}
				else {
					this.means.loop().schedule(PROBE_INTERVAL, () -> {
						if (this.phase == Phase.PROBING) {
							probe(path);
						}
					});
				}
			}));
	}

	private void settle() {
		Duration waited = this.means.loop().elapsed().minus(this.waitingSince);
		if (waited.compareTo(this.patience) < 0) {
			this.patience = this.patience.minus(waited);
		}
		this.phase = Phase.SETTLING;
		timer(this.means.settings().settleTime(), this::takeOver);
	}

	private void takeOver() {
		this.phase = Phase.LEAVING;
		WorkerHandle old = this.slot.worker();
		if (this.slot.successor() == this.successor) {
			this.slot.promote();
		}
		putIntoForce();
		if (old == null || old == this.successor || !old.isAlive()) {
			end(ReplacementResult.Kind.REPLACED, null);
			return;
		}
		this.predecessor = old;
		awaitEnd(old, () -> end(ReplacementResult.Kind.REPLACED, null));
		this.means.transitions().leave(old, this.reason);
	}

	/** Unless the user has changed meanwhile what the slot is to run. */
	private void putIntoForce() {
		if (this.slot.generation().equals(this.replaced)) {
			this.slot.generation(this.generation);
		}
	}

	private void awaitEnd(WorkerHandle leaving, Runnable overdue) {
		timer(this.means.stopLimit().plus(END_MARGIN), () -> {
			logger.error("%s has not ended after SIGKILL: nobody waits for it any longer".formatted(leaving.view()));
			overdue.run();
		});
	}

	/**
	 * A process has ended.
	 * @param worker the worker
	 * @param status how
	 * @return whether nothing else is to follow from that
	 */
	boolean exited(WorkerHandle worker, WorkerExitStatus status) {
		if (worker == this.predecessor) {
			end(ReplacementResult.Kind.REPLACED, null);
			return true;
		}
		if (worker == this.successor && this.phase != Phase.LEAVING) {
			this.slot.dismissSuccessor();
			this.failure = (this.failure != null) ? this.failure : crash(worker, status);
			endDismissed();
			return true;
		}
		if (worker == this.slot.worker() && this.slot.successor() == this.successor && this.successor != null) {
			logger.warn("%s has ended before it was replaced: worker %d takes its place when it is ready"
				.formatted(worker.view(), this.successor.id()));
			if (worker.reason() == WorkerReason.CRASH) {
				this.slot.restarting();
			}
			this.slot.promote();
			return true;
		}
		return false;
	}

	private String crash(WorkerHandle worker, WorkerExitStatus status) {
		String when = (this.phase == Phase.SETTLING)
				? "%d ms after it was ready".formatted(worker.usableFor(this.means.loop().elapsed()).toMillis())
				: "before it was ready";
		return "%s ended with %s %s%s".formatted(name(), status, when, FailedStart.why(worker));
	}

	private String name() {
		return "the new " + Objects.requireNonNull(this.successor).view().toString().replaceFirst("^W", "w");
	}

	/**
	 * Nobody wants it any more. What has gone too far goes on.
	 * @param why the reason
	 */
	void cancel(String why) {
		if (this.phase == Phase.WAITING || this.phase == Phase.ASKING) {
			end(ReplacementResult.Kind.CANCELLED, why);
		}
		else if (this.phase.isTrial()) {
			dismiss(why);
			this.phase = Phase.CANCELLED;
		}
	}

	/** The cluster stops: all processes are being ended by others. */
	void stop() {
		if (this.phase != Phase.OVER) {
			end(ReplacementResult.Kind.CANCELLED, "the cluster was stopped");
		}
	}

	private void dismiss(String why) {
		this.phase = Phase.DISMISSED;
		this.failure = why;
		WorkerHandle dismissed = Objects.requireNonNull(this.successor);
		awaitEnd(dismissed, this::endDismissed);
		if (this.slot.successor() == dismissed) {
			this.slot.dismissSuccessor();
		}
		this.means.transitions().leave(dismissed, this.reason);
	}

	private void endDismissed() {
		end((this.phase == Phase.CANCELLED) ? ReplacementResult.Kind.CANCELLED : ReplacementResult.Kind.FAILED,
				this.failure);
	}

	private void end(ReplacementResult.Kind kind, @Nullable String why) {
		this.phase = Phase.OVER;
		this.cancelTimer.run();
		this.listener
			.accept(new ReplacementResult(this.slot, kind, why, this.means.loop().elapsed().minus(this.begun)));
	}

	private void timer(Duration delay, Runnable task) {
		this.cancelTimer.run();
		this.cancelTimer = this.means.loop().schedule(delay, task);
	}

	/**
	 * How far it has come.
	 */
	private enum Phase {

		/** There is no room for another process yet. */
		WAITING,

		/** The listeners of the user are asked. */
		ASKING,

		/** The successor is not ready. */
		STARTING,

		/** The successor is ready, and answers a request. */
		PROBING,

		/** The successor has to stay ready for a while. */
		SETTLING,

		/** The successor serves, and the predecessor is ending. */
		LEAVING,

		/** The successor was not fit, and is ending. */
		DISMISSED,

		/** The successor is ending because nobody wants it any more. */
		CANCELLED,

		/** It is over. */
		OVER;

		boolean isTrial() {
			return this == STARTING || this == PROBING || this == SETTLING;
		}

	}

}
