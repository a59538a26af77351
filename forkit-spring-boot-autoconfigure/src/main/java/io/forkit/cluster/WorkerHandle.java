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
import java.util.List;

import io.forkit.cluster.restart.StartFailure;
import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;

/**
 * A worker, seen from the primary. Belongs to the thread of the supervisor.
 */
final class WorkerHandle {

	private final WorkerLaunch launch;

	private Slot slot;

	private final WorkerProcess process;

	private final WorkerView view;

	private final List<ListenerInfo> announced = new ArrayList<>();

	private final List<SocketRequest> closedEarly = new ArrayList<>();

	private final Instant startedAt;

	private final List<Runnable> timers = new ArrayList<>();

	private WorkerState state = WorkerState.STARTING;

	private WorkerReason reason;

	private WorkerState reached = WorkerState.STARTING;

	private @Nullable Duration readyAt;

	private @Nullable StartFailure failure;

	private @Nullable Duration usableAt;

	private boolean stopping;

	private boolean channelLost;

	private @Nullable WorkerLoad load;

	private WorkerVitals vitals = WorkerVitals.NONE;

	private @Nullable WorkerHealth health;

	WorkerHandle(WorkerLaunch launch, Slot slot, WorkerView view, WorkerProcess process, WorkerReason reason,
			Instant startedAt) {
		this.launch = launch;
		this.slot = slot;
		this.view = view;
		this.process = process;
		this.reason = reason;
		this.startedAt = startedAt;
	}

	/** Return its slot, of which it may be one process of several. */
	Slot slot() {
		return this.slot;
	}

	/**
	 * It waits no longer for a slot.
	 * @param given the slot that it is given
	 * @param why what for
	 */
	void assign(Slot given, WorkerReason why) {
		this.slot = given;
		this.reason = why;
		this.view.slot(given.index());
		send(new ControlMessage.Activate(given.index()));
	}

	/** Return what it runs. */
	Generation generation() {
		return this.launch.generation();
	}

	/** Return the number that no other living process has. */
	int seat() {
		return this.launch.seat();
	}

	/** Return why it was started, or why it leaves once it does. */
	WorkerReason reason() {
		return this.reason;
	}

	/** It has ended, and nobody had asked it to. */
	void crashed() {
		this.reason = WorkerReason.CRASH;
	}

	WorkerView view() {
		return this.view;
	}

	int id() {
		return this.launch.id();
	}

	long pid() {
		return this.process.pid();
	}

	Instant startedAt() {
		return this.startedAt;
	}

	WorkerState state() {
		return this.state;
	}

	void state(WorkerState state, Duration now) {
		this.state = state;
		if (state.compareTo(WorkerState.READY) <= 0 && state.compareTo(this.reached) > 0) {
			this.reached = state;
		}
		this.view.state(state);
		if (state == WorkerState.READY && this.readyAt == null) {
			this.readyAt = now;
		}
		if ((state == WorkerState.READY || state == WorkerState.STANDBY) && this.usableAt == null) {
			this.usableAt = now;
		}
	}

	boolean isAlive() {
		return this.state != WorkerState.EXITED;
	}

	boolean isStopping() {
		return this.stopping;
	}

	boolean hasChannel() {
		return !this.channelLost && this.state != WorkerState.STARTING && this.state != WorkerState.EXITED;
	}

	boolean isReadingPaused() {
		return this.process.isReadingPaused();
	}

	void send(ControlMessage message) {
		this.process.send(message);
	}

	/**
	 * Return how long this worker has been ready for, counted from the first time.
	 * @param now the present
	 * @return the time, {@code null} if it never was
	 */
	@Nullable Duration readyFor(Duration now) {
		return (this.readyAt != null) ? now.minus(this.readyAt) : null;
	}

	/** Return the last state before it began to leave. */
	WorkerState reached() {
		return this.reached;
	}

	/**
	 * It has said why its application cannot be started.
	 * @param failure why
	 */
	void failed(StartFailure failure) {
		this.failure = wasReady() ? null : failure;
	}

