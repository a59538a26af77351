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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Judges one worker, turn by turn. Each turn of a silence is put down to what the kernel
 * shows as its reason, and each reason has a limit of its own, so that a worker which was
 * stopped for an hour and then collects garbage is not killed for the hour.
 * <p>
 * Not thread-safe.
 */
final class WorkerJudge {

	/** A silence is looked into when so many signs are missing. */
	private static final int MISSING_SIGNS = 2;

	private static final long LEAST_SILENCE = TimeUnit.SECONDS.toNanos(3);

	private static final double MOST = 0.9;

	private final HealthSettings settings;

	private final long late;

	private final Map<WorkerCondition, Long> charges = new EnumMap<>(WorkerCondition.class);

	private long age;

	private long beats;

	private long silent;

	// Of the silence, what nobody is charged with yet.
	private long uncharged;

	private long collecting;

	// For how long it has got something done besides, after it had not.
	private long working;

	private @Nullable ProcessSample before;

	WorkerJudge(HealthSettings settings) {
		this.settings = settings;
		this.late = Math.max(LEAST_SILENCE, settings.heartbeat().interval().toNanos() * MISSING_SIGNS);
	}

	/** Who gets something done for a moment only is not well for that. */
	private void collects(boolean onlyThat, long time) {
		this.working = onlyThat ? 0 : this.working + time;
		if (onlyThat) {
			this.collecting += time;
		}
		else if (this.working >= this.late) {
			this.collecting = 0;
		}
	}

	/** Return how long ago the last sign of life came, of the time that counts. */
	Duration silence() {
		return Duration.ofNanos(this.silent);
	}

	/**
	 * Judge a worker at the end of a turn.
	 * @param observation what is known
	 * @param sample takes a sample of its process, if that is needed
	 * @return the verdict
	 */
	Verdict judge(Observation observation, Supplier<@Nullable ProcessSample> sample) {
		long time = observation.turn().disturbed() ? 0 : observation.turn().nanos();
		this.age += time;
		if (observation.phase() == Observation.Phase.ENDING) {
			endSilence();
			return Verdict.HEALTHY;
		}
		if (observation.beats() != this.beats || observation.excused()) {
			collects(observation.collecting() >= MOST, time);
			this.beats = observation.beats();
			endSilence();
		}
		else if (this.beats > 0) {
			this.silent += time;
			this.uncharged += time;
			if (this.silent >= this.late) {
				return silent(observation, sample.get());
			}
		}
		return awake(observation);
	}

	private void endSilence() {
		this.silent = 0;
		this.uncharged = 0;
		this.before = null;
		this.charges.clear();
	}

	private Verdict silent(Observation observation, @Nullable ProcessSample sample) {
		ProcessSample last = this.before;
		this.before = sample;
		if (sample != null && last == null && !sample.isHeld()) {
			// What goes on shows only when there are two.
			return awake(observation);
		}
		WorkerCondition reason = WorkerCondition.SILENT;
		if (sample != null) {
			reason = sample.since((last != null) ? last : sample);
		}
		this.charges.merge(reason, this.uncharged, Long::sum);
		this.uncharged = 0;
		WorkerCondition overdue = overdue();
		if (overdue != null) {
			return new Verdict(overdue, silence(), true, "");
		}
		return new Verdict(isHeld(reason) ? reason : mainReason(), silence(), false, "");
	}

	private static boolean isHeld(WorkerCondition reason) {
		return reason == WorkerCondition.STOPPED || reason == WorkerCondition.TRACED;
	}

	private @Nullable WorkerCondition overdue() {
		return this.charges.entrySet()
			.stream()
			.filter((charge) -> charge.getValue() >= limit(charge.getKey()))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

	/** Reasons may take turns. */
	private WorkerCondition mainReason() {
		return this.charges.entrySet()
			.stream()
			.max(Map.Entry.comparingByValue())
			.map(Map.Entry::getKey)
			.orElse(WorkerCondition.SILENT);
	}

	private long limit(WorkerCondition reason) {
		HealthSettings.Heartbeat limits = this.settings.heartbeat();
		return switch (reason) {
			case COLLECTING -> limits.collectingTimeout().toNanos();
			case SWAPPING -> limits.swappingTimeout().toNanos();
			case STARVED -> Long.MAX_VALUE;
			default -> limits.timeout().toNanos();
		};
	}

	/**
	 * Several things may be wrong at once. One that is only reported must not hide one
	 * for which a worker is replaced, and threads that wait for each other may be the
	 * reason for all the others.
	 */
	private Verdict awake(Observation observation) {
		return findings(observation).stream()
			.sorted(Comparator.comparingInt(this::weight).reversed())
			.findFirst()
			.orElse(Verdict.HEALTHY);
	}

	private int weight(Verdict verdict) {
		if (!verdict.overdue()) {
			return 0;
		}
		return (this.settings.actions().of(verdict.condition()) == HealthSettings.Action.REPLACE) ? 2 : 1;
	}

	private List<Verdict> findings(Observation observation) {
		List<Verdict> found = new ArrayList<>();
		String deadlock = observation.deadlock();
		String besides = deadlock.isEmpty() ? "" : "; it has threads that wait for each other: " + deadlock;
		if (!observation.unanswered().isEmpty()) {
			found.add(
					new Verdict(WorkerCondition.UNRESPONSIVE, Duration.ZERO, true, observation.unanswered() + besides));
		}
		if (this.collecting >= this.late) {
			found.add(new Verdict(WorkerCondition.COLLECTING, Duration.ofNanos(this.collecting),
					this.collecting >= limit(WorkerCondition.COLLECTING), besides));
		}
		long startTimeout = this.settings.startTimeout().toNanos();
		if (observation.phase() == Observation.Phase.STARTING && startTimeout > 0 && this.age >= startTimeout) {
			found.add(new Verdict(WorkerCondition.SLOW_START, Duration.ofNanos(this.age), true, besides));
		}
		if (!deadlock.isEmpty()) {
			found.add(new Verdict(WorkerCondition.DEADLOCKED, Duration.ZERO, true, deadlock));
		}
		return found;
	}

}
