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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.posix.WaitStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every slot filled, from the start of the cluster to its end: what happens is
 * passed on to those who know what follows. All state belongs to the thread of the loop;
 * the methods that others may call say so.
 */
final class Supervisor {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private static final Duration CHANNEL_LOST_GRACE = Duration.ofSeconds(1);

	/** The exit code of a primary that has given up: EX_SOFTWARE of sysexits(3). */
	static final int GIVEN_UP = 70;

	private final ClusterSettings settings;

	private final SupervisorLoop loop;

	private final ClusterListener listener;

	private final SharedListeners listeners;

	private final Slots slots;

	private final Snapshots snapshots;

	private final Election election;

	private final Transitions transitions;

	private final Launches launches;

	private final WorkerReports reports;

	private final Crashes crashes;

	private final Restarts restarts;

	private final Capacity capacity;

	private final Generations generations;

	private final PlannedSteps steps;

	private final Replacements replacements;

	private final Exits exits;

	private final Reloads reloads;

	private final Scaling scaling;

	private final StandbyRenewal standbyRenewal;

	private final Retirements retirements;

	private final WorkerControl control;

	private final ClusterCourse course = new ClusterCourse();

	Supervisor(ClusterSettings settings, LeaderSettings leaderSettings, SupervisorLoop loop,
			WorkerProcess.Launcher launcher, ClusterListener listener) {
		this(settings, leaderSettings, loop, launcher, listener, new SharedListeners(), Surroundings.NONE);
	}

	Supervisor(ClusterSettings settings, LeaderSettings leaderSettings, SupervisorLoop loop,
			WorkerProcess.Launcher launcher, ClusterListener listener, SharedListeners listeners,
			Surroundings surroundings) {
		this.settings = settings;
		this.loop = loop;
		this.listener = listener;
		this.listeners = listeners;
		Generation first = new Generation(1, settings.program(), surroundings.stages().stage(1));
		this.generations = new Generations(first, surroundings.stages(), surroundings.copier());
		this.slots = new Slots(settings.workers(), first);
		this.election = new Election(loop, leaderSettings, settings.stopTimeout(), this.slots::processes,
				new ElectionOutcome());
		this.crashes = new Crashes(settings.restart(), settings.reload().readyTimeout(), loop, this.slots,
				new CrashOutcome());
		this.snapshots = new Snapshots(loop.now(), this.slots, listeners, this.course::state, this.election::leader,
				this.crashes::breakers);
		this.transitions = new Transitions(settings, loop, listener, this.snapshots::publish, this.election,
				this::changed);
		this.launches = new Launches(launcher, this.slots, loop, new Routes(), (view) -> control().disconnect(view));
		this.restarts = new Restarts(this.crashes, loop, this.launches, this.transitions, this.course::isEnding,
				this::failedStart);
		this.steps = new PlannedSteps(loop, surroundings.listeners(), settings.listenerTimeout());
		this.replacements = new Replacements(
				new Replacements.Means(settings.reload(), settings.stopTimeout().plus(settings.killTimeout()), loop,
						this.launches, this.transitions, this.steps, surroundings.probe()),
				this.slots::size, this.course::isEnding, this.restarts::unserved);
		this.retirements = new Retirements(this.slots, this.transitions, this.replacements, this.course::isEnding,
				this::removed);
		this.control = new WorkerControl(
				new WorkerControl.Means(loop, this.course, this.slots, this.generations::current, this.launches,
						this.transitions, this.replacements, this.retirements, this.snapshots));
		this.reports = new WorkerReports(settings, loop, this.transitions,
				new SocketAnswers(listeners, this.course::isEnding, this::failedStart), this.election, this.snapshots,
				this::ready);
		this.exits = new Exits(loop, this.transitions, this.restarts, this.replacements, this.course::isEnding,
				this::failedStart, this.retirements::remove, this::endIfEmpty);
		this.reloads = new Reloads(new Reloads.Means(settings.reload(), loop, this.slots, this.generations,
				this.replacements, this.steps, this.election::leader), this.course::state, this::reloaded);
		this.standbyRenewal = new StandbyRenewal(loop, this.slots, this.generations::current, this.replacements,
				this.transitions, this.reloads::isRunning);
		this.scaling = new Scaling(
				new Scaling.Means(settings.scale(), settings.reload().readyTimeout(), loop, this.slots,
						this.generations::current, this.restarts, this.steps,
						(slot) -> this.retirements.retire(slot, WorkerReason.SCALE)),
				this.course::state, listener::scaled);
		Steering steering = new Steering(settings.reload(), this.slots, this.replacements, this.reloads, this.scaling,
				this.crashes, this.course::state);
		this.capacity = new Capacity(settings.capacity(), new Capacity.Means(loop, this.slots, listeners, this.restarts,
				this.generations::current, listener, steering, surroundings.memory(), surroundings.probe()));
		this.launches.standby(this.capacity.standbys());
	}

