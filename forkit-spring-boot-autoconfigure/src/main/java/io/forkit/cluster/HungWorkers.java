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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.watch.ProbeResult;
import io.forkit.cluster.watch.ProbeTotals;
import io.forkit.cluster.watch.Verdict;
import io.forkit.cluster.watch.VitalSigns;
import io.forkit.cluster.watch.Watch;
import io.forkit.cluster.watch.Watched;
import io.forkit.cluster.watch.WorkerCondition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watches the workers, tells how they fare, and has those which hang treated.
 * <p>
 * Thread-safe.
 */
final class HungWorkers implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(HungWorkers.class);

	private static final Duration AGAIN = Duration.ofSeconds(30);

	private final HealthTopic topic;

	private final Watch watch;

	private final Remedy remedy;

	private final Treatment treatment;

	private final Map<Integer, WorkerView> workers = new ConcurrentHashMap<>();

	// How those fare that are not well.
	private final Map<Integer, WorkerHealth> fares = new ConcurrentHashMap<>();

	/**
	 * Create a watch, to be started.
	 * @param settings when a worker is taken for hung, and what follows
	 * @param outputDirectory where the standard output of the workers goes, or
	 * {@code null} for that of this process
	 * @param remedy what can be done
	 */
	HungWorkers(HealthSettings settings, @Nullable Path outputDirectory, Remedy remedy) {
		this(settings, outputDirectory, remedy, AGAIN);
	}

	/**
	 * Create a watch, to be started.
	 * @param settings when a worker is taken for hung, and what follows
	 * @param outputDirectory where the standard output of the workers goes, or
	 * {@code null} for that of this process
	 * @param remedy what can be done
	 * @param again when it is tried again to replace a worker
	 */
	HungWorkers(HealthSettings settings, @Nullable Path outputDirectory, Remedy remedy, Duration again) {
		this.remedy = remedy;
		this.watch = new Watch(settings, new Verdicts());
		this.topic = new HealthTopic(new Reports());
		this.treatment = new Treatment(settings, this.watch,
				new WorkerDumps(settings.dump(), this.topic, outputDirectory), remedy, again);
	}

	ControlTopic topic() {
		return this.topic;
	}

	void start() {
		this.watch.start();
	}

	/**
	 * A worker was started.
	 * @param worker the worker
	 */
	void forked(WorkerView worker) {
		this.workers.put(worker.id(), worker);
		worker.watchedBy(this);
		this.watch.add(new Subject(worker));
	}

	/**
	 * A worker is in another state.
	 * @param worker its id
	 * @param state the state
	 */
	void changed(int worker, WorkerState state) {
		if (state == WorkerState.READY || state == WorkerState.STANDBY) {
			this.watch.serving(worker);
		}
		else if (state == WorkerState.DRAINING) {
			this.watch.ending(worker);
		}
		else if (state == WorkerState.EXITED) {
			this.watch.remove(worker);
			this.workers.remove(worker);
			this.treatment.forget(worker);
			this.fares.remove(worker);
		}
	}

	/**
	 * Let a worker make a request to its own server, past the queue that it shares with
	 * its siblings. Does not wait.
	 * @param worker its id
	 * @param path what to get
	 * @param timeout how long the answer may take
	 * @return what came of it, never a failure
	 */
	CompletableFuture<ProbeResult> probe(int worker, String path, Duration timeout) {
		return this.topic.probe(worker, path, timeout);
	}

	/**
	 * Return the numbers of a worker.
	 * @param worker its id
	 * @return the numbers, or {@code null} if it is not known
	 */
	@Nullable VitalSigns signs(int worker) {
		return this.watch.signs(worker);
	}

	ProbeTotals probes() {
		return this.watch.probes();
	}

	/**
	 * The leader gives no sign of life, see {@link Treatment#leaderSilent}.
	 * @param worker the worker
	 * @param silence for how long
	 * @return whether it is to have all of its time again
	 */
	boolean leaderSilent(WorkerView worker, Duration silence) {
		return this.treatment.leaderSilent(worker, silence);
	}

	private void tell(WorkerView worker, Verdict verdict) {
		this.remedy.fares(worker, this.fares.compute(worker.id(), (id, before) -> health(verdict, before)));
		if (!this.workers.containsKey(worker.id())) {
			// It has ended at this moment.
			this.fares.remove(worker.id());
		}
		this.remedy.tell(new WorkerHealthChangedEvent(worker, verdict));
	}

	/** What lasts for too long by now is what was noticed before. */
	private static @Nullable WorkerHealth health(Verdict verdict, @Nullable WorkerHealth before) {
		if (verdict.condition() == WorkerCondition.HEALTHY) {
			return null;
		}
		boolean same = before != null && before.condition() == verdict.condition();
		return new WorkerHealth(verdict.condition(), same ? before.since() : Instant.now(), verdict.overdue());
	}

	@Override
	public void close() {
		this.watch.close();
	}

	/**
	 * What can be done about a worker. Called by any thread; must not block.
	 */
	interface Remedy {

		/**
		 * Make known how a worker fares.
		 * @param worker the worker
		 * @param health what is wrong, or {@code null} for nothing
		 */
		void fares(WorkerView worker, @Nullable WorkerHealth health);

		/**
		 * Tell the listeners.
		 * @param event what has happened
		 */
		void tell(WorkerHealthChangedEvent event);

		/**
		 * Replace a worker that can be told to end, by a new one that is started before.
		 * @param worker the worker
		 * @return completed with the reason why it was not replaced, {@code null} if it
		 * was
		 */
		CompletableFuture<@Nullable String> replace(WorkerView worker);

		/**
		 * End a worker that can be told so, and has not been ready yet.
		 * @param worker the worker
		 */
		void end(WorkerView worker);

		/**
		 * End a worker that cannot be told anything.
		 * @param worker the worker
		 * @param reason why
		 */
		void kill(WorkerView worker, WorkerReason reason);

	}

	/**
	 * A worker that is watched.
	 *
	 * @param worker the worker
	 */
	private final class Subject implements Watched {

		private final WorkerView worker;

		Subject(WorkerView worker) {
			this.worker = worker;
		}

		@Override
		public int id() {
			return this.worker.id();
		}

		@Override
		public long pid() {
			return this.worker.pid();
		}

		@Override
		public boolean isReadingPaused() {
			return this.worker.isReadingPaused();
		}

		@Override
		public CompletableFuture<ProbeResult> probe(String path, Duration timeout) {
			return HungWorkers.this.probe(id(), path, timeout);
		}

		@Override
		public String toString() {
			return this.worker.toString();
		}

	}

	/**
	 * Takes what the workers say.
	 */
	private final class Reports implements HealthTopic.Listener {

		@Override
		public void beat(int worker, double collecting) {
			HungWorkers.this.watch.beat(worker, collecting);
		}

		@Override
		public void deadlock(int worker, String threads) {
			HungWorkers.this.watch.deadlock(worker, threads);
		}

	}

	/**
	 * Takes what the watch finds.
	 */
	private final class Verdicts implements Watch.Listener {

		@Override
		public void changed(Watched watched, Verdict now, Verdict before) {
			WorkerView worker = HungWorkers.this.workers.get(watched.id());
			if (worker == null) {
				return;
			}
			if (now.condition() != WorkerCondition.HEALTHY) {
				logger.warn("%s %s".formatted(worker, now.describe()));
			}
			else {
				HungWorkers.this.treatment.forget(worker.id());
				if (worker.state() != WorkerState.DRAINING) {
					logger.info("%s is well again".formatted(worker));
				}
			}
			if (!now.overdue()) {
				tell(worker, now);
			}
		}

		@Override
		public void overdue(Watched watched, Verdict verdict) {
			WorkerView worker = HungWorkers.this.workers.get(watched.id());
			if (worker != null) {
				logger.error("%s hangs: it %s%s".formatted(worker, verdict.describe(),
						HungWorkers.this.treatment.isReplaced(verdict.condition()) ? ""
								: ". It is only reported, as the settings want it"));
				tell(worker, verdict);
				HungWorkers.this.treatment.begin(worker, verdict);
			}
		}

	}

}
