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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every slot filled. All state belongs to the thread of the loop; the methods that
 * others may call say so.
 */
final class Supervisor {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private static final Duration CHANNEL_LOST_GRACE = Duration.ofSeconds(1);

	private final ClusterSettings settings;

	private final SupervisorLoop loop;

	private final WorkerProcess.Launcher launcher;

	private final ClusterListener listener;

	private final Slots slots;

	private final List<CompletableFuture<Void>> emptied = new ArrayList<>();

	private volatile List<Worker> workers = List.of();

	private final SharedListeners listeners;

	private final SocketAnswers sockets;

	private final LoadPublication loads;

	private final TicketKeyRing ticketKeys = new TicketKeyRing();

	private final Election election;

	private final CompletableFuture<ClusterSnapshot> started = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private ClusterState state = ClusterState.STARTING;

	private int lastId;

	private final Instant startedAt;

	private volatile ClusterSnapshot snapshot;

	Supervisor(ClusterSettings settings, LeaderSettings leaderSettings, SupervisorLoop loop,
			WorkerProcess.Launcher launcher, ClusterListener listener) {
		this(settings, leaderSettings, loop, launcher, listener, new SharedListeners());
	}

	Supervisor(ClusterSettings settings, LeaderSettings leaderSettings, SupervisorLoop loop,
			WorkerProcess.Launcher launcher, ClusterListener listener, SharedListeners listeners) {
		this.listeners = listeners;
		this.settings = settings;
		this.loop = loop;
		this.launcher = launcher;
		this.listener = listener;
		this.slots = new Slots(settings.workers());
		this.sockets = new SocketAnswers(listeners, this::isEnding, this::failedStart);
		this.startedAt = loop.now();
		this.loads = new LoadPublication(loop, this::publish);
		this.election = new Election(loop, leaderSettings, settings.stopTimeout(), this.slots::handles,
				new ElectionOutcome());
		this.snapshot = takeSnapshot();
	}

	/** Start the workers. May be called by any thread. */
	void start() {
		this.loop.execute(() -> this.slots.all().forEach(this::startWorker));
	}

	/**
	 * Return the workers whose processes have not ended. May be called by any thread.
	 * @return the workers, by id
	 */
	List<Worker> workers() {
		return this.workers;
	}

	/**
	 * Start one more worker. May be called by any thread.
	 * @param environment its variables
	 * @return the worker
	 */
	CompletableFuture<Worker> fork(Map<String, String> environment) {
		CompletableFuture<Worker> result = new CompletableFuture<>();
		this.loop.execute(() -> {
			if (isEnding()) {
				result.completeExceptionally(
						new IllegalStateException("The cluster is not running: it is " + this.state));
				return;
			}
			Slot slot = new Slot(this.slots.freeIndex(), environment);
			try {
				WorkerHandle worker = launch(slot);
				this.slots.add(slot);
				forked(slot, worker);
				result.complete(worker.view());
			}
			catch (IOException | RuntimeException | LinkageError ex) {
				result.completeExceptionally(
						new ClusterStartException("The worker cannot be started: " + ex.getMessage(), ex));
			}
		});
		return result;
	}

	/**
	 * End all workers there are, and replace none. May be called by any thread.
	 * @return completed when all have ended
	 */
	CompletableFuture<Void> disconnect() {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.loop.execute(() -> {
			this.emptied.add(result);
			this.slots.all().forEach(this::retire);
			tellIfEmpty();
		});
		return result;
	}

	/**
	 * Make known how a worker fares. May be called by any thread.
	 * @param worker the worker
	 * @param health what is wrong, or {@code null} for nothing
	 */
	void health(WorkerView worker, @Nullable WorkerHealth health) {
		withHandle(worker, (handle) -> {
			handle.health(health);
			publish();
		});
	}

	/**
	 * End a worker that hangs, and replace it. May be called by any thread.
	 * @param worker the worker
	 */
	void replace(WorkerView worker) {
		withHandle(worker, (handle) -> handle.stop(this.settings, this.loop));
	}

	private void withHandle(WorkerView worker, Consumer<WorkerHandle> action) {
		this.loop.execute(() -> {
			Slot slot = this.slots.of(worker);
			if (slot != null && slot.worker() != null && slot.isAlive()) {
				action.accept(slot.worker());
			}
		});
	}

