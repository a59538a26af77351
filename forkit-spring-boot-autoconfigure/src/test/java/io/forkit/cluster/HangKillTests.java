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
import java.util.Set;

import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.restart.GiveUp;
import io.forkit.posix.Signal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what follows when a worker is killed because it hangs.
 */
class HangKillTests {

	private final VirtualCluster cluster = new VirtualCluster();

	@Test
	void aWorkerThatIsKilledBecauseItHangsIsReplacedAtOnceAndForThatReason() {
		this.cluster.run(2);
		hangs(1);
		assertThat(this.cluster.happened).contains("1 EXITED HANG", "3 STARTING HANG");
		assertThat(this.cluster.supervisor().snapshot().workers()).extracting(WorkerInfo::restarts).containsOnly(0);
	}

	@Test
	void aWorkerThatHangsHasNotCrashed() {
		this.cluster.crashes = crashes(false);
		this.cluster.run(1);
		for (int id = 1; id <= 4; id++) {
			hangs(id);
			this.cluster.loop.advance(Duration.ofSeconds(20));
			this.cluster.worker(id + 1).becomesReady();
		}
		assertThat(this.cluster.supervisor().snapshot().breakers()).isEmpty();
	}

	@Test
	void aWorkerThatHangsHasCrashedIfThatIsWanted() {
		this.cluster.crashes = crashes(true);
		this.cluster.run(1);
		hangs(1);
		this.cluster.loop.advance(Duration.ofSeconds(20));
		this.cluster.worker(2).becomesReady();
		hangs(2);
		assertThat(this.cluster.supervisor().snapshot().breakers()).extracting(BreakerInfo::slot).containsExactly(0);
		assertThat(this.cluster.workers).hasSize(2);
	}

	@Test
	void aSlotWhoseWorkerHungIsNotFilledWhenTheClusterIsStoppedMeanwhileIfThatIsACrash() {
		int before = hangsBeforeTheBreakerOfTheClusterOpens(true);
		assertThat(this.cluster.workers).hasSize(before);
	}

	@Test
	void aSlotWhoseWorkerHungIsFilledWhenTheClusterIsStoppedMeanwhileIfThatIsNoCrash() {
		int before = hangsBeforeTheBreakerOfTheClusterOpens(false);
		assertThat(this.cluster.workers).hasSize(before + 1);
		assertThat(this.cluster.last().slot()).isZero();
	}

	private int hangsBeforeTheBreakerOfTheClusterOpens(boolean countHung) {
		CrashSettings none = CrashSettings.NO_LIMITS;
		this.cluster.crashes = new CrashSettings(none.maxRestarts(), none.period(), none.maxInARow(),
				none.sameFailures(), countHung ? 2 : 0, Duration.ofMinutes(10), Duration.ofMinutes(5), Set.of(),
				countHung, GiveUp.KEEP);
		this.cluster.run(2);
		hangs(1);
		hangs(3);
		int before = this.cluster.workers.size();
		this.cluster.worker(2).isKilled();
		assertThat(this.cluster.supervisor().snapshot().breakers()).singleElement()
			.extracting(BreakerInfo::slot)
			.isNull();
		this.cluster.loop.advance(Duration.ofSeconds(20));
		return before;
	}

	@Test
	void aWorkerThatEndsForAnotherReasonKeepsThat() {
		this.cluster.run(1);
		this.cluster.supervisor().workers().get(0).disconnect();
		this.cluster.loop.run();
		hangs(1);
		assertThat(this.cluster.happened).contains("1 EXITED DISCONNECT");
	}

	private void hangs(int id) {
		Worker hung = this.cluster.supervisor()
			.workers()
			.stream()
			.filter((worker) -> worker.id() == id)
			.findFirst()
			.orElseThrow();
		this.cluster.supervisor().control().kill((WorkerView) hung, WorkerReason.HANG);
		this.cluster.loop.run();
		assertThat(this.cluster.worker(id).signals()).containsExactly(Signal.SIGKILL);
		this.cluster.worker(id).isKilled();
		this.cluster.loop.run();
	}

	private static CrashSettings crashes(boolean countHung) {
		CrashSettings none = CrashSettings.NO_LIMITS;
		return new CrashSettings(none.maxRestarts(), none.period(), 1, none.sameFailures(), none.clusterMaxRestarts(),
				none.clusterPeriod(), none.coolDown(), Set.of(), countHung, GiveUp.KEEP);
	}

}
