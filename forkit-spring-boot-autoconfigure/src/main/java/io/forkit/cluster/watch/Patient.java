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

package io.forkit.cluster.watch;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is watched, and what it has told.
 * <p>
 * Turns come one after the other; all else may be told by any thread.
 */
final class Patient {

	private static final Log logger = LogFactory.getLog(Watch.class);

	private final Watched worker;

	private final HealthSettings settings;

	private final WorkerJudge judge;

	private final @Nullable ProbeRecord probes;

	private volatile Observation.Phase phase = Observation.Phase.STARTING;

	private volatile long beats;

	private volatile double collecting;

	private volatile String deadlock = "";

	private volatile boolean excused;

	private volatile Verdict verdict = Verdict.HEALTHY;

	private volatile Duration silence = Duration.ZERO;

	private volatile boolean overdueTold;

	private volatile boolean mistrustTold;

	Patient(Watched worker, HealthSettings settings, ProbeTotals totals) {
		this.worker = worker;
		this.settings = settings;
		this.judge = new WorkerJudge(settings);
		HealthSettings.Probe probe = settings.probe();
		this.probes = (probe != null) ? new ProbeRecord(probe, totals) : null;
	}

	Watched worker() {
		return this.worker;
	}

	Verdict verdict() {
		return this.verdict;
	}

	/** Return how long ago its last sign of life came. */
	Duration silence() {
		return this.silence;
	}

	double collecting() {
		return this.collecting;
	}

	/** It has given a sign of life; they come one after the other. */
	void beat(double collecting) {
		this.collecting = collecting;
		this.beats = this.beats + 1;
	}

	void deadlock(String deadlock) {
		this.deadlock = deadlock;
	}

	void phase(Observation.Phase phase) {
		this.phase = phase;
	}

	/** Tell again that it is overdue. */
	void remind() {
		this.overdueTold = false;
	}

	void excuse(boolean excused) {
		this.excused = excused;
	}

	/**
	 * A turn has passed.
	 * @param turn the turn
	 * @param sampler looks at processes
	 * @param listener told of what is new
	 */
	void turn(FairTime.Turn turn, ProcessSampler sampler, Watch.Listener listener) {
		boolean silenceMeansNothing = this.excused || this.worker.isReadingPaused();
		Observation observation = new Observation(turn, this.phase, this.beats, this.collecting, silenceMeansNothing,
				this.deadlock, (this.probes != null) ? this.probes.unanswered() : "");
		Verdict now = this.judge.judge(observation, () -> sampler.take(this.worker.pid(), System.nanoTime()));
		this.silence = this.judge.silence();
		Verdict before = this.verdict;
		this.verdict = now;
		if (now.condition() != before.condition()) {
			this.overdueTold = false;
			listener.changed(this.worker, now, before);
		}
		if (now.overdue() && !this.overdueTold) {
			this.overdueTold = true;
			listener.overdue(this.worker, now);
		}
		probe(turn);
	}

	private void probe(FairTime.Turn turn) {
		HealthSettings.Probe probe = this.settings.probe();
		ProbeRecord current = this.probes;
		if (probe == null || current == null || this.phase != Observation.Phase.SERVING || turn.disturbed()
				|| !this.verdict.condition().answers() || !current.isDue(turn.nanos())) {
			return;
		}
		this.worker.probe(probe.path(), probe.timeout()).thenAccept((result) -> ended(probe, current, result));
	}

	private void ended(HealthSettings.Probe probe, ProbeRecord current, ProbeResult result) {
		if (current.ended(result) && !this.mistrustTold) {
			this.mistrustTold = true;
			logger.warn("%s: %s. That does not count, %s".formatted(this.worker, result.describe(probe.path()),
					(result.outcome() == ProbeResult.Outcome.IMPOSSIBLE) ? "because it says nothing about the worker"
							: "because no worker has answered it well so far: "
									+ "check 'forkit.cluster.health.probe.path'"));
		}
	}

}