	/** End a worker, and do not replace it. */
	private void disconnect(WorkerView worker) {
		this.loop.execute(() -> {
			Slot slot = this.slots.of(worker);
			if (slot != null) {
				retire(slot);
			}
		});
	}

	private void retire(Slot slot) {
		if (isEnding()) {
			return;
		}
		slot.retire();
		if (slot.isAlive()) {
			stopSlot(slot);
		}
		else {
			slot.cancelPendingStart();
			remove(slot);
		}
	}

	private void remove(Slot slot) {
		this.slots.remove(slot);
		if (this.slots.isEmpty()) {
			// Nobody would answer a connection.
			this.listeners.close();
		}
		runIfReady();
		publish();
		tellIfEmpty();
	}

	private void tellIfEmpty() {
		if (!this.slots.isAnyAlive()) {
			this.emptied.forEach((waiter) -> waiter.complete(null));
			this.emptied.clear();
		}
	}

	/**
	 * Return the cluster as it is. May be called by any thread.
	 * @return the snapshot
	 */
	ClusterSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Return what is completed when every slot has had a ready worker, or with a
	 * {@link ClusterStartException}; cancelled if the cluster is stopped before. May be
	 * called by any thread.
	 * @return the future
	 */
	CompletableFuture<ClusterSnapshot> started() {
		return this.started;
	}

	/**
	 * End all workers. May be called by any thread, and again.
	 * @return completed when the last one has ended
	 */
	CompletableFuture<Void> stop() {
		this.loop.execute(() -> stop(ClusterState.STOPPING));
		return this.ended;
	}

	/**
	 * Return what is completed when the last worker has ended. May be called by any
	 * thread.
	 * @return the future
	 */
	CompletableFuture<Void> ended() {
		return this.ended;
	}

	private void stop(ClusterState reason) {
		if (this.state == ClusterState.STOPPING || this.state == ClusterState.STOPPED) {
			return;
		}
		boolean failed = this.state == ClusterState.FAILED;
		this.state = reason;
		if (!failed) {
			// From here on nobody answers a new connection: it is refused and does not
			// hang.
			this.listeners.close();
			this.slots.all().forEach(this::stopSlot);
		}
		publish();
		endIfEmpty();
	}

	private void stopSlot(Slot slot) {
		slot.cancelPendingStart();
		WorkerHandle worker = slot.worker();
		if (worker != null && slot.isAlive()) {
			worker.view().voluntary();
			worker.stop(this.settings, this.loop);
			transition(slot, worker, WorkerState.DRAINING);
		}
	}

	private boolean isEnding() {
		return this.state != ClusterState.STARTING && this.state != ClusterState.RUNNING;
	}

	private void startWorker(Slot slot) {
		if (isEnding()) {
			return;
		}
		try {
			forked(slot, launch(slot));
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			logger.error("Worker %d (slot %d) cannot be started".formatted(this.lastId, slot.index()), ex);
			if (this.state == ClusterState.STARTING) {
				failStart(new ClusterStartException("Worker %d (slot %d) cannot be started: %s".formatted(this.lastId,
						slot.index(), ex.getMessage()), ex));
			}
			else if (!isEnding()) {
				replace(slot);
			}
		}
	}

	private WorkerHandle launch(Slot slot) throws IOException {
		int id = ++this.lastId;
		WorkerEvents events = new WorkerEvents(slot);
		WorkerProcess process = this.launcher.launch(id, slot.index(), slot.environment(), events);
		WorkerView view = new WorkerView(id, slot.index(), process, this::disconnect);
		WorkerHandle worker = new WorkerHandle(view, process, this.loop.now());
		events.worker = worker;
		slot.filled(worker);
		return worker;
	}

	private void forked(Slot slot, WorkerHandle worker) {
		happened(worker, new WorkerEvent.Forked(worker.view()));
		changed(slot, worker);
	}

	private void happened(WorkerHandle worker, WorkerEvent event) {
		this.listener.happened(worker.view(), event);
	}

