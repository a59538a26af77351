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
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerJudge}, whose time passes in turns of a second.
 */
class WorkerJudgeTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private WorkerJudge judge = new WorkerJudge(HealthSettings.DEFAULTS);

	private Observation.Phase phase = Observation.Phase.SERVING;

	private boolean disturbed;

	private boolean excused;

	private double collecting;

	private String deadlock = "";

	private String unanswered = "";

	private long beats;

	private long now;

	// What each second adds.
	private char state = 'S';

	private long collectingRate;

	private long waitingRate;

	private long faultRate;

	private boolean blocked;

	private boolean runnable;

	private boolean debuggable;

	private long collected;

	private long waited;

	private long faults;

	private boolean invisible;

	private int samples;

	@Test
	void whoGivesSignsOfLifeIsHealthyAndNotLookedAt() {
		assertThat(beatFor(600)).isEqualTo(Verdict.HEALTHY);
		assertThat(this.samples).isZero();
	}

	@Test
	void silenceWithoutAReasonIsTooLongAtTheTimeout() {
		beatFor(5);
		Verdict soon = passes(29);
		assertThat(soon.condition()).isEqualTo(WorkerCondition.SILENT);
		assertThat(soon.overdue()).isFalse();
		assertThat(passes(1).overdue()).isTrue();
	}

	@Test
	void aShortSilenceIsNotWorthAWord() {
		beatFor(5);
		assertThat(passes(3)).isEqualTo(Verdict.HEALTHY);
	}

	@Test
	void whoHasNotGivenASignYetStarts() {
		this.phase = Observation.Phase.STARTING;
		assertThat(passes(500)).isEqualTo(Verdict.HEALTHY);
		Verdict late = passes(100);
		assertThat(late.condition()).isEqualTo(WorkerCondition.SLOW_START);
		assertThat(late.overdue()).isTrue();
		this.phase = Observation.Phase.SERVING;
		assertThat(beatFor(1)).isEqualTo(Verdict.HEALTHY);
	}

	@Test
	void whoIsStoppedOrTracedIsKnownAsThatAtOnce() {
		beatFor(5);
		this.state = 'T';
		assertThat(passes(4).condition()).isEqualTo(WorkerCondition.STOPPED);
		this.state = 't';
		assertThat(passes(1).condition()).isEqualTo(WorkerCondition.TRACED);
	}

	@Test
	void aDebuggerMayHoldAllThreads() {
		beatFor(5);
		this.debuggable = true;
		assertThat(passes(20).condition()).isEqualTo(WorkerCondition.TRACED);
	}

	@Test
	void theTimeInWhichAWorkerWasStoppedIsNoSilenceOfItsJvm() {
		beatFor(5);
		this.state = 'T';
		Verdict stopped = passes(3600);
		assertThat(stopped.condition()).isEqualTo(WorkerCondition.STOPPED);
		this.state = 'S';
		this.collectingRate = SECOND;
		passes(2);
		this.collectingRate = 0;
		assertThat(beatFor(1)).isEqualTo(Verdict.HEALTHY);
		assertThat(passes(20).overdue()).isFalse();
	}

	@Test
	void whoCollectsGarbageHasMoreTime() {
		beatFor(5);
		this.collectingRate = SECOND * 9 / 10;
		Verdict later = passes(119);
		assertThat(later.condition()).isEqualTo(WorkerCondition.COLLECTING);
		assertThat(later.overdue()).isFalse();
		assertThat(passes(2).overdue()).isTrue();
	}

	@Test
	void whoCollectsGarbageAllTheTimeIsKnownByItsSignsToo() {
		this.collecting = 0.95;
		Verdict soon = beatFor(60);
		assertThat(soon.condition()).isEqualTo(WorkerCondition.COLLECTING);
		assertThat(soon.overdue()).isFalse();
		assertThat(beatFor(61).overdue()).isTrue();
		this.collecting = 0.5;
		assertThat(beatFor(3).overdue()).as("well for a moment").isTrue();
		assertThat(beatFor(1)).isEqualTo(Verdict.HEALTHY);
	}

	@Test
	void whoseMemoryIsSwappedOutHasStillMoreTime() {
		beatFor(5);
		this.faultRate = 100;
		this.collectingRate = SECOND;
		Verdict later = passes(299);
		assertThat(later.condition()).isEqualTo(WorkerCondition.SWAPPING);
		assertThat(later.overdue()).isFalse();
		assertThat(passes(2).overdue()).isTrue();
	}

	@Test
	void whoWaitsForTheDiskIsTakenForSwapping() {
		beatFor(5);
		this.blocked = true;
		assertThat(passes(20).condition()).isEqualTo(WorkerCondition.SWAPPING);
	}

	@Test
	void whoGetsNoProcessorIsNeverToBlame() {
		beatFor(5);
		this.waitingRate = SECOND * 8 / 10;
		Verdict later = passes(100_000);
		assertThat(later.condition()).isEqualTo(WorkerCondition.STARVED);
		assertThat(later.overdue()).isFalse();
	}

	@Test
	void whoWaitsForAProcessorAllTheTimeIsStarvedBeforeTheKernelCountsIt() {
		beatFor(5);
		this.runnable = true;
		assertThat(passes(100).condition()).isEqualTo(WorkerCondition.STARVED);
	}

	@Test
	void turnsInWhichTheWatcherStoodStillDoNotCount() {
		beatFor(5);
		this.disturbed = true;
		assertThat(passes(1000)).isEqualTo(Verdict.HEALTHY);
		this.disturbed = false;
		assertThat(passes(3)).isEqualTo(Verdict.HEALTHY);
	}

	@Test
	void whoIsExcusedMayBeSilent() {
		beatFor(5);
		this.excused = true;
		assertThat(passes(1000)).isEqualTo(Verdict.HEALTHY);
		this.excused = false;
		assertThat(passes(30).overdue()).isTrue();
	}

	@Test
	void whoEndsIsNotWatched() {
		beatFor(5);
		this.phase = Observation.Phase.ENDING;
		this.deadlock = "a waits for b";
		assertThat(passes(1000)).isEqualTo(Verdict.HEALTHY);
	}

	@Test
	void eachReasonHasALimitOfItsOwn() {
		beatFor(5);
		this.collectingRate = SECOND;
		passes(100);
		this.collectingRate = 0;
		Verdict later = passes(29);
		assertThat(later.condition()).isEqualTo(WorkerCondition.COLLECTING);
		assertThat(later.overdue()).isFalse();
		Verdict tooLate = passes(1);
		assertThat(tooLate.condition()).isEqualTo(WorkerCondition.SILENT);
		assertThat(tooLate.overdue()).isTrue();
	}

	@Test
	void aProcessThatCannotBeSeenIsSilent() {
		beatFor(5);
		this.invisible = true;
		assertThat(passes(10).condition()).isEqualTo(WorkerCondition.SILENT);
	}

	@Test
	void aDeadlockIsToldAtOnce() {
		this.deadlock = "a waits for b";
		Verdict verdict = beatFor(1);
		assertThat(verdict.condition()).isEqualTo(WorkerCondition.DEADLOCKED);
		assertThat(verdict.overdue()).isTrue();
		assertThat(verdict.describe()).contains("a waits for b");
	}

	/** It would be reported only, and nobody would replace who serves nobody. */
	@Test
	void aDeadlockDoesNotHideUnansweredRequestsButIsNamedAsTheirReason() {
		this.deadlock = "a waits for b";
		assertThat(beatFor(1).condition()).isEqualTo(WorkerCondition.DEADLOCKED);
		this.unanswered = "GET / was not answered";
		Verdict verdict = beatFor(1);
		assertThat(verdict.condition()).isEqualTo(WorkerCondition.UNRESPONSIVE);
		assertThat(verdict.overdue()).isTrue();
		assertThat(verdict.describe()).contains("GET / was not answered").contains("a waits for b");
	}

	@Test
	void aDeadlockDoesNotHideTooMuchGarbage() {
		this.deadlock = "a waits for b";
		this.collecting = 0.95;
		assertThat(beatFor(60).condition()).isEqualTo(WorkerCondition.DEADLOCKED);
		Verdict later = beatFor(61);
		assertThat(later.condition()).isEqualTo(WorkerCondition.COLLECTING);
		assertThat(later.overdue()).isTrue();
		assertThat(later.describe()).contains("a waits for b");
	}

	@Test
	void aDeadlockDoesNotHideASlowStart() {
		this.phase = Observation.Phase.STARTING;
		this.deadlock = "a waits for b";
		assertThat(beatFor(1).condition()).isEqualTo(WorkerCondition.DEADLOCKED);
		Verdict late = beatFor(600);
		assertThat(late.condition()).isEqualTo(WorkerCondition.SLOW_START);
		assertThat(late.describe()).contains("a waits for b");
	}

	@Test
	void whatHasAWorkerReplacedIsNotHiddenByWhatIsReported() {
		HealthSettings defaults = HealthSettings.DEFAULTS;
		this.judge = new WorkerJudge(new HealthSettings(defaults.heartbeat(), defaults.startTimeout(),
				defaults.deadlockInterval(), null, new HealthSettings.Actions(HealthSettings.Action.REPORT,
						HealthSettings.Action.REPORT, HealthSettings.Action.REPLACE, HealthSettings.Action.REPORT),
				defaults.dump()));
		this.unanswered = "GET / was not answered";
		this.deadlock = "a waits for b";
		assertThat(beatFor(1).condition()).isEqualTo(WorkerCondition.DEADLOCKED);
	}

	@Test
	void silenceWeighsMoreThanWhatWasSaidBefore() {
		this.deadlock = "a waits for b";
		beatFor(5);
		assertThat(passes(10).condition()).isEqualTo(WorkerCondition.SILENT);
	}

	private Verdict beatFor(int seconds) {
		Verdict verdict = Verdict.HEALTHY;
		for (int i = 0; i < seconds; i++) {
			this.beats++;
			verdict = passes(1);
		}
		return verdict;
	}

	private Verdict passes(int seconds) {
		Verdict verdict = Verdict.HEALTHY;
		for (int i = 0; i < seconds; i++) {
			this.now += SECOND;
			this.collected += this.collectingRate;
			this.waited += this.waitingRate;
			this.faults += this.faultRate;
			verdict = this.judge.judge(new Observation(new FairTime.Turn(SECOND, this.disturbed), this.phase,
					this.beats, this.collecting, this.excused, this.deadlock, this.unanswered), this::sample);
		}
		return verdict;
	}

	private @Nullable ProcessSample sample() {
		this.samples++;
		return this.invisible ? null : new ProcessSample(this.now, this.state, this.faults, this.collected, this.waited,
				this.runnable, this.blocked, this.debuggable);
	}

	@Test
	void theSilenceIsKnown() {
		beatFor(3);
		passes(7);
		assertThat(this.judge.silence()).isEqualTo(Duration.ofSeconds(7));
	}

}