	@Nullable StartFailure failure() {
		return this.failure;
	}

	/** Return the last lines that it has written before its end. */
	@Nullable String lastWords() {
		return this.process.lastWords();
	}

	/**
	 * Return how long ago this worker was ready for the first time, be it as a standby.
	 * @param now the present
	 * @return the time, zero if it never was
	 */
	Duration usableFor(Duration now) {
		return (this.usableAt != null) ? now.minus(this.usableAt) : Duration.ZERO;
	}

	/** Return whether it was ready some time, be it as a standby. */
	boolean wasUsable() {
		return this.usableAt != null;
	}

	boolean wasReady() {
		return this.readyAt != null;
	}

	/**
	 * The channel is closed.
	 * @return whether it was open before
	 */
	boolean channelLost() {
		boolean wasOpen = !this.channelLost;
		this.channelLost = true;
		this.view.channelLost();
		return wasOpen;
	}

	void load(WorkerLoad load) {
		this.load = load;
	}

	@Nullable WorkerLoad load() {
		return this.load;
	}

	void vitals(WorkerVitals vitals) {
		this.vitals = vitals;
	}

	/** Return what it has said of itself last. */
	WorkerVitals vitals() {
		return this.vitals;
	}

	void health(@Nullable WorkerHealth health) {
		this.health = health;
	}

	@Nullable WorkerHealth health() {
		return this.health;
	}

	/**
	 * This worker has got a socket.
	 * @param listener where it listens
	 */
	void got(ListenerInfo listener) {
		this.announced.add(listener);
	}

	/**
	 * Return where this worker has begun to listen since this was called before.
	 * @return the addresses
	 */
	List<ListenerInfo> takeAnnounced() {
		List<ListenerInfo> taken = List.copyOf(this.announced);
		this.announced.clear();
		return taken;
	}

	/**
	 * This worker has closed a socket before it was ready.
	 * @param socket what it had asked for
	 */
	void closedEarly(SocketRequest socket) {
		this.closedEarly.add(socket);
	}

	/**
	 * Return what this worker has closed before it was ready since this was called
	 * before.
	 * @return the requests
	 */
	List<SocketRequest> takeClosedEarly() {
		List<SocketRequest> taken = List.copyOf(this.closedEarly);
		this.closedEarly.clear();
		return taken;
	}

	/**
	 * End the worker if it is still there after a while.
	 * @param delay the while
	 * @param why the reason
	 * @param settings the time limits
	 * @param loop the loop for the timers
	 */
	void stopAfter(Duration delay, WorkerReason why, ClusterSettings settings, SupervisorLoop loop) {
		this.timers.add(loop.schedule(delay, () -> stop(why, settings, loop)));
	}

	/**
	 * End the worker because somebody wants that: ask it, then SIGTERM, then SIGKILL,
	 * each when its time is over.
	 * @param why the reason
	 * @param settings the time limits
	 * @param loop the loop for the timers
	 */
	void stop(WorkerReason why, ClusterSettings settings, SupervisorLoop loop) {
		if (this.stopping) {
			return;
		}
		this.stopping = true;
		this.reason = why;
		if (hasChannel()) {
			send(new ControlMessage.Stop());
			this.timers.add(loop.schedule(settings.stopTimeout(), () -> terminate(settings, loop)));
		}
		else {
			// Nobody reads its channel yet: the JVM has hardly begun.
			terminate(settings, loop);
		}
	}

	/**
	 * Kill the worker because the cluster wants that.
	 * @param why the reason
	 */
	void kill(WorkerReason why) {
		if (!this.stopping) {
			this.stopping = true;
			this.reason = why;
		}
		this.process.signal(Signal.SIGKILL);
	}

	private void terminate(ClusterSettings settings, SupervisorLoop loop) {
		this.process.signal(Signal.SIGTERM);
		this.timers.add(loop.schedule(settings.killTimeout(), () -> this.process.signal(Signal.SIGKILL)));
	}

	void exited() {
		this.timers.forEach(Runnable::run);
		this.timers.clear();
	}

}