	/** Start the workers. May be called by any thread. */
	void start() {
		this.loop.execute(() -> this.slots.all().forEach((slot) -> this.restarts.fill(slot, WorkerReason.START)));
	}

	/**
	 * Change what is started from now on. May be called by any thread.
	 * @param program what the workers run
	 */
	void program(WorkerProgram program) {
		this.loop.execute(() -> {
			this.generations.program(program);
			if (!this.reloads.isRunning()) {
				this.slots.all().forEach((slot) -> slot.generation(this.generations.current()));
			}
			this.standbyRenewal.changed();
		});
	}

	/**
	 * Replace all workers, one batch after the other. May be called by any thread.
	 * @return the outcome, completed on the thread of the supervisor
	 */
	CompletableFuture<ReloadOutcome> reload() {
		return this.loop.call(() -> {
			this.standbyRenewal.cancel();
			return this.reloads.reload();
		});
	}

	/**
	 * Change the number of workers. May be called by any thread.
	 * @param workers how many there should be
	 * @return the outcome, completed on the thread of the supervisor
	 */
	CompletableFuture<ScaleOutcome> scale(int workers) {
		return this.loop.call(() -> this.scaling.scale(workers));
	}

	/**
	 * Change the number of workers by some. May be called by any thread.
	 * @param workers how many more there should be
	 * @return the outcome, completed on the thread of the supervisor
	 */
	CompletableFuture<ScaleOutcome> scaleBy(int workers) {
		return this.loop.call(() -> this.scaling.scaleBy(workers));
	}

	/** Return what is done to single workers. */
	WorkerControl control() {
		return this.control;
	}

	/** Return the reloads. */
	Reloads reloads() {
		return this.reloads;
	}

	/** Return the changes of the number of workers. */
	Scaling scaling() {
		return this.scaling;
	}

	private void reloaded(ReloadOutcome outcome) {
		if (!this.course.isEnding()) {
			this.standbyRenewal.changed();
		}
		sweep();
		this.listener.reloaded(outcome);
	}

	private void sweep() {
		if (!this.reloads.isRunning()) {
			this.generations.sweep(this.slots.generations());
		}
	}

	/** What follows from each transition. */
	private void changed(WorkerHandle worker) {
		this.crashes.changed(worker);
		this.replacements.changed(worker);
		this.capacity.changed(worker);
		this.scaling.changed(worker.slot());
	}

	/**
	 * Return the workers whose processes have not ended. May be called by any thread.
	 * @return the workers, by id
	 */
	List<Worker> workers() {
		return this.snapshots.workers();
	}

	/**
	 * End all workers there are, and replace none. May be called by any thread.
	 * @return completed when all have ended
	 */
	CompletableFuture<Void> disconnect() {
		return this.loop.call(this.retirements::retireAll);
	}

	/**
	 * Fill the slots that have no worker any more. May be called by any thread.
	 * @return which, completed on the thread of the supervisor
	 */
	CompletableFuture<List<Integer>> revive() {
		return this.loop
			.call(() -> CompletableFuture.completedFuture(this.course.isEnding() ? List.of() : this.crashes.revive()));
	}

	/**
	 * Return what the primary is to end with. May be called by any thread.
	 * @return the exit code: 0 unless the cluster has given up
	 */
	int exitCode() {
		return this.course.exitCode();
	}

	private void removed(Slot slot) {
		this.crashes.removed(slot);
		this.scaling.changed(slot);
		if (this.slots.isEmpty()) {
			// Nobody would answer a connection.
			this.listeners.abandon();
		}
		runIfReady();
		this.snapshots.publish();
	}

	/** Return its capacity. */
	Capacity capacity() {
		return this.capacity;
	}

	/**
	 * Return the cluster as it is. May be called by any thread.
	 * @return the snapshot
	 */
	ClusterSnapshot snapshot() {
		return this.snapshots.latest();
	}

	/**
	 * Return what is completed when every slot has had a ready worker, or with a
	 * {@link ClusterStartException}; cancelled if the cluster is stopped before. May be
	 * called by any thread.
	 * @return the future
	 */
	CompletableFuture<ClusterSnapshot> started() {
		return this.course.started();
	}

	/**
	 * End all workers. May be called by any thread, and again.
	 * @return completed when the last one has ended
	 */
	CompletableFuture<Void> stop() {
		this.loop.execute(() -> stop(ClusterState.STOPPING));
		return this.course.ended();
	}

	/**
	 * Return what is completed when the last worker has ended. May be called by any
	 * thread.
	 * @return the future
	 */
	CompletableFuture<Void> ended() {
		return this.course.ended();
	}