	private void received(Slot slot, WorkerHandle worker, ControlMessage message) {
		if (message instanceof ControlMessage.Hello) {
			if (worker.state() == WorkerState.STARTING) {
				transition(slot, worker, WorkerState.ONLINE);
				happened(worker, new WorkerEvent.Online(worker.view()));
			}
		}
		else if (message instanceof ControlMessage.Listening) {
			if (worker.state() != WorkerState.READY) {
				transition(slot, worker, WorkerState.LISTENING);
			}
			worker.takeAnnounced().forEach((info) -> happened(worker, new WorkerEvent.Listening(worker.view(), info)));
		}
		else if (message instanceof ControlMessage.Closed closed) {
			this.sockets.closed(worker, closed.socket());
			publish();
		}
		else if (message instanceof ControlMessage.Readiness readiness) {
			readinessChanged(slot, worker, readiness.ready());
		}
		else if (message instanceof ControlMessage.Load load) {
			worker.load(load.load());
			this.loads.changed();
		}
		else if (message instanceof ControlMessage.Draining) {
			transition(slot, worker, WorkerState.DRAINING);
			// Whoever has asked for that, it is to come to an end.
			worker.stop(this.settings, this.loop);
		}
		else if (!this.election.received(worker, message)) {
			unexpected(slot, worker, message);
		}
	}

	private void asked(Slot slot, WorkerHandle worker, ControlMessage message, Consumer<ControlMessage> answer) {
		if (message instanceof ControlMessage.Listen listen) {
			ControlMessage reply = this.sockets.listen(worker, listen);
			// First, so that the socket is listed when the worker has it.
			publish();
			answer.accept(reply);
		}
		else if (message instanceof ControlMessage.Attach attach) {
			ControlMessage reply = this.sockets.attach(worker, slot.index(), attach.socket());
			publish();
			answer.accept(reply);
		}
		else if (message instanceof ControlMessage.Leaving) {
			worker.view().voluntary();
			transition(slot, worker, WorkerState.DRAINING);
			answer.accept(new ControlMessage.Stop());
			worker.stop(this.settings, this.loop);
		}
		else if (message instanceof ControlMessage.Query) {
			answer.accept(new ControlMessage.Changed(this.snapshot));
		}
		else if (message instanceof ControlMessage.TicketKeysWanted) {
			answer.accept(new ControlMessage.TicketKeys(this.ticketKeys.at(this.loop.now())));
		}
		else {
			unexpected(slot, worker, message);
		}
	}

	private static void unexpected(Slot slot, WorkerHandle worker, ControlMessage message) {
		logger.warn("Worker %d (slot %d, pid %d) has sent a message that is not expected from a worker: %s"
			.formatted(worker.id(), slot.index(), worker.pid(), message.getClass().getSimpleName()));
	}

	private void readinessChanged(Slot slot, WorkerHandle worker, boolean ready) {
		if (worker.state() == WorkerState.DRAINING) {
			return;
		}
		if (!ready) {
			if (worker.state() == WorkerState.READY) {
				transition(slot, worker, WorkerState.LISTENING);
			}
			return;
		}
		slot.ready();
		transition(slot, worker, WorkerState.READY);
		runIfReady();
	}

	private void runIfReady() {
		if (this.state == ClusterState.STARTING && this.slots.wereAllReady()) {
			this.state = ClusterState.RUNNING;
			publish();
			this.listener.ready(this.snapshot);
			this.started.complete(this.snapshot);
		}
	}

	private void transition(Slot slot, WorkerHandle worker, WorkerState to) {
		if (worker.state() == to || worker.state() == WorkerState.EXITED
				|| (worker.state() == WorkerState.DRAINING && to != WorkerState.EXITED)) {
			return;
		}
		worker.state(to, this.loop.now());
		changed(slot, worker);
	}

	private void changed(Slot slot, WorkerHandle worker) {
		publish();
		this.listener.workerChanged(Objects.requireNonNull(slot.info()));
		this.election.update();
	}

	private void exited(Slot slot, WorkerHandle worker, @Nullable WaitStatus waitStatus) {
		boolean planned = worker.isStopping();
		WorkerExitStatus status = WorkerExitStatus.of(waitStatus);
		channelLost(worker);
		this.listeners.ended(worker.id());
		worker.exited();
		worker.view().exited(status);
		slot.ended(status.toString(), this.settings.restart(), this.loop.now());
		transition(slot, worker, WorkerState.EXITED);
		happened(worker, new WorkerEvent.Exited(worker.view(), status));
		if (slot.isRetired() && !isEnding()) {
			remove(slot);
		}
		else if (isEnding()) {
			endIfEmpty();
		}
		else if (!planned && !mayBeSigkill(status) && this.state == ClusterState.STARTING && !slot.wasEverReady()) {
			failStart(new ClusterStartException(
					"Worker %d (slot %d, pid %d) ended with %s before it was ready. Its own output above says why."
						.formatted(worker.id(), slot.index(), worker.pid(), status)));
		}
		else {
			replace(slot);
		}
	}

