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
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.forkit.cluster.ControlMessage.Vitals;
import io.forkit.cluster.ControlMessage.VitalsWanted;
import io.forkit.cluster.capacity.CapacityReport;
import io.forkit.cluster.recycle.MemoryLimit;
import io.forkit.cluster.recycle.RecycleCause;
import io.forkit.cluster.recycle.RecycleDecision;
import io.forkit.cluster.recycle.RecycleLimits;
import io.forkit.cluster.recycle.RecycleSettings;
import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.reload.Surge;
import io.forkit.cluster.restart.CrashSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Recycling}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecyclingTests {

	private static final long MB = 1024 * 1024;

	private static final Duration CHECK = Duration.ofSeconds(5);

	private static final Duration MIN_READY = Duration.ofMinutes(1);

	private static final Duration COOL_DOWN = Duration.ofMinutes(5);

	private static final int DONE = 3;

	private final VirtualCluster cluster = new VirtualCluster();

	@Test
	void aWorkerThatHasDoneItsWorkIsReplacedNewFirst() {
		run(2, RecycleLimits.NONE.withRequests(1000L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 1000);
		vitals(2, 0, 10);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).singleElement().satisfies((decision) -> {
			assertThat(decision.worker()).isOne();
			assertThat(decision.cause()).isEqualTo(RecycleCause.REQUESTS);
		});
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "0:3 STARTING/1", "1:2 READY/1");
		this.cluster.settles(3);
		assertThat(this.cluster.processes()).containsExactly("0:1 DRAINING/1", "0:3 READY/1", "1:2 READY/1");
		this.cluster.worker(1).exits(0);
		assertThat(this.cluster.processes()).containsExactly("0:3 READY/1", "1:2 READY/1");
		assertThat(this.cluster.happened).contains("3 STARTING RECYCLE", "1 DRAINING RECYCLE", "1 EXITED RECYCLE");
		assertThat(this.cluster.supervisor().snapshot().workers()).extracting(WorkerInfo::restarts).containsOnly(0);
		CapacityReport.Recycle report = report().recycle();
		assertThat(report.counts()).containsEntry(RecycleCause.REQUESTS, 1L);
		assertThat(report.last()).singleElement().satisfies((last) -> assertThat(last.failure()).isNull());
	}

	@Test
	void heapIsWhatTheWorkerSays() {
		run(2, RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(80)));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 79, 0);
		vitals(2, 81, 0);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(2);
		assertThat(this.cluster.worker(1).received(VitalsWanted.class)).isNotEmpty();
	}

	@Test
	void memoryInRamIsWhatTheSystemSays() {
		run(2, RecycleLimits.NONE.withRss(DataSize.ofMegabytes(100)));
		this.cluster.rss.put(this.cluster.worker(1).pid(), 99 * MB);
		this.cluster.rss.put(this.cluster.worker(2).pid(), 101 * MB);
		this.cluster.loop.advance(MIN_READY.plus(CHECK));
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(2);
		assertThat(report().recycle().workers()).extracting((use) -> use.rss())
			.containsExactlyInAnyOrder(99 * MB, 101 * MB);
	}

	@Test
	void theLargestGoesWhenTheControlGroupIsFull() {
		run(2, RecycleLimits.NONE.withCgroup(90));
		this.cluster.rss.put(this.cluster.worker(1).pid(), 99 * MB);
		this.cluster.rss.put(this.cluster.worker(2).pid(), 101 * MB);
		this.cluster.loop.advance(MIN_READY.plus(CHECK));
		assertThat(this.cluster.recycled).isEmpty();
		this.cluster.cgroup = 0.95;
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(2);
		assertThat(report().recycle().cgroup()).isEqualTo(0.95);
	}

	@Test
	void neverMoreThanTheSurgeAtOnce() {
		run(3, RecycleLimits.NONE.withAge(Duration.ofHours(1)).withJitter(0));
		this.cluster.loop.advance(Duration.ofHours(1).plus(CHECK));
		assertThat(this.cluster.recycled).hasSize(1);
		this.cluster.loop.advance(CHECK.multipliedBy(3));
		assertThat(this.cluster.recycled).hasSize(1);
		this.cluster.settles(4);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
		this.cluster.worker(1).exits(0);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(1, 2);
	}

	@Test
	void asManyAsTheSurgeAtOnce() {
		ReloadSettings defaults = ReloadSettings.DEFAULTS;
		this.cluster.reload = new ReloadSettings(new Surge(2, false), defaults.readyTimeout(), defaults.settleTime(),
				defaults.pause(), defaults.probePath(), defaults.stage());
		run(3, RecycleLimits.NONE.withAge(Duration.ofHours(1)).withJitter(0));
		this.cluster.loop.advance(Duration.ofHours(1).plus(CHECK));
		assertThat(this.cluster.recycled).hasSize(2);
		this.cluster.loop.advance(CHECK.multipliedBy(3));
		assertThat(this.cluster.recycled).hasSize(2);
	}

	@Test
	void nobodyIsRecycledWhileAWorkerIsMissing() {
		run(2, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.worker(2).isKilled();
		this.cluster.loop.advance(CHECK.multipliedBy(2));
		assertThat(this.cluster.recycled).isEmpty();
		this.cluster.last().becomesReady();
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
	}

	@Test
	void aSlotThatIsToStayDownIsNotMissing() {
		this.cluster.crashes = limits(CrashSettings.UNLIMITED, CrashSettings.UNLIMITED);
		run(2, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.worker(2).exits(DONE);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(1);
	}

	@Test
	void memoryIsRecycledWhileASlotGetsNoWorkerBecauseOfItsCrashes() {
		this.cluster.crashes = limits(0, CrashSettings.UNLIMITED);
		goesOnForMemoryOnly();
	}

	@Test
	void memoryIsRecycledWhileNoSlotGetsAWorkerBecauseOfCrashes() {
		this.cluster.crashes = limits(CrashSettings.UNLIMITED, 0);
		goesOnForMemoryOnly();
	}

	private void goesOnForMemoryOnly() {
		run(3, RecycleLimits.NONE.withRequests(10L).withRss(DataSize.ofMegabytes(100)));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.worker(3).isKilled();
		this.cluster.loop.advance(CHECK.multipliedBy(2));
		assertThat(this.cluster.recycled).isEmpty();
		this.cluster.rss.put(this.cluster.worker(2).pid(), 200 * MB);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(2);
		this.cluster.settles(4);
		this.cluster.worker(2).exits(0);
		// The worker that is tried is not waited for either.
		this.cluster.loop.advance(COOL_DOWN);
		assertThat(this.cluster.last().slot()).isEqualTo(2);
		this.cluster.rss.put(this.cluster.worker(1).pid(), 200 * MB);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(2, 1);
		assertThat(this.cluster.recycled).extracting(RecycleDecision::cause).containsOnly(RecycleCause.RSS);
	}

	private static CrashSettings limits(int restarts, int clusterRestarts) {
		CrashSettings none = CrashSettings.NO_LIMITS;
		return new CrashSettings(restarts, none.period(), none.maxInARow(), none.sameFailures(), clusterRestarts,
				none.clusterPeriod(), COOL_DOWN, Set.of(DONE), none.countHung(), none.giveUp());
	}

	@Test
	void nobodyIsRecycledDuringAReload() {
		run(2, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.reload();
		this.cluster.loop.advance(CHECK.multipliedBy(2));
		assertThat(this.cluster.recycled).isEmpty();
	}

	@Test
	void aWorkerThatCannotBeReplacedGoesOnAndIsLeftAloneForAWhile() {
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.unlaunchable = (launch) -> true;
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1");
		assertThat(report().recycle().last()).singleElement()
			.satisfies((last) -> assertThat(last.failure()).contains("no more processes"));
		assertThat(report().recycle().counts()).isEmpty();
		this.cluster.unlaunchable = (launch) -> false;
		this.cluster.loop.advance(Duration.ofSeconds(50));
		assertThat(this.cluster.recycled).hasSize(1);
		this.cluster.loop.advance(Duration.ofSeconds(20));
		assertThat(this.cluster.recycled).hasSize(2);
	}

	@Test
	void aClockThatIsSetDoesNotChangeHowLongAWorkerIsLeftAlone() {
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.unlaunchable = (launch) -> true;
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
		this.cluster.loop.setClockBack(Duration.ofHours(-2));
		this.cluster.loop.advance(Duration.ofSeconds(50));
		assertThat(this.cluster.recycled).hasSize(1);
		this.cluster.loop.setClockBack(Duration.ofHours(4));
		this.cluster.loop.advance(Duration.ofSeconds(20));
		assertThat(this.cluster.recycled).hasSize(2);
	}

	@Test
	void memoryThatCannotBeReadDoesNotEndTheLooks() {
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		MemoryReader working = this.cluster.memory;
		this.cluster.memory = readerWithoutThread();
		this.cluster.loop.advance(CHECK);
		this.cluster.memory = (pids, answer) -> answer.accept(null);
		this.cluster.loop.advance(CHECK);
		this.cluster.memory = working;
		vitals(1, 0, 100);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
	}

	@Test
	void whatNeedsNoMemoryToBeReadIsLookedAtWithoutIt() {
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.memory = readerWithoutThread();
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
	}

	@Test
	void aLookThatFailsIsNotTheLast() {
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		MemoryReader working = this.cluster.memory;
		this.cluster.memory = (pids, answer) -> answer.accept(new MemoryReader.Sample(new HashMap<>() {

			@Override
			public Long getOrDefault(Object key, Long other) {
				throw new IllegalStateException("broken");
			}

		}, 0));
		assertThatIllegalStateException().isThrownBy(() -> this.cluster.loop.advance(CHECK));
		this.cluster.memory = working;
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
	}

	@Test
	void aCrashOfTheOldOneDuringItsReplacementIsNoFailure() {
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.loop.advance(CHECK);
		this.cluster.worker(1).isKilled();
		this.cluster.settles(2);
		assertThat(this.cluster.processes()).containsExactly("0:2 READY/1");
		assertThat(report().recycle().last()).singleElement().satisfies((last) -> assertThat(last.failure()).isNull());
	}

	@Test
	void limitsCanBeChangedWhileItRuns() {
		run(1, RecycleLimits.NONE);
		assertThat(this.cluster.loop.timers()).isZero();
		this.cluster.loop.advance(MIN_READY);
		CompletableFuture<RecycleLimits> changed = this.cluster.supervisor()
			.capacity()
			.recycle((limits) -> limits.withRequests(50L));
		this.cluster.loop.run();
		assertThat(changed.join().requests()).isEqualTo(50L);
		assertThat(this.cluster.worker(1).received(VitalsWanted.class)).hasSize(1);
		vitals(1, 0, 60);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.recycled).hasSize(1);
		this.cluster.supervisor().capacity().recycle((limits) -> RecycleLimits.NONE);
		this.cluster.settles(2);
		this.cluster.worker(1).exits(0);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.loop.timers()).isZero();
	}

	@Test
	void limitsThatCannotBeChangeNothing() {
		run(1, RecycleLimits.NONE);
		CompletableFuture<RecycleLimits> changed = this.cluster.supervisor()
			.capacity()
			.recycle((limits) -> limits.withJitter(99));
		this.cluster.loop.run();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(changed::join)
			.withCauseInstanceOf(IllegalArgumentException.class);
		assertThat(report().recycle().limits()).isEqualTo(RecycleLimits.NONE);
	}

	@Test
	void aChangeThatFailsInAnyWayIsAnswered() {
		run(1, RecycleLimits.NONE);
		CompletableFuture<RecycleLimits> changed = this.cluster.supervisor().capacity().recycle((limits) -> {
			throw new Error("no memory");
		});
		this.cluster.loop.run();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(changed::join).withCauseInstanceOf(Error.class);
	}

	@Test
	void aStandbyIsWhatReplacesAWorker() {
		this.cluster.capacity = this.cluster.capacity.withStandby(1);
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.worker(2).becomesReady();
		this.cluster.loop.advance(MIN_READY);
		vitals(1, 0, 100);
		this.cluster.loop.advance(CHECK);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "0:2 STANDBY/1");
		this.cluster.settles(2);
		assertThat(this.cluster.processes()).containsExactly("0:1 DRAINING/1", "0:2 READY/1", "-1:3 STARTING/1");
		this.cluster.worker(1).exits(0);
		assertThat(this.cluster.processes()).containsExactly("0:2 READY/1", "-1:3 STARTING/1");
	}

	@Test
	void aStandbyIsRecycledByItsAgeNewFirst() {
		this.cluster.capacity = this.cluster.capacity.withStandby(1);
		run(1, RecycleLimits.NONE.withRss(DataSize.ofMegabytes(100)));
		this.cluster.worker(2).becomesReady();
		this.cluster.rss.put(this.cluster.worker(2).pid(), 200 * MB);
		this.cluster.loop.advance(MIN_READY.plus(CHECK));
		assertThat(this.cluster.recycled).extracting(RecycleDecision::worker).containsExactly(2);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "-1:2 STANDBY/1", "-1:3 STARTING/1");
		this.cluster.settles(3);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "-1:2 DRAINING/1", "-1:3 STANDBY/1");
		this.cluster.worker(2).exits(0);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "-1:3 STANDBY/1");
	}

	@Test
	void aReloadReplacesStandbysLast() {
		this.cluster.capacity = this.cluster.capacity.withStandby(1);
		this.cluster.run(1);
		this.cluster.worker(2).becomesReady();
		this.cluster.reload();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "0:3 STARTING/2", "-1:2 STANDBY/1");
		this.cluster.settles(3);
		this.cluster.worker(1).exits(0);
		this.cluster.loop.advance(Duration.ofSeconds(10));
		assertThat(this.cluster.processes()).containsExactly("0:3 READY/2", "-1:2 STANDBY/1", "-1:4 STARTING/2");
		// One of the generation before takes no slot any more.
		this.cluster.worker(3).isKilled();
		this.cluster.loop.run();
		assertThat(this.cluster.worker(2).received(ControlMessage.Activate.class)).isEmpty();
		this.cluster.settles(4);
		this.cluster.worker(2).exits(0);
		this.cluster.loop.run();
		assertThat(this.cluster.processes()).contains("-1:4 STANDBY/2");
		assertThat(this.cluster.reloaded).hasSize(1);
	}

	@Test
	void theStopEndsTheChecks() {
		run(1, RecycleLimits.NONE.withRequests(10L));
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		this.cluster.worker(1).exits(0);
		this.cluster.loop.run();
		assertThat(this.cluster.loop.timers()).isZero();
	}

	private void run(int size, RecycleLimits limits) {
		this.cluster.capacity = this.cluster.capacity
			.withRecycle(new RecycleSettings(limits.isAny() ? limits.withJitter(0) : limits, CHECK, MIN_READY));
		this.cluster.run(size);
		this.cluster.loop.run();
	}

	private void vitals(int id, long heap, long requests) {
		this.cluster.worker(id).says(new Vitals(new WorkerVitals(heap * MB, 100 * MB, requests, ServerUse.NONE)));
	}

	private CapacityReport report() {
		CompletableFuture<CapacityReport> report = this.cluster.supervisor().capacity().report();
		this.cluster.loop.run();
		return report.join();
	}

	private static MemoryReader readerWithoutThread() {
		return MemoryReader.of((task) -> {
			throw new Error("unable to create native thread");
		}, (pids) -> MemoryReader.Sample.NONE);
	}

}