	private void stop(ClusterState reason) {
		if (this.course.isStopping()) {
			return;
		}
		this.capacity.stop();
		this.standbyRenewal.cancel();
		if (this.course.end(reason)) {
			// From here on nobody answers a new connection: it is refused and does not
			// hang.
			this.listeners.close();
			this.crashes.cancelTrial();
			this.slots.everything().forEach(Slot::cancelPendingStart);
			this.reloads.stop();
			this.replacements.stop();
			this.scaling.stop();
			this.steps.close();
			this.slots.processes().toList().forEach((worker) -> this.transitions.leave(worker, WorkerReason.STOP));
		}
		this.snapshots.publish();
		endIfEmpty();
	}

	private void ready(WorkerHandle worker) {
		this.crashes.ready(worker);
		runIfReady();
	}

	private void runIfReady() {
		if (this.course.isStarting() && this.slots.wereAllReady()) {
			this.course.running();
			this.snapshots.publish();
			this.listener.ready(snapshot());
			this.course.tellStarted(snapshot());
			this.capacity.start();
		}
	}

	private boolean failedStart(ClusterStartException cause) {
		if (!this.course.isStarting()) {
			return false;
		}
		// First, because the stop completes it as well if no worker is left.
		this.course.tellFailed(cause);
		stop(ClusterState.FAILED);
		return true;
	}

	private void endIfEmpty() {
		if (!this.slots.isAnyAlive()) {
			if (this.course.stopped()) {
				this.snapshots.publish();
			}
			this.course.cancelStart();
			this.retirements.tellIfEmpty();
			this.course.tellEnded();
		}
	}

	/**
	 * Tells everybody who leads.
	 */
	private final class ElectionOutcome implements Election.Listener {

		@Override
		public void leaderChanged(@Nullable LeaderInfo leader) {
			Supervisor.this.snapshots.publish();
			Supervisor.this.listener.leaderChanged(leader);
		}

		@Override
		public void overdue(WorkerHandle worker) {
			worker.stop(WorkerReason.LEADERSHIP, Supervisor.this.settings, Supervisor.this.loop);
		}

		@Override
		public boolean silent(WorkerHandle worker, Duration silence) {
			return Supervisor.this.listener.leaderSilent(worker.view(), silence);
		}

	}

	/**
	 * What follows when workers crash again and again.
	 */
	private final class CrashOutcome implements Crashes.Outcome {

		@Override
		public void retry(Slot slot) {
			Supervisor.this.restarts.retry(slot);
		}

		@Override
		public void changed(BreakerInfo breaker) {
			Supervisor.this.snapshots.publish();
			Supervisor.this.listener.breakerChanged(breaker);
		}

		@Override
		public boolean failedStart(ClusterStartException cause) {
			return Supervisor.this.failedStart(cause);
		}

		@Override
		public void nobodyLeft(boolean first) {
			if (first) {
				logger.warn("No slot has a worker: connections are refused until one is tried");
			}
			Supervisor.this.listeners.abandon();
			Supervisor.this.snapshots.publish();
		}

		@Override
		public void finished(int code) {
			logger.info("All slots are to stay down: the primary ends with exit code " + code);
			end(code, (code == 0) ? ClusterState.STOPPING : ClusterState.FAILED);
		}

		@Override
		public void givenUp(String text) {
			logger.error("The cluster gives up, and the primary ends with exit code %d. %s".formatted(GIVEN_UP, text));
			end(GIVEN_UP, ClusterState.FAILED);
		}

		private void end(int code, ClusterState reason) {
			Supervisor.this.course.exitCode(code);
			stop(reason);
		}

	}

	/**
	 * Passes on what the workers report.
	 */
	private final class Routes implements Launches.Listener {

		@Override
		public void received(WorkerHandle worker, ControlMessage message) {
			Supervisor.this.reports.received(worker, message);
		}

		@Override
		public void asked(WorkerHandle worker, ControlMessage message, Consumer<ControlMessage> answer) {
			Supervisor.this.reports.asked(worker, message, answer);
		}

		@Override
		public void channelClosed(WorkerHandle worker, @Nullable Throwable cause) {
			Supervisor.this.transitions.channelLost(worker);
			// Mostly because the process is ending. One that lives on without a channel
			// could neither be told to stop nor seen to be ready.
			worker.stopAfter(CHANNEL_LOST_GRACE, WorkerReason.LOST, Supervisor.this.settings, Supervisor.this.loop);
			logger.debug("The channel of worker %d (slot %d, pid %d) is closed".formatted(worker.id(),
					worker.slot().index(), worker.pid()), cause);
		}

		@Override
		public void exited(WorkerHandle worker, @Nullable WaitStatus status) {
			Supervisor.this.listeners.ended(worker.id());
			Supervisor.this.exits.exited(worker, status);
			if (!Supervisor.this.course.isEnding()) {
				Supervisor.this.crashes.exited();
			}
			sweep();
		}

	}

}