	private void channelLost(WorkerHandle worker) {
		if (worker.channelLost()) {
			happened(worker, new WorkerEvent.Disconnected(worker.view()));
		}
	}

	/** SIGKILL comes from outside; what else ends a JVM at its start will do so again. */
	private static boolean mayBeSigkill(WorkerExitStatus status) {
		return status.signal() == Signal.SIGKILL || status.isUnknown();
	}

	private void replace(Slot slot) {
		Duration delay = slot.crashed(this.settings.restart(), ThreadLocalRandom.current().nextDouble());
		if (!delay.isZero()) {
			logger.info("Slot %d gets a new worker in %d ms".formatted(slot.index(), delay.toMillis()));
		}
		slot.waiting(this.loop.schedule(delay, () -> {
			slot.restarting();
			startWorker(slot);
		}));
	}

	private boolean failedStart(ListenException cause) {
		if (this.state != ClusterState.STARTING) {
			return false;
		}
		failStart(cause);
		return true;
	}

	private void failStart(ClusterStartException cause) {
		if (isEnding()) {
			return;
		}
		// First, because the stop completes it as well if no worker is left.
		this.started.completeExceptionally(cause);
		stop(ClusterState.FAILED);
	}

	private void endIfEmpty() {
		if (!this.slots.isAnyAlive()) {
			if (this.state == ClusterState.STOPPING) {
				this.state = ClusterState.STOPPED;
				publish();
			}
			this.started.cancel(false);
			tellIfEmpty();
			this.ended.complete(null);
		}
	}

	private void publish() {
		this.snapshot = takeSnapshot();
		this.workers = this.slots.workers();
		this.slots.handles()
			.filter(WorkerHandle::hasChannel)
			.forEach((worker) -> worker.send(new ControlMessage.Changed(this.snapshot)));
	}

	private ClusterSnapshot takeSnapshot() {
		return new ClusterSnapshot(this.state, ProcessHandle.current().pid(), this.startedAt, this.slots.size(),
				this.listeners.infos(), this.slots.infos(), this.election.leader());
	}

	/**
	 * Tells everybody who leads.
	 */
	private final class ElectionOutcome implements Election.Listener {

		@Override
		public void leaderChanged(@Nullable LeaderInfo leader) {
			publish();
			Supervisor.this.listener.leaderChanged(leader);
		}

		@Override
		public void overdue(WorkerHandle worker) {
			worker.stop(Supervisor.this.settings, Supervisor.this.loop);
		}

	}

	/**
	 * What one worker process reports.
	 */
	private final class WorkerEvents implements WorkerProcess.Listener {

		private final Slot slot;

		private @Nullable WorkerHandle worker;

		WorkerEvents(Slot slot) {
			this.slot = slot;
		}

		@Override
		public void received(ControlMessage message) {
			Supervisor.this.received(this.slot, Objects.requireNonNull(this.worker), message);
		}

		@Override
		public void asked(ControlMessage message, Consumer<ControlMessage> answer) {
			Supervisor.this.asked(this.slot, Objects.requireNonNull(this.worker), message, answer);
		}

		@Override
		public void channelClosed(@Nullable Throwable cause) {
			WorkerHandle handle = this.worker;
			if (handle == null) {
				// It could not be started.
				return;
			}
			channelLost(handle);
			// Mostly because the process is ending. One that lives on without a channel
			// could
			// neither be told to stop nor seen to be ready.
			handle.stopAfter(CHANNEL_LOST_GRACE, Supervisor.this.settings, Supervisor.this.loop);
			logger.debug("The channel of worker %d (slot %d, pid %d) is closed".formatted(handle.id(),
					this.slot.index(), handle.pid()), cause);
		}

		@Override
		public void exited(@Nullable WaitStatus status) {
			if (this.worker != null) {
				Supervisor.this.exited(this.slot, this.worker, status);
			}
		}

	}

}
