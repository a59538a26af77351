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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.ControlMessage.StartFailed;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.ReloadOutcome.Result;
import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.reload.SlotReload;
import io.forkit.cluster.reload.StageMode;
import io.forkit.cluster.reload.Surge;
import io.forkit.cluster.restart.StartFailure;
import io.forkit.cluster.stage.StageException;
import io.forkit.cluster.stage.StagedJar;
import io.forkit.posix.Signal;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Reload}, {@link Reloads} and {@link Replacement} with the supervisor
 * that they are parts of.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReloadTests {

	private static final Duration SETTLE = Duration.ofSeconds(5);

	private static final Duration READY = Duration.ofMinutes(2);

	private static final Duration INSTANT = Duration.ofMillis(1);

	private final VirtualCluster cluster = new VirtualCluster();

	@AfterEach
	void everythingEnds() {
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		this.cluster.workers.forEach((worker) -> {
			if (this.cluster.supervisor().workers().stream().anyMatch((other) -> other.id() == worker.id())) {
				worker.exits(0);
			}
		});
		this.cluster.loop.run();
		assertThat(this.cluster.supervisor().ended()).isCompleted();
		assertThat(this.cluster.loop.timers()).isZero();
	}

	@Test
	void theNewWorkerIsStartedFirstAndTheOldOneLeavesWhenItHasSettled() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 READY/1", "1:3 STARTING/2");
		worker(3).becomesReady();
		this.cluster.loop.advance(SETTLE.minus(INSTANT));
		assertThat(worker(2).wasAskedToStop()).isFalse();
		this.cluster.loop.advance(INSTANT);
		assertThat(worker(2).wasAskedToStop()).isTrue();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 DRAINING/1", "1:3 READY/2");
		assertThat(outcome).isNotDone();
		worker(2).exits(0);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:3 READY/2");
	}

	@Test
	void theNextSlotFollowsWhenTheOldWorkerHasEnded() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.settles(3);
		this.cluster.loop.advance(Duration.ofSeconds(10));
		assertThat(this.cluster.workers).hasSize(3);
		worker(2).exits(0);
		this.cluster.loop.run();
		assertThat(this.cluster.workers).hasSize(4);
		this.cluster.settles(4);
		worker(1).exits(0);
		this.cluster.loop.run();
		assertThat(outcome).isCompleted();
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(outcome.join().generation()).isEqualTo(2);
		assertThat(outcome.join().reason()).isNull();
		assertThat(outcome.join().duration()).isEqualTo(Duration.ofSeconds(20));
		assertThat(outcome.join().slots()).extracting(SlotReload::slot).containsExactlyInAnyOrder(0, 1);
		assertThat(this.cluster.reloaded).containsExactly(outcome.join());
		assertThat(this.cluster.supervisor().reloads().history()).containsExactly(outcome.join());
		assertThat(this.cluster.supervisor().reloads().runningSince()).isNull();
	}

	@Test
	void neitherSlotLosesItsCrashCountersNorCountsAPlannedExitAsOne() {
		this.cluster.run(1);
		reloadAll();
		assertThat(this.cluster.supervisor().snapshot().workers()).singleElement()
			.extracting(WorkerInfo::restarts)
			.isEqualTo(0);
		this.cluster.last().isKilled();
		this.cluster.loop.run();
		// Its first crash: at once, and of its own generation.
		assertThat(this.cluster.processes()).containsExactly("0:3 STARTING/2");
	}

	@Test
	void everyTransitionHasItsReason() {
		this.cluster.run(1);
		this.cluster.happened.clear();
		reloadAll();
		assertThat(this.cluster.happened).containsExactly("2 STARTING RELOAD", "2 ONLINE RELOAD", "2 READY RELOAD",
				"1 DRAINING RELOAD", "1 EXITED RELOAD");
	}

	@Test
	void theSlotOfTheLeaderComesLastSoThatTheLeadershipChangesOnce() {
		this.cluster.run(3);
		assertThat(leader()).isEqualTo(1);
		this.cluster.reload();
		List<Integer> leaders = new ArrayList<>();
		for (int id = 4; id <= 6; id++) {
			assertThat(this.cluster.last().id()).isEqualTo(id);
			int slot = this.cluster.last().slot();
			assertThat(slot).isEqualTo((id == 6) ? 0 : id - 3);
			this.cluster.settles(id);
			worker(slot + 1).exits(0);
			this.cluster.loop.run();
			leaders.add(leader());
		}
		assertThat(leaders).containsExactly(1, 1, 4);
	}

	@Test
	void twoProcessesOfASlotNeverHaveTheSameSeat() {
		this.cluster.run(2);
		this.cluster.reload();
		assertThat(worker(3).launch().seat()).isEqualTo(2);
		this.cluster.settles(3);
		worker(2).exits(0);
		this.cluster.loop.run();
		assertThat(worker(4).launch().slot()).isZero();
		assertThat(worker(4).launch().seat()).isEqualTo(1);
	}

	@Test
	void asManyAsTheSurgeAreReplacedAtOnce() {
		reload(new Surge(50, true), Duration.ofSeconds(7));
		this.cluster.run(4);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(this.cluster.alive()).isEqualTo(6);
		this.cluster.settles(5);
		this.cluster.settles(6);
		oldOnes(5).forEach((worker) -> worker.exits(0));
		this.cluster.loop.advance(Duration.ofSeconds(7).minus(INSTANT));
		assertThat(this.cluster.alive()).as("The pause is not over").isEqualTo(4);
		this.cluster.loop.advance(INSTANT);
		assertThat(this.cluster.alive()).isEqualTo(6);
		this.cluster.settles(7);
		this.cluster.settles(8);
		oldOnes(5).forEach((worker) -> worker.exits(0));
		assertThat(outcome).isCompleted();
	}

	@Test
	void aNewWorkerThatEndsBeforeItIsReadyLeavesTheOldOneWhereItIs() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(3).becomesOnline();
		worker(3).exits(1);
		assertThat(outcome).isCompleted();
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().generation()).isEqualTo(1);
		assertThat(outcome.join().reason())
			.isEqualTo("the new worker 3 (slot 1, pid 1003) ended with exit code 1 before it was ready. "
					+ "Its own output says why");
		this.cluster.loop.advance(Duration.ofHours(1));
		assertThat(this.cluster.workers).hasSize(3);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 READY/1");
		assertThat(worker(1).wasAskedToStop()).isFalse();
	}

	@Test
	void aNewWorkerThatIsNotReadyInTimeIsEndedAndTheOldOneStays() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).becomesOnline();
		this.cluster.loop.advance(READY.minus(INSTANT));
		assertThat(worker(2).wasAskedToStop()).isFalse();
		this.cluster.loop.advance(INSTANT);
		assertThat(worker(2).wasAskedToStop()).isTrue();
		this.cluster.loop.advance(VirtualCluster.STOP_TIMEOUT.plus(VirtualCluster.KILL_TIMEOUT));
		assertThat(worker(2).signals()).containsExactly(Signal.SIGTERM, Signal.SIGKILL);
		assertThat(outcome).as("It has not ended yet").isNotDone();
		worker(2).isKilled();
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().reason())
			.isEqualTo("the new worker 2 (slot 0, pid 1002) was not ready within 120000 ms");
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1");
	}

	@Test
	void aNewWorkerThatIsReadyAndDiesWhileItSettlesFailsTheReload() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).becomesReady();
		this.cluster.loop.advance(Duration.ofSeconds(2));
		worker(2).exits(3);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().reason()).contains("ended with exit code 3 2000 ms after it was ready");
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1");
		assertThat(worker(1).wasAskedToStop()).isFalse();
	}

	@Test
	void aNewStandbyThatDiesWhileItSettlesLeavesTheOldOneWhereItIs() {
		this.cluster.capacity = CapacitySettings.FIXED.withStandby(1);
		this.cluster.run(1);
		worker(2).becomesReady();
		CompletableFuture<@Nullable String> failure = this.cluster.supervisor()
			.replace((WorkerView) this.cluster.supervisor().workers().get(1), WorkerReason.REQUEST);
		this.cluster.loop.run();
		worker(3).becomesReady();
		assertThat(this.cluster.processes()).contains("-1:2 STANDBY/1", "-1:3 STANDBY/1");
		this.cluster.loop.advance(Duration.ofSeconds(2));
		worker(3).exits(3);
		this.cluster.loop.advance(SETTLE);
		assertThat(failure).isDone();
		assertThat(failure.join()).contains("ended with exit code 3 2000 ms after it was ready");
		assertThat(worker(2).wasAskedToStop()).isFalse();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "-1:2 STANDBY/1");
	}

	@Test
	void whatAWorkerHasSaidOfItsFailureIsInTheReason() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).says(new StartFailed(new StartFailure("java.net.ConnectException", "Connection refused")));
		worker(2).exits(1);
		assertThat(outcome.join().reason())
			.endsWith("before it was ready: java.net.ConnectException: Connection refused");
	}

	@Test
	void whatBootSaysOfTheFailureIsInTheReason() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).becomesOnline();
		worker(2).says(new StartFailed(new StartFailure("java.lang.NumberFormatException", "For input: plenty")));
		worker(2).says(new StartFailed(new StartFailure("java.lang.NumberFormatException", "For input: plenty")
			.analyzed("Failed to bind:\n\n    Origin: application.yml:3:9", "Update your configuration")));
		worker(2).exits(1);
		assertThat(outcome.join().reason()).endsWith("ended with exit code 1 before it was ready:\n\nDescription:\n\n"
				+ "Failed to bind:\n\n    Origin: application.yml:3:9\n\nAction:\n\nUpdate your configuration");
	}

	@Test
	void whatAWorkerHasWrittenThatCouldNotTalkIsInTheReason() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).exits(1, "no main manifest attribute, in app.jar");
		assertThat(outcome.join().reason()).endsWith("ended with exit code 1 before it was ready. "
				+ "The last that it has written:\n\nno main manifest attribute, in app.jar");
	}

	@Test
	void whatAWorkerHasWrittenThatCouldTalkIsNotInTheReason() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).becomesOnline();
		worker(2).exits(1, "The banner of the application");
		assertThat(outcome.join().reason()).endsWith("before it was ready. Its own output says why");
	}

	@Test
	void aNewWorkerThatEndsByItselfInAnOrderlyWayFailsTheReloadToo() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).becomesReady();
		worker(2).says(new Draining());
		worker(2).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().reason()).endsWith("has begun to end by itself");
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1");
	}

	@Test
	void aNewWorkerThatIsUnreadyAgainHasToSettleAnewAndHasTheRestOfItsTimeOnly() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.loop.advance(Duration.ofSeconds(100));
		worker(2).becomesReady();
		this.cluster.loop.advance(Duration.ofSeconds(4));
		worker(2).says(new Readiness(false));
		this.cluster.loop.advance(Duration.ofSeconds(10));
		worker(2).says(new Readiness(true));
		this.cluster.loop.advance(Duration.ofSeconds(4));
		assertThat(worker(1).wasAskedToStop()).isFalse();
		worker(2).says(new Readiness(false));
		this.cluster.loop.advance(Duration.ofSeconds(10).minus(INSTANT));
		assertThat(worker(2).wasAskedToStop()).isFalse();
		this.cluster.loop.advance(INSTANT);
		assertThat(worker(2).wasAskedToStop()).isTrue();
		worker(2).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
	}

	@Test
	void aNewWorkerThatCannotBeLaunchedFailsTheReload() {
		this.cluster.unlaunchable = (launch) -> launch.generation().number() == 2;
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().reason()).isEqualTo("the new worker cannot be started: no more processes");
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 READY/1");
	}

	@Test
	void aNewWorkerForWhichThereIsNoThreadFailsTheReload() {
		this.cluster.launchError = new OutOfMemoryError("unable to create native thread");
		this.cluster.unlaunchable = (launch) -> launch.generation().number() == 2;
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(outcome).isDone();
		assertThat(outcome.join().reason())
			.isEqualTo("the new worker cannot be started: unable to create native thread");
		this.cluster.reload();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 READY/1", "1:4 STARTING/3");
	}

	@Test
	void aClockThatIsSetBackChangesNeitherHowLongItMayTakeNorHowLongItTook() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.loop.advance(Duration.ofSeconds(100));
		this.cluster.loop.setClockBack(Duration.ofHours(1));
		worker(2).becomesReady();
		this.cluster.loop.advance(Duration.ofSeconds(4));
		worker(2).says(new Readiness(false));
		this.cluster.loop.advance(Duration.ofSeconds(20).minus(INSTANT));
		assertThat(worker(2).wasAskedToStop()).isFalse();
		this.cluster.loop.advance(INSTANT);
		assertThat(worker(2).wasAskedToStop()).isTrue();
		worker(2).exits(0);
		assertThat(outcome.join().duration()).isEqualTo(Duration.ofSeconds(124));
		assertThat(outcome.join().slots()).singleElement()
			.satisfies((slot) -> assertThat(slot.duration()).isEqualTo(Duration.ofSeconds(124)));
	}

	@Test
	void slotsThatWereReplacedAlreadyAreRolledBackNewFirst() {
		this.cluster.run(3);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.settles(4);
		worker(2).exits(0);
		this.cluster.loop.run();
		worker(5).exits(1);
		this.cluster.loop.run();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:4 READY/2", "1:6 STARTING/1",
				"2:3 READY/1");
		assertThat(worker(4).wasAskedToStop()).isFalse();
		this.cluster.settles(6);
		assertThat(worker(4).wasAskedToStop()).isTrue();
		assertThat(outcome).isNotDone();
		worker(4).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().slots()).extracting(SlotReload::step)
			.containsExactly(SlotReload.Step.REPLACE, SlotReload.Step.REPLACE, SlotReload.Step.ROLL_BACK);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:6 READY/1", "2:3 READY/1");
		assertThat(this.cluster.happened).contains("6 STARTING ROLLBACK", "4 EXITED ROLLBACK");
	}

	@Test
	void anOldWorkerThatFailsInTheRollBackLeavesTheNewOneWhereItIs() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.settles(3);
		worker(2).exits(0);
		this.cluster.loop.run();
		worker(4).exits(1);
		this.cluster.loop.run();
		worker(5).exits(1);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().slots()).last().satisfies((slot) -> {
			assertThat(slot.step()).isEqualTo(SlotReload.Step.ROLL_BACK);
			assertThat(slot.failure()).contains("exit code 1");
		});
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:3 READY/2");
	}

	@Test
	void theOthersOfABatchAreGivenUpWhenOneFails() {
		reload(new Surge(3, false), Duration.ZERO);
		this.cluster.run(3);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(this.cluster.alive()).isEqualTo(6);
		worker(4).becomesOnline();
		worker(5).becomesReady();
		worker(6).exits(1);
		this.cluster.loop.run();
		assertThat(worker(4).wasAskedToStop()).isTrue();
		assertThat(worker(5).wasAskedToStop()).isTrue();
		assertThat(outcome).isNotDone();
		worker(4).exits(0);
		worker(5).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(this.cluster.alive()).isEqualTo(3);
		this.cluster.loop.advance(Duration.ofHours(1));
		assertThat(this.cluster.workers).hasSize(6);
	}

	@Test
	void whenTheOldWorkerCrashesTheNewOneTakesItsPlaceWithoutAThirdProcess() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(1).isKilled();
		this.cluster.loop.advance(Duration.ofSeconds(60));
		assertThat(this.cluster.workers).hasSize(2);
		assertThat(this.cluster.processes()).containsExactly("0:2 STARTING/2");
		this.cluster.settles(2);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).containsExactly("0:2 READY/2");
	}

	@Test
	void whenBothEndTheSlotGetsAWorkerOfTheOldGeneration() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(1).isKilled();
		this.cluster.loop.run();
		worker(2).exits(1);
		this.cluster.loop.advance(Duration.ofSeconds(20));
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(this.cluster.processes()).containsExactly("0:3 STARTING/1");
	}

	@Test
	void aCrashInASlotThatIsNotBeingReplacedStaysOnTheOldGenerationAndIsReplacedLater() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(1).isKilled();
		this.cluster.loop.run();
		assertThat(this.cluster.last().launch().generation().number()).isEqualTo(1);
		this.cluster.last().becomesReady();
		this.cluster.settles(3);
		worker(2).exits(0);
		this.cluster.loop.run();
		this.cluster.settles(5);
		worker(4).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).containsExactly("0:5 READY/2", "1:3 READY/2");
	}

	@Test
	void aSlotThatWaitsForItsRestartIsReloadedAtOnce() {
		this.cluster.run(1);
		worker(1).isKilled();
		this.cluster.loop.run();
		worker(2).isKilled();
		assertThat(this.cluster.workers).as("It is in its back-off").hasSize(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(this.cluster.processes()).containsExactly("0:3 STARTING/2");
		this.cluster.settles(3);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		this.cluster.loop.advance(Duration.ofMinutes(1));
		assertThat(this.cluster.workers).hasSize(3);
	}

	@Test
	void theNewWorkerThatCrashesAfterItHasTakenOverIsReplacedByOneOfItsGeneration() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.settles(2);
		worker(2).isKilled();
		this.cluster.loop.run();
		assertThat(this.cluster.processes()).containsExactly("0:1 DRAINING/1", "0:3 STARTING/2");
		worker(1).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
	}

	@Test
	void anOldWorkerThatDoesNotEndIsKilled() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.settles(2);
		this.cluster.loop.advance(VirtualCluster.STOP_TIMEOUT.plus(VirtualCluster.KILL_TIMEOUT));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM, Signal.SIGKILL);
		worker(1).isKilled();
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
	}

	@Test
	void nobodyWaitsForEverForAProcessThatSigkillDoesNotEnd() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.settles(2);
		this.cluster.loop.advance(Duration.ofMinutes(1));
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).contains("0:1 DRAINING/1");
	}

	@Test
	void aReloadWithoutAThreadForTheCopyIsRefusedAndTheNextOneIsNot() {
		this.cluster.run(1);
		this.cluster.copier = (task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		};
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(outcome).isDone();
		assertThat(outcome.join().result()).isEqualTo(Result.REFUSED);
		assertThat(outcome.join().reason()).isEqualTo("unable to create native thread");
		this.cluster.copier = Runnable::run;
		CompletableFuture<ReloadOutcome> next = this.cluster.reload();
		this.cluster.settles(2);
		worker(1).exits(0);
		this.cluster.loop.run();
		assertThat(next).isDone();
		assertThat(next.join().isCompleted()).isTrue();
	}

	@Test
	void aReloadEndsAlsoWhereThereIsNoThreadToRemoveTheOldCopy() {
		this.cluster.stages = (generation) -> mock(StagedJar.class);
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.copier = (task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		};
		this.cluster.settles(2);
		worker(1).exits(0);
		this.cluster.loop.run();
		assertThat(outcome).isDone();
		assertThat(outcome.join().isCompleted()).isTrue();
	}

	@Test
	void nobodyWaitsForEverForANewWorkerThatSigkillDoesNotEnd() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.loop.advance(READY.plus(VirtualCluster.STOP_TIMEOUT).plus(VirtualCluster.KILL_TIMEOUT));
		assertThat(worker(3).signals()).contains(Signal.SIGKILL);
		assertThat(outcome).isNotDone();
		this.cluster.loop.advance(Duration.ofSeconds(10));
		assertThat(outcome).isDone();
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().reason()).contains("was not ready within");
		this.cluster.reload();
		assertThat(this.cluster.last().id()).as("there is room for another one").isEqualTo(4);
		assertThat(worker(4).launch().seat()).isNotEqualTo(worker(3).launch().seat());
		worker(3).isKilled();
		this.cluster.loop.run();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 READY/1", "1:4 STARTING/3");
	}

	@Test
	void nobodyWaitsForEverForANewWorkerThatIsNotWantedAnyMore() {
		reload(new Surge(2, false), Duration.ZERO);
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(3).exits(1);
		this.cluster.loop.advance(VirtualCluster.STOP_TIMEOUT.plus(VirtualCluster.KILL_TIMEOUT));
		assertThat(outcome).isNotDone();
		this.cluster.loop.advance(Duration.ofSeconds(10));
		assertThat(outcome).isDone();
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().reason()).contains("exit code 1");
		worker(4).isKilled();
	}

	@Test
	void aStopEndsTheReloadAndAllProcesses() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		assertThat(outcome.join().result()).isEqualTo(Result.STOPPED);
		assertThat(worker(3).signals()).containsExactly(Signal.SIGTERM);
		assertThat(worker(1).wasAskedToStop()).isTrue();
		this.cluster.workers.forEach((worker) -> worker.exits(0));
		assertThat(this.cluster.supervisor().ended()).isCompleted();
	}

	@Test
	void aStopWhileTheOldWorkerLeavesWaitsForBoth() {
		this.cluster.run(1);
		this.cluster.reload();
		this.cluster.settles(2);
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		worker(2).exits(0);
		assertThat(this.cluster.supervisor().ended()).isNotDone();
		worker(1).exits(0);
		assertThat(this.cluster.supervisor().ended()).isCompleted();
	}

	@Test
	void aSecondReloadIsRefusedWithTheReason() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> first = this.cluster.reload();
		CompletableFuture<ReloadOutcome> second = this.cluster.reload();
		assertThat(second.join().result()).isEqualTo(Result.REFUSED);
		assertThat(second.join().reason()).startsWith("Another reload is running since ");
		this.cluster.settles(2);
		worker(1).exits(0);
		assertThat(first.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.supervisor().reloads().history()).hasSize(2);
	}

	@Test
	void aSecondReloadJoinsTheFirstOneBeforeThatHasLookedAtTheJar() {
		CompletableFuture<Void> gate = new CompletableFuture<>();
		this.cluster.listeners.add((step) -> (step.kind() == PlannedStep.Kind.RELOAD) ? gate : null);
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> first = this.cluster.reload();
		CompletableFuture<ReloadOutcome> second = this.cluster.reload();
		gate.complete(null);
		runUntil(() -> this.cluster.workers.size() == 2);
		this.cluster.settles(2);
		worker(1).exits(0);
		assertThat(second.join()).isEqualTo(first.join());
		assertThat(this.cluster.reloaded).hasSize(1);
	}

	@Test
	void aReloadDuringTheStartIsRefused() {
		this.cluster.run(0);
		this.cluster.supervisor().fork(Map.of());
		this.cluster.loop.run();
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(outcome.join().result()).isEqualTo(Result.REFUSED);
		assertThat(outcome.join().reason()).isEqualTo("The cluster is still starting");
	}

	@Test
	void aJarThatCannotBeUsedRefusesTheReloadBeforeAnythingIsStarted() {
		this.cluster.stages = (generation) -> {
			if (generation > 1) {
				throw mock(StageException.class, (invocation) -> "The jar cannot be used: 'app.jar' is no jar");
			}
			return StagedJar.ORIGINAL;
		};
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(outcome.join().result()).isEqualTo(Result.REFUSED);
		assertThat(outcome.join().reason()).isEqualTo("The jar cannot be used: 'app.jar' is no jar");
		assertThat(this.cluster.workers).hasSize(1);
	}

	@Test
	void aStopWhileTheJarIsBeingCopiedStartsNothing() {
		List<Runnable> copying = new ArrayList<>();
		this.cluster.copier = copying::add;
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		assertThat(outcome.join().result()).isEqualTo(Result.STOPPED);
		copying.forEach(Runnable::run);
		this.cluster.loop.run();
		assertThat(this.cluster.workers).hasSize(1);
	}

	@Test
	void aForkDuringTheReloadIsReplacedByItToo() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.supervisor().fork(Map.of());
		this.cluster.loop.run();
		worker(3).becomesReady();
		this.cluster.settles(2);
		worker(1).exits(0);
		this.cluster.loop.run();
		this.cluster.settles(4);
		worker(3).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).containsExactly("0:2 READY/2", "1:4 READY/2");
	}

	@Test
	void aSlotThatIsGivenUpDuringTheReloadIsLeftOut() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		Worker second = this.cluster.supervisor().workers().get(1);
		second.disconnect();
		this.cluster.loop.run();
		assertThat(worker(2).wasAskedToStop()).isTrue();
		assertThat(worker(3).signals()).containsExactly(Signal.SIGTERM);
		worker(3).exits(143);
		worker(2).exits(0);
		this.cluster.loop.run();
		this.cluster.settles(4);
		worker(1).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).containsExactly("0:4 READY/2");
	}

	@Test
	void aChangedProgramIsThatOfWhatReplacesACrashUntilAReloadWithItHasFailed() {
		this.cluster.run(2);
		this.cluster.supervisor().program(WorkerProgram.SAME.withArguments("new"));
		worker(1).isKilled();
		this.cluster.loop.run();
		assertThat(arguments(this.cluster.last())).containsExactly("new");
		this.cluster.last().becomesReady();
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		assertThat(arguments(this.cluster.last())).containsExactly("new");
		this.cluster.last().exits(1);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		worker(2).isKilled();
		this.cluster.loop.run();
		assertThat(this.cluster.last().slot()).isEqualTo(1);
		assertThat(arguments(this.cluster.last())).isNull();
	}

	@Test
	void aProgramThatIsChangedWhileAWorkerIsReplacedIsNotForgotten() {
		this.cluster.run(1);
		this.cluster.supervisor()
			.replace((WorkerView) this.cluster.supervisor().workers().get(0), WorkerReason.REQUEST);
		this.cluster.loop.run();
		this.cluster.supervisor().program(WorkerProgram.SAME.withArguments("new"));
		this.cluster.settles(2);
		worker(1).exits(0);
		worker(2).isKilled();
		this.cluster.loop.run();
		assertThat(arguments(this.cluster.last())).containsExactly("new");
	}

	@Test
	void aVetoOfTheReloadRefusesIt() {
		this.cluster.listeners.add((step) -> {
			throw new StepVetoedException("not before 6 o'clock");
		});
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		runUntil(outcome::isDone);
		assertThat(outcome.join().result()).isEqualTo(Result.REFUSED);
		assertThat(outcome.join().reason()).isEqualTo("not before 6 o'clock");
	}

	@Test
	void aVetoOfOneReplacementRollsBack() {
		this.cluster.listeners.add((step) -> {
			if (step.worker() != null && step.worker().id() == 2) {
				return CompletableFuture.failedFuture(new StepVetoedException("it is busy"));
			}
			return null;
		});
		this.cluster.run(3);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		runUntil(outcome::isDone);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(outcome.join().reason()).isEqualTo("it is busy");
		assertThat(this.cluster.workers).hasSize(3);
	}

	@Test
	void aListenerThatNeverAnswersPutsOffAStepForItsTimeOnly() {
		this.cluster.listeners
			.add((step) -> (step.kind() == PlannedStep.Kind.RELOAD) ? new CompletableFuture<>() : null);
		this.cluster.run(1);
		this.cluster.reload();
		this.cluster.loop.advance(VirtualCluster.LISTENER_TIMEOUT.minus(INSTANT));
		assertThat(this.cluster.workers).hasSize(1);
		this.cluster.loop.advance(INSTANT);
		runUntil(() -> this.cluster.workers.size() == 2);
	}

	@Test
	void aListenerThatFailsForbidsNothing() {
		this.cluster.listeners.add((step) -> {
			throw new IllegalStateException("broken");
		});
		this.cluster.run(1);
		this.cluster.reload();
		runUntil(() -> this.cluster.workers.size() == 2);
	}

	@Test
	void aWorkerThatDoesNotAnswerTheProbeIsNotReady() {
		this.cluster.reload = new ReloadSettings(Surge.ONE, READY, SETTLE, Duration.ZERO, "/ready", StageMode.NEVER);
		List<String> wrong = new ArrayList<>(List.of("GET /ready was answered with status 503"));
		List<String> probed = new ArrayList<>();
		this.cluster.probe = (worker, path, timeout) -> {
			probed.add(worker.id() + " " + path);
			return CompletableFuture.completedFuture(wrong.isEmpty() ? null : wrong.get(0));
		};
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).becomesReady();
		this.cluster.loop.advance(Duration.ofSeconds(60));
		assertThat(worker(1).wasAskedToStop()).isFalse();
		assertThat(probed).hasSizeGreaterThan(10).containsOnly("2 /ready");
		wrong.clear();
		this.cluster.loop.advance(Duration.ofMillis(500).plus(SETTLE));
		assertThat(worker(1).wasAskedToStop()).isTrue();
		worker(1).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
	}

	@Test
	void whatIsWrongWithTheProbeIsInTheReason() {
		this.cluster.reload = new ReloadSettings(Surge.ONE, READY, SETTLE, Duration.ZERO, "/ready", StageMode.NEVER);
		this.cluster.probe = (worker, path, timeout) -> CompletableFuture
			.completedFuture("GET /ready was answered with status 503");
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		worker(2).becomesReady();
		this.cluster.loop.advance(READY);
		worker(2).exits(0);
		assertThat(outcome.join().reason()).isEqualTo("the new worker 2 (slot 0, pid 1002) was not ready within "
				+ "120000 ms: GET /ready was answered with status 503");
	}

	@Test
	void aWorkerThatIsReplacedAloneStaysOnItsGeneration() {
		this.cluster.run(2);
		CompletableFuture<String> replaced = this.cluster.supervisor()
			.replace((WorkerView) this.cluster.supervisor().workers().get(0), WorkerReason.RECYCLE);
		this.cluster.loop.run();
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "0:3 STARTING/1", "1:2 READY/1");
		this.cluster.settles(3);
		worker(1).exits(0);
		assertThat(replaced).isCompletedWithValue(null);
		assertThat(this.cluster.happened).contains("1 EXITED RECYCLE");
	}

	@Test
	void replacementsOfSeveralKindsAreNeverMoreAtOnceThanTheSurge() {
		this.cluster.run(3);
		List<Worker> workers = this.cluster.supervisor().workers();
		CompletableFuture<String> first = this.cluster.supervisor()
			.replace((WorkerView) workers.get(0), WorkerReason.RECYCLE);
		CompletableFuture<String> second = this.cluster.supervisor()
			.replace((WorkerView) workers.get(1), WorkerReason.HANG);
		CompletableFuture<String> again = this.cluster.supervisor()
			.replace((WorkerView) workers.get(1), WorkerReason.RECYCLE);
		this.cluster.loop.run();
		assertThat(again.join()).isEqualTo("it is being replaced already");
		assertThat(this.cluster.alive()).isEqualTo(4);
		this.cluster.settles(4);
		worker(1).exits(0);
		this.cluster.loop.run();
		assertThat(first).isCompleted();
		assertThat(this.cluster.alive()).isEqualTo(4);
		this.cluster.settles(5);
		worker(2).exits(0);
		assertThat(second).isCompleted();
		assertThat(this.cluster.alive()).isEqualTo(3);
	}

	@Test
	void hundredReloadsInARowLeaveNothingOver() {
		this.cluster.run(2);
		for (int i = 0; i < 100; i++) {
			assertThat(reloadAll().result()).isEqualTo(Result.COMPLETED);
		}
		assertThat(this.cluster.alive()).isEqualTo(2);
		assertThat(this.cluster.supervisor().snapshot().workers()).extracting(WorkerInfo::generation).containsOnly(101);
		assertThat(this.cluster.supervisor().reloads().history()).hasSize(10);
		assertThat(this.cluster.loop.timers()).isZero();
	}

	private static @Nullable List<String> arguments(FakeWorker worker) {
		return worker.launch().generation().program().arguments();
	}

	private ReloadOutcome reloadAll() {
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		for (int i = 0; i < 100 && !outcome.isDone(); i++) {
			FakeWorker started = this.cluster.last();
			this.cluster.settles(started.id());
			this.cluster.workers.stream()
				.filter((worker) -> worker.slot() == started.slot() && worker != started && isAlive(worker))
				.findFirst()
				.orElseThrow()
				.exits(0);
			this.cluster.loop.run();
		}
		return outcome.join();
	}

	private List<FakeWorker> oldOnes(int firstNew) {
		return this.cluster.workers.stream()
			.filter((worker) -> worker.id() < firstNew && worker.wasAskedToStop() && isAlive(worker))
			.toList();
	}

	private boolean isAlive(FakeWorker worker) {
		return this.cluster.supervisor().workers().stream().anyMatch((other) -> other.id() == worker.id());
	}

	/** Listeners of the user run on threads of their own. */
	private void runUntil(BooleanSupplier condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			this.cluster.loop.run();
			return condition.getAsBoolean();
		});
	}

	private void reload(Surge surge, Duration pause) {
		this.cluster.reload = new ReloadSettings(surge, READY, SETTLE, pause, null, StageMode.NEVER);
	}

	private FakeWorker worker(int id) {
		return this.cluster.worker(id);
	}

	private int leader() {
		LeaderInfo leader = this.cluster.supervisor().snapshot().leader();
		return (leader != null) ? leader.worker() : 0;
	}

}
