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
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that one of the workers is the leader, and never two: a leader remains until
 * it has said that it has given up, or its process has ended. Belongs to the thread of
 * the supervisor.
 */
final class Election {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	/** So often a leader gives a sign of life before it is taken for dead. */
	private static final int SIGNS = 10;

	/** Workers of an older generation are those that leave next. */
	private static final Comparator<WorkerHandle> ORDER = Comparator
		.<WorkerHandle>comparingInt((worker) -> worker.generation().number())
		.reversed()
		.thenComparingInt(WorkerHandle::id);

	private final SupervisorLoop loop;

	private final LeaderSettings settings;

	private final Duration stepDownLimit;

	private final Supplier<Stream<WorkerHandle>> workers;

	private final Listener listener;

	private @Nullable Leader leader;

	private long term;

	private boolean used;

	Election(SupervisorLoop loop, LeaderSettings settings, Duration stepDownLimit,
			Supplier<Stream<WorkerHandle>> workers, Listener listener) {
		this.loop = loop;
		this.settings = settings;
		this.stepDownLimit = stepDownLimit;
		this.workers = workers;
		this.listener = listener;
	}

	/** Return who leads. */
	@Nullable LeaderInfo leader() {
		return (this.leader != null) ? this.leader.info : null;
	}

	/** A worker is in another state. */
	void update() {
		LeaderInfo before = leader();
		if (this.leader != null) {
			this.leader.check();
		}
		if (this.leader == null) {
			elect();
		}
		if (leader() != before) {
			this.listener.leaderChanged(leader());
		}
	}

	/**
	 * A worker has said something about its leadership.
	 * @param worker the worker
	 * @param message what
	 * @return whether the message is about that
	 */
	boolean received(WorkerHandle worker, ControlMessage message) {
		Leader current = (this.leader != null && this.leader.worker == worker) ? this.leader : null;
		if (message instanceof ControlMessage.Leading leading) {
			if (current != null && current.info.term() == leading.term()) {
				current.silentFor = 0;
			}
			return true;
		}
		if (message instanceof ControlMessage.LeaderUsed) {
			this.used = true;
			return true;
		}
		if (message instanceof ControlMessage.SteppedDown steppedDown) {
			if (current != null && current.info.term() == steppedDown.term()) {
				current.end();
				update(current.info);
			}
			return true;
		}
		return false;
	}

	private void update(LeaderInfo before) {
		elect();
		if (leader() != before) {
			this.listener.leaderChanged(leader());
		}
	}

	private void elect() {
		candidates().findFirst().ifPresent((worker) -> {
			Instant now = this.loop.now();
			// Greater than those of a cluster before this one, too.
			this.term = Math.max(this.term + 1, now.toEpochMilli());
			this.leader = new Leader(worker,
					new LeaderInfo(worker.id(), worker.view().slot(), worker.pid(), this.term, now));
			this.leader.begin();
		});
	}

	private Stream<WorkerHandle> candidates() {
		return this.workers.get()
			.filter((worker) -> worker.state() == WorkerState.READY && worker.hasChannel() && !worker.isStopping())
			.sorted(ORDER);
	}

	/**
	 * Is told of the outcome.
	 */
	interface Listener {

		/**
		 * Another worker leads, or none.
		 * @param leader the leader
		 */
		void leaderChanged(@Nullable LeaderInfo leader);

		/**
		 * A leader does not give up in time: it is to end.
		 * @param worker the worker
		 */
		void overdue(WorkerHandle worker);

		/**
		 * A leader gives no sign of life, although somebody makes use of who leads: it is
		 * to be ended unless there is a reason to wait for it. Asked again and again.
		 * @param worker the worker
		 * @param silence for how long
		 * @return whether it is to have all of its time again
		 */
		boolean silent(WorkerHandle worker, Duration silence);

	}

	/**
	 * The worker that leads.
	 */
	private final class Leader {

		private final WorkerHandle worker;

		private final LeaderInfo info;

		private Runnable cancelPulse = () -> {
		};

		private Runnable cancelPatience = () -> {
		};

		private @Nullable Instant unreadySince;

		private boolean patienceOver;

		private boolean steppingDown;

		private int silentFor;

		Leader(WorkerHandle worker, LeaderInfo info) {
			this.worker = worker;
			this.info = info;
		}

		void begin() {
			Duration pulse = Election.this.settings.unresponsiveTimeout().dividedBy(SIGNS);
			this.worker.send(new ControlMessage.Lead(this.info.term(), pulse.toMillis()));
			if (pulse.toMillis() > 0) {
				awaitSign(pulse);
			}
		}

		/**
		 * Turns are counted and not time: where the whole machine or the primary has
		 * stood still, nobody is to blame. While nobody makes use of who leads, it does
		 * not matter that the leader is silent.
		 */
		private void awaitSign(Duration pulse) {
			this.cancelPulse = Election.this.loop.schedule(pulse, () -> {
				this.silentFor = this.worker.isReadingPaused() ? 0 : this.silentFor + 1;
				if (this.silentFor > SIGNS && Election.this.used
						&& Election.this.listener.silent(this.worker, pulse.multipliedBy(this.silentFor))) {
					this.silentFor = 0;
				}
				awaitSign(pulse);
			});
		}

		void check() {
			if (this.worker.state() == WorkerState.EXITED) {
				end();
			}
			else if (this.worker.state() == WorkerState.DRAINING) {
				this.cancelPatience.run();
				stepDown();
			}
			else if (this.worker.state() == WorkerState.READY) {
				ready();
			}
			else {
				unready();
			}
		}

		private void ready() {
			if (!this.steppingDown) {
				this.cancelPatience.run();
				this.unreadySince = null;
				this.patienceOver = false;
			}
		}

		/** The timer says when it is over, and not the clock, which may be set back. */
		private void unready() {
			if (this.steppingDown) {
				return;
			}
			Instant now = Election.this.loop.now();
			if (this.unreadySince == null) {
				this.unreadySince = now;
				this.cancelPatience = Election.this.loop.schedule(Election.this.settings.unreadyTimeout(), () -> {
					this.patienceOver = true;
					Election.this.update();
				});
			}
			if (this.patienceOver && candidates().findFirst().isPresent()) {
				logger.warn("%s leads, but has not been ready for %d ms: another one is to lead"
					.formatted(this.worker.view(), Duration.between(this.unreadySince, now).toMillis()));
				stepDown();
				this.cancelPatience = Election.this.loop.schedule(Election.this.stepDownLimit, () -> {
					logger.error("%s does not give up its leadership: it is to end".formatted(this.worker.view()));
					Election.this.listener.overdue(this.worker);
				});
			}
		}

		private void stepDown() {
			if (!this.steppingDown) {
				this.steppingDown = true;
				this.worker.send(new ControlMessage.StepDown(this.info.term()));
			}
		}

		void end() {
			this.cancelPulse.run();
			this.cancelPatience.run();
			Election.this.leader = null;
		}

	}

}
