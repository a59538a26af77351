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
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Leaving;
import io.forkit.cluster.ControlMessage.Listen;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.ControlMessage.StartFailed;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.restart.GiveUp;
import io.forkit.cluster.restart.StartFailure;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Signal;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Crashes}, with the supervisor and workers that are none.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashesTests {

	private static final Duration COOL_DOWN = Duration.ofMinutes(5);

	private static final Duration HEALTHY = Duration.ofSeconds(10);

	private static final Duration TRIAL_LIMIT = Duration.ofMinutes(2);

	private static final StartFailure NO_DATABASE = new StartFailure("java.net.ConnectException", "Connection refused");

	private final VirtualLoop loop = new VirtualLoop();

	private final List<FakeWorker> workers = new ArrayList<>();

	private final List<String> breakers = new ArrayList<>();

	private @Nullable Throwable launchFailure;

	private Supervisor supervisor = supervisor(1, GiveUp.KEEP, Set.of());

	@AfterEach
	void closeSockets() {
		this.supervisor.stop();
		this.loop.run();
		this.workers.forEach(FakeWorker::closeFds);
	}

	@Test
	void aSlotThatCrashesAgainAndAgainGetsNoWorkerAndTheOthersServeOn() {
		startAndRun(2, GiveUp.KEEP);
		crashUntilDown();
		assertThat(snapshot().breakers()).singleElement().satisfies((breaker) -> {
			assertThat(breaker.slot()).isZero();
			assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
			assertThat(breaker.reason()).isEqualTo(BreakerReason.IN_A_ROW);
			assertThat(breaker.trialAt()).isEqualTo(breaker.since().plus(COOL_DOWN));
		});
		int before = this.workers.size();
		this.loop.advance(COOL_DOWN.minusMillis(1));
		assertThat(this.workers).hasSize(before);
		assertThat(snapshot().ready()).isEqualTo(1);
		assertThat(snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void aSlowStarterIsStoppedHoweverLongItTakes() {
		startAndRun(1, GiveUp.KEEP);
		for (int crash = 1; crash <= 4; crash++) {
			assertThat(snapshot().breakers()).as("before crash %d", crash).isEmpty();
			this.loop.advance(Duration.ofMinutes(30));
			last().exits(1);
			this.loop.advance(Duration.ofSeconds(20));
			last().becomesOnline();
		}
		this.loop.advance(Duration.ofMinutes(30));
		last().exits(1);
		assertThat(snapshot().breakers()).hasSize(1);
	}

	@Test
	void theTrialThatIsHealthyClosesTheBreaker() {
		startAndRun(2, GiveUp.KEEP);
		crashUntilDown();
		int before = this.workers.size();
		this.loop.advance(COOL_DOWN);
		assertThat(this.workers).hasSize(before + 1);
		last().becomesReady();
		this.loop.advance(HEALTHY.minusMillis(1));
		assertThat(snapshot().breakers()).hasSize(1);
		this.loop.advance(Duration.ofMillis(1));
		assertThat(snapshot().breakers()).isEmpty();
		assertThat(this.breakers).containsExactly("0 OPEN", "0 HALF_OPEN", "0 CLOSED");
		last().isKilled();
		this.loop.run();
		assertThat(this.workers).as("a crash is the first one again").hasSize(before + 2);
	}

	@Test
	void theTrialThatCrashesIsFollowedByTheNextOneAfterTheCoolDown() {
		startAndRun(2, GiveUp.KEEP);
		crashUntilDown();
		int before = this.workers.size();
		for (int trial = 1; trial <= 3; trial++) {
			this.loop.advance(COOL_DOWN);
			assertThat(this.workers).hasSize(before + trial);
			last().becomesReady();
			this.loop.advance(HEALTHY.minusMillis(1));
			last().isKilled();
			assertThat(snapshot().breakers().get(0).trials()).isEqualTo(trial);
		}
	}

	@Test
	void withoutACoolDownOnlyReviveStartsAWorker() {
		startAndRun(2, GiveUp.KEEP, Set.of(), Duration.ZERO);
		crashUntilDown();
		int before = this.workers.size();
		this.loop.advance(Duration.ofDays(10));
		assertThat(this.workers).hasSize(before);
		assertThat(this.loop.timers()).isZero();
		CompletableFuture<List<Integer>> revived = this.supervisor.revive();
		this.loop.run();
		assertThat(revived).isCompletedWithValue(List.of(0));
		assertThat(this.workers).hasSize(before + 1);
		assertThat(last().slot()).isZero();
		assertThat(snapshot().breakers()).isEmpty();
	}

	@Test
	void reviveStartsNoSecondWorkerInASlotThatHasOne() {
		startAndRun(2, GiveUp.KEEP);
		CompletableFuture<List<Integer>> revived = this.supervisor.revive();
		this.loop.run();
		assertThat(revived).isCompletedWithValue(List.of());
		assertThat(this.workers).hasSize(2);
		crashUntilDown();
		int before = this.workers.size();
		this.supervisor.revive();
		this.supervisor.revive();
		this.loop.advance(COOL_DOWN.multipliedBy(2));
		assertThat(this.workers).hasSize(before + 1);
	}

	@Test
	void aReloadFillsTheSlotAndTheBreakerCloses() {
		startAndRun(1, GiveUp.KEEP);
		crashUntilDown();
		int before = this.workers.size();
		this.supervisor.reload();
		this.loop.run();
		assertThat(this.workers).hasSize(before + 1);
		assertThat(snapshot().breakers()).hasSize(1);
		last().becomesReady();
		assertThat(snapshot().breakers()).isEmpty();
		this.loop.advance(COOL_DOWN.multipliedBy(2));
		assertThat(this.workers).hasSize(before + 1);
	}

	@Test
	void aReloadThatFailsLeavesTheSlotDownUntilTheNextTrial() {
		startAndRun(1, GiveUp.KEEP);
		crashUntilDown();
		int before = this.workers.size();
		this.supervisor.reload();
		this.loop.run();
		last().exits(1);
		this.loop.advance(COOL_DOWN.minusMillis(1));
		assertThat(this.workers).hasSize(before + 1);
		assertThat(snapshot().breakers()).hasSize(1);
		this.loop.advance(Duration.ofMillis(1));
		assertThat(this.workers).hasSize(before + 2);
	}

	@Test
	void theSameFailureEachTimeIsSaidWithWhatTheWorkerHasTold() {
		startAndRun(2, GiveUp.KEEP);
		worker(1).isKilled();
		for (int i = 0; i < 3; i++) {
			this.loop.advance(Duration.ofSeconds(2));
			last().becomesOnline();
			last().says(new StartFailed(NO_DATABASE));
			last().exits(1);
		}
		assertThat(snapshot().breakers()).singleElement().satisfies((breaker) -> {
			assertThat(breaker.reason()).isEqualTo(BreakerReason.SAME_FAILURE);
			assertThat(breaker.failure()).isEqualTo(NO_DATABASE);
			assertThat(breaker.text()).endsWith(
					"3 in a row: exit code 1 before it was ready (ONLINE): java.net.ConnectException: Connection refused");
		});
		assertThat(snapshot().workers().get(0).lastExit()).isEqualTo("exit code 1 (ConnectException)");
	}

	@Test
	void theReportOfAFailedStartSaysWhatTheWorkerHasTold() {
		start(1, GiveUp.KEEP);
		last().becomesOnline();
		last().says(new StartFailed(NO_DATABASE));
		last().exits(1);
		assertThat(startFailure()).hasMessage("Worker 1 (slot 0, pid 1001) ended with exit code 1 before it was ready: "
				+ "java.net.ConnectException: Connection refused. Its own output above says why.");
	}

	@Test
	void anApplicationThatClosesItselfBeforeItIsReadyFailsTheStart() {
		start(1, GiveUp.KEEP);
		last().becomesOnline();
		last().says(new Draining());
		last().exits(1);
		assertThat(startFailure()).hasMessageContaining("ended with exit code 1 before it was ready");
	}

	@Test
	void workersThatAreKilledAgainAndAgainDuringTheStartFailIt() {
		start(1, GiveUp.KEEP);
		crashUntilDown();
		assertThat(startFailure())
			.hasMessageStartingWith("Slot 0 gets no worker: 5 workers in a row have crashed, none of which");
	}

	@Test
	void anApplicationThatEndsItselfHasCrashed() {
		startAndRun(2, GiveUp.KEEP);
		for (int i = 0; i < 5; i++) {
			this.loop.advance(Duration.ofSeconds(30));
			FakeWorker worker = lastOf(0);
			worker.becomesReady();
			worker.says(new Draining());
			worker.exits(0);
		}
		assertThat(snapshot().breakers()).hasSize(1);
	}

	@Test
	void aWorkerThatAsksToLeaveHasNotCrashed() {
		startAndRun(2, GiveUp.KEEP);
		for (int i = 0; i < 20; i++) {
			this.loop.advance(Duration.ofSeconds(30));
			FakeWorker worker = lastOf(0);
			worker.becomesOnline();
			worker.asks(new Leaving());
			worker.exits(0);
		}
		assertThat(snapshot().breakers()).isEmpty();
	}

	@Test
	void aWorkerThatCodeInThePrimaryKillsHasNotCrashed() {
		startAndRun(2, GiveUp.KEEP);
		for (int i = 0; i < 20; i++) {
			this.loop.advance(Duration.ofSeconds(30));
			FakeWorker worker = lastOf(0);
			this.supervisor.workers()
				.stream()
				.filter((view) -> view.id() == worker.id())
				.forEach((view) -> view.kill((worker.id() % 2 == 0) ? Signal.SIGKILL : Signal.SIGTERM));
			if (worker.id() % 2 == 0) {
				worker.isKilled();
			}
			else {
				worker.exits(143);
			}
		}
		assertThat(snapshot().breakers()).isEmpty();
	}

	@Test
	void aWorkerWhoseChannelIsLostHasCrashed() {
		startAndRun(2, GiveUp.KEEP);
		for (int i = 0; i < 5; i++) {
			this.loop.advance(Duration.ofSeconds(30));
			FakeWorker worker = lastOf(0);
			worker.losesChannel();
			this.loop.advance(Duration.ofSeconds(2));
			worker.isKilled();
		}
		assertThat(snapshot().breakers()).hasSize(1);
	}

	@Test
	void aStayDownCodeLeavesTheSlotEmptyForGood() {
		startAndRun(2, GiveUp.KEEP, Set.of(3), COOL_DOWN);
		worker(1).exits(3);
		this.loop.advance(Duration.ofDays(1));
		assertThat(this.workers).hasSize(2);
		assertThat(snapshot().breakers()).singleElement()
			.extracting(BreakerInfo::reason, BreakerInfo::trialAt)
			.containsExactly(BreakerReason.STAY_DOWN, null);
		this.supervisor.revive();
		this.loop.run();
		assertThat(this.workers).hasSize(3);
	}

	@Test
	void withoutAnyWorkerConnectionsAreRefusedUntilOneIsTried() throws IOException {
		startAndRun(1, GiveUp.KEEP);
		int port = listen(last(), 0);
		new Socket(InetAddress.getLoopbackAddress(), port).close();
		crashUntilDown();
		assertThatIOException().isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
		assertThat(snapshot().listeners()).isEmpty();
		assertThat(snapshot().state()).isEqualTo(ClusterState.RUNNING);
		this.loop.advance(COOL_DOWN);
		last().becomesOnline();
		assertThat(listen(last(), port)).isEqualTo(port);
		new Socket(InetAddress.getLoopbackAddress(), port).close();
		last().isKilled();
		assertThatIOException().as("the trial has failed")
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
	}

	@Test
	void whatAReloadHasOpenedIsClosedWhenItsWorkerFails() throws IOException {
		startAndRun(1, GiveUp.KEEP);
		int port = listen(last(), 0);
		crashUntilDown();
		for (int i = 0; i < 2; i++) {
			this.supervisor.reload();
			this.loop.run();
			last().becomesOnline();
			assertThat(listen(last(), port)).isEqualTo(port);
			last().exits(1);
			assertThatIOException().isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
		}
	}

	@Test
	void whatAWorkerHasOpenedThatWasForkedIsClosedWhenItsSlotIsDownToo() throws IOException {
		startAndRun(1, GiveUp.KEEP);
		int port = listen(last(), 0);
		crashUntilDown();
		this.supervisor.control().fork(Map.of());
		this.loop.run();
		for (int i = 0; i < 5; i++) {
			this.loop.advance(Duration.ofSeconds(20));
			assertThat(listen(lastOf(1), port)).isEqualTo(port);
			new Socket(InetAddress.getLoopbackAddress(), port).close();
			lastOf(1).isKilled();
		}
		assertThat(snapshot().breakers()).hasSize(2);
		assertThatIOException().isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
	}

	@Test
	void whileOneSlotServesTheSocketsStayOpen() throws IOException {
		startAndRun(2, GiveUp.KEEP);
		int port = listen(worker(2), 0);
		crashUntilDown();
		new Socket(InetAddress.getLoopbackAddress(), port).close();
		Worker other = this.supervisor.workers().get(0);
		other.disconnect();
		this.loop.run();
		worker(2).exits(0);
		this.loop.run();
		assertThat(snapshot().size()).isEqualTo(1);
		assertThatIOException().as("the last one was disconnected")
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
	}

	@Test
	void oneBadSlotDoesNotEndAClusterThatMayGiveUp() {
		startAndRun(2, GiveUp.EXIT);
		crashUntilDown();
		assertThat(snapshot().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(this.supervisor.exitCode()).isZero();
	}

	@Test
	void aClusterWithoutAnyWorkerGivesUp() {
		startAndRun(1, GiveUp.EXIT);
		crashUntilDown();
		assertThat(snapshot().state()).isEqualTo(ClusterState.FAILED);
		assertThat(this.supervisor.ended()).isCompleted();
		assertThat(this.supervisor.exitCode()).isEqualTo(Supervisor.GIVEN_UP).isEqualTo(70);
		assertThat(this.loop.timers()).isZero();
	}

	@Test
	void tooManyCrashesOfAllSlotsEndTheClusterAndTheOthersDrain() throws IOException {
		startAndRun(8, GiveUp.EXIT);
		int port = listen(worker(8), 0);
		for (int crash = 0; crash < 33; crash++) {
			FakeWorker worker = lastOf(crash % 7);
			worker.becomesReady();
			this.loop.advance(HEALTHY);
			worker.isKilled();
			this.loop.run();
		}
		assertThat(snapshot().state()).isEqualTo(ClusterState.FAILED);
		assertThatIOException().isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
		assertThat(worker(8).wasAskedToStop()).isTrue();
		assertThat(this.supervisor.ended()).isNotDone();
		this.workers.stream().filter(FakeWorker::wasAskedToStop).forEach((worker) -> worker.exits(0));
		this.loop.run();
		this.workers.stream().filter((worker) -> !worker.signals().isEmpty()).forEach((worker) -> worker.exits(143));
		assertThat(this.supervisor.ended()).isCompleted();
		assertThat(this.supervisor.exitCode()).isEqualTo(70);
	}

	@Test
	void aClusterThatTooManyCrashesHaveStoppedTriesOneWorkerAndThenFillsAllSlots() {
		startAndRun(8, GiveUp.KEEP);
		for (int crash = 0; crash < 33; crash++) {
			FakeWorker worker = lastOf(crash % 7);
			worker.becomesReady();
			this.loop.advance(HEALTHY);
			worker.isKilled();
			this.loop.run();
		}
		assertThat(snapshot().breakers()).singleElement().extracting(BreakerInfo::slot).isNull();
		int before = this.workers.size();
		lastOf(6).isKilled();
		this.loop.advance(Duration.ofSeconds(20));
		assertThat(this.workers).as("nobody is replaced").hasSize(before);
		this.loop.advance(COOL_DOWN);
		assertThat(this.workers).as("one is tried").hasSize(before + 1);
		last().becomesReady();
		this.loop.advance(HEALTHY);
		assertThat(snapshot().breakers()).isEmpty();
		assertThat(this.workers).as("the other one, too").hasSize(before + 2);
		assertThat(this.breakers).containsExactly("null OPEN", "null HALF_OPEN", "null CLOSED");
	}

	@Test
	void aTrialThatIsNeverReadyIsFollowedByOneOfAnotherSlot() {
		startAndRun(8, GiveUp.KEEP);
		crashUntilAllAreDown();
		int before = this.workers.size();
		lastOf(6).isKilled();
		lastOf(5).isKilled();
		this.loop.advance(COOL_DOWN);
		assertThat(this.workers).as("one is tried").hasSize(before + 1);
		FakeWorker blocked = last();
		blocked.becomesOnline();
		this.loop.advance(TRIAL_LIMIT.minusMillis(1));
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.HALF_OPEN);
		this.loop.advance(Duration.ofMillis(1));
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.OPEN);
		assertThat(clusterBreaker().text())
			.isEqualTo("the worker that was tried was not ready within 2 min, or not for 10 s without a break");
		this.loop.advance(COOL_DOWN);
		assertThat(this.workers).as("another one is tried").hasSize(before + 2);
		assertThat(last().slot()).isNotEqualTo(blocked.slot());
		assertThat(blocked.wasAskedToStop()).as("it may be slow").isFalse();
		last().becomesReady();
		this.loop.advance(HEALTHY);
		assertThat(snapshot().breakers()).isEmpty();
		assertThat(this.workers).as("the last one, too").hasSize(before + 3);
		assertThat(this.breakers).containsExactly("null OPEN", "null HALF_OPEN", "null OPEN", "null HALF_OPEN",
				"null CLOSED");
	}

	@Test
	void aTrialThatIsReadyAfterItsTimeCounts() {
		startAndRun(8, GiveUp.KEEP);
		crashUntilAllAreDown();
		int before = this.workers.size();
		lastOf(6).isKilled();
		this.loop.advance(COOL_DOWN.plus(TRIAL_LIMIT).plusSeconds(1));
		last().becomesReady();
		this.loop.advance(HEALTHY);
		assertThat(snapshot().breakers()).isEmpty();
		assertThat(this.workers).hasSize(before + 2);
		this.loop.advance(COOL_DOWN.multipliedBy(2));
		assertThat(this.breakers).containsExactly("null OPEN", "null HALF_OPEN", "null OPEN", "null CLOSED");
	}

	@Test
	void aTrialThatEndsAfterItsTimeLeavesItsSlotDown() {
		startAndRun(8, GiveUp.KEEP);
		crashUntilAllAreDown();
		lastOf(6).isKilled();
		this.loop.advance(COOL_DOWN.plus(TRIAL_LIMIT).plusSeconds(1));
		last().exits(1);
		assertThatOneIsStartedAfter(COOL_DOWN.minusSeconds(1));
	}

	@Test
	void aTrialHasToBeReadyWithoutABreak() {
		startAndRun(8, GiveUp.KEEP);
		crashUntilAllAreDown();
		this.loop.advance(COOL_DOWN);
		FakeWorker tried = last();
		tried.becomesReady();
		this.loop.advance(HEALTHY.minusSeconds(1));
		tried.says(new ControlMessage.Readiness(false));
		this.loop.advance(HEALTHY);
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.HALF_OPEN);
		tried.says(new ControlMessage.Readiness(true));
		this.loop.advance(HEALTHY.minusSeconds(1));
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.HALF_OPEN);
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(snapshot().breakers()).isEmpty();
	}

	@Test
	void aTrialThatIsReadyWhenItsTimeIsOverMayStaySo() {
		startAndRun(8, GiveUp.KEEP);
		crashUntilAllAreDown();
		this.loop.advance(COOL_DOWN.plus(TRIAL_LIMIT).minusSeconds(1));
		FakeWorker tried = last();
		tried.becomesReady();
		this.loop.advance(Duration.ofSeconds(2));
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.HALF_OPEN);
		tried.says(new ControlMessage.Readiness(false));
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.OPEN);
		tried.says(new ControlMessage.Readiness(true));
		this.loop.advance(HEALTHY);
		assertThat(snapshot().breakers()).isEmpty();
	}

	@Test
	void aWorkerThatAReloadIsStartingIsTheTrialAndNoOtherOneTakesItsPlace() {
		startAndRun(8, GiveUp.KEEP);
		FakeWorker started = reloadUntilTheTrialOfTheCluster();
		assertThat(last()).isSameAs(started);
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.HALF_OPEN);
		started.becomesReady();
		this.loop.advance(HEALTHY);
		assertThat(snapshot().breakers()).isEmpty();
		assertThat(this.breakers).containsExactly("null OPEN", "null HALF_OPEN", "null CLOSED");
		assertThat(snapshot().workers()).filteredOn((worker) -> worker.slot() == 0)
			.singleElement()
			.extracting(WorkerInfo::id)
			.isEqualTo(started.id());
		assertThat(this.supervisor.workers()).hasSameSizeAs(snapshot().workers());
	}

	@Test
	void aTrialThatAReloadHasStartedOpensTheBreakerAgainWhenItFails() {
		startAndRun(8, GiveUp.KEEP);
		FakeWorker started = reloadUntilTheTrialOfTheCluster();
		int before = this.workers.size();
		started.exits(1);
		this.loop.advance(Duration.ofSeconds(20));
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.OPEN);
		assertThat(this.workers).hasSize(before);
	}

	@Test
	void aSlotThatIsGivenUpIsNotTheTrialOfTheCluster() {
		startAndRun(8, GiveUp.KEEP);
		crashUntilAllAreDown();
		lastOf(0).isKilled();
		this.loop.advance(COOL_DOWN.minusSeconds(1));
		this.supervisor.reload();
		this.loop.run();
		FakeWorker started = last();
		assertThat(started.slot()).isZero();
		worker(this.supervisor, started).disconnect();
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.HALF_OPEN);
		assertThat(last()).isNotSameAs(started).extracting(FakeWorker::slot).isEqualTo(4);
	}

	@Test
	void aSlotThatIsGivenUpIsNotRevivedWhileItsOldWorkerIsEnding() {
		startAndRun(1, GiveUp.KEEP);
		FakeWorker old = last();
		this.supervisor.reload();
		this.loop.run();
		last().becomesReady();
		this.loop.advance(Duration.ofSeconds(5));
		assertThat(old.wasAskedToStop()).isTrue();
		for (int i = 0; i < 5; i++) {
			last().isKilled();
			this.loop.advance(Duration.ofSeconds(20));
		}
		assertThat(snapshot().breakers()).hasSize(1);
		this.supervisor.disconnect();
		this.loop.run();
		int before = this.workers.size();
		this.supervisor.revive();
		this.loop.run();
		assertThat(this.workers).hasSize(before);
		old.exits(0);
		assertThat(snapshot().workers()).isEmpty();
	}

	private static Worker worker(Supervisor supervisor, FakeWorker process) {
		return supervisor.workers().stream().filter((other) -> other.id() == process.id()).findFirst().orElseThrow();
	}

	/** Return the worker that the reload has started in a slot that is down. */
	private FakeWorker reloadUntilTheTrialOfTheCluster() {
		crashUntilAllAreDown();
		lastOf(0).isKilled();
		this.loop.advance(COOL_DOWN.minusSeconds(1));
		this.supervisor.reload();
		this.loop.run();
		FakeWorker started = last();
		assertThat(started.slot()).isZero();
		this.loop.advance(Duration.ofSeconds(1));
		return started;
	}

	@Test
	void aSlotThatWaitsForItsTimeIsNotFilledWhenTheClusterIsStoppedMeanwhile() {
		startAndRun(8, GiveUp.KEEP);
		for (int crash = 0; crash < 30; crash++) {
			FakeWorker worker = lastOf(crash % 7);
			worker.becomesReady();
			this.loop.advance(HEALTHY);
			worker.isKilled();
			this.loop.run();
		}
		lastOf(7).isKilled();
		this.loop.run();
		lastOf(7).isKilled();
		int before = this.workers.size();
		lastOf(0).isKilled();
		assertThat(snapshot().breakers()).singleElement().extracting(BreakerInfo::slot).isNull();
		this.loop.advance(Duration.ofSeconds(20));
		assertThat(this.workers).hasSize(before);
		this.loop.advance(COOL_DOWN);
		last().becomesReady();
		this.loop.advance(HEALTHY);
		assertThat(this.workers).hasSize(before + 2);
	}

	@Test
	void aClusterWhoseWorkersAreAllDoneEndsWithTheirCode() {
		startAndRun(2, GiveUp.EXIT, Set.of(0, 5), COOL_DOWN);
		worker(1).exits(0);
		assertThat(snapshot().state()).isEqualTo(ClusterState.RUNNING);
		worker(2).exits(5);
		assertThat(snapshot().state()).isEqualTo(ClusterState.FAILED);
		assertThat(this.supervisor.exitCode()).isEqualTo(5);
	}

	@Test
	void aClusterWhoseWorkersAreAllDoneWithoutErrorHasNotFailed() {
		startAndRun(1, GiveUp.EXIT, Set.of(0), COOL_DOWN);
		worker(1).exits(0);
		assertThat(snapshot().state()).isEqualTo(ClusterState.STOPPED);
		assertThat(this.supervisor.ended()).isCompleted();
		assertThat(this.supervisor.exitCode()).isZero();
	}

	@Test
	void aTrialThatCannotBeLaunchedIsRepeatedAfterTheCoolDown() {
		startAndRun(2, GiveUp.KEEP);
		crashUntilDown();
		this.launchFailure = new IOException("no more processes");
		this.loop.advance(COOL_DOWN);
		assertThat(snapshot().breakers().get(0).text()).contains("cannot be started: no more processes");
		this.launchFailure = null;
		assertThatOneIsStartedAfter(COOL_DOWN);
	}

	@Test
	void aSlotIsNotLostWhenThereIsNoThreadForItsWorker() {
		startAndRun(2, GiveUp.KEEP);
		this.launchFailure = new OutOfMemoryError("unable to create native thread");
		worker(1).isKilled();
		this.loop.advance(Duration.ofSeconds(30));
		assertThat(this.workers).hasSize(2);
		this.launchFailure = null;
		this.loop.advance(Duration.ofSeconds(20));
		assertThat(this.workers).hasSize(3);
		assertThat(last().slot()).isZero();
	}

	@Test
	void aStopWhileASlotIsDownLeavesNothingToDo() {
		startAndRun(2, GiveUp.KEEP);
		crashUntilDown();
		this.supervisor.stop();
		this.loop.run();
		worker(2).exits(0);
		this.loop.advance(COOL_DOWN.multipliedBy(2));
		assertThat(snapshot().state()).isEqualTo(ClusterState.STOPPED);
		assertThat(this.loop.timers()).isZero();
		this.supervisor.revive();
		this.loop.run();
		assertThat(lastOf(0).signals()).isEmpty();
	}

	@Test
	void aSlotThatIsGivenUpTakesItsBreakerWithIt() {
		startAndRun(2, GiveUp.KEEP);
		crashUntilDown();
		this.supervisor.disconnect();
		this.loop.run();
		assertThat(snapshot().breakers()).isEmpty();
		this.loop.advance(COOL_DOWN.multipliedBy(2));
		assertThat(lastOf(0).id()).isEqualTo(last().id());
	}

	private ClusterSnapshot snapshot() {
		return this.supervisor.snapshot();
	}

	private void start(int size, GiveUp giveUp) {
		this.supervisor = supervisor(size, giveUp, Set.of());
		this.supervisor.start();
		this.loop.run();
	}

	private void startAndRun(int size, GiveUp giveUp) {
		startAndRun(size, giveUp, Set.of(), COOL_DOWN);
	}

	private void startAndRun(int size, GiveUp giveUp, Set<Integer> stayDown, Duration coolDown) {
		this.supervisor = supervisor(size, giveUp, stayDown, coolDown);
		this.supervisor.start();
		this.loop.run();
		List.copyOf(this.workers).forEach(FakeWorker::becomesReady);
		assertThat(snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	/** Kill the workers of the first slot as soon as they are there. */
	private void crashUntilDown() {
		for (int i = 0; i < 5; i++) {
			assertThat(snapshot().breakers()).isEmpty();
			this.loop.advance(Duration.ofSeconds(20));
			lastOf(0).isKilled();
		}
	}

	/** Kill the workers of all slots but the last one until the breaker of all opens. */
	private void crashUntilAllAreDown() {
		for (int crash = 0; crash < 33; crash++) {
			FakeWorker worker = lastOf(crash % 7);
			worker.becomesReady();
			this.loop.advance(HEALTHY);
			worker.isKilled();
			this.loop.run();
		}
		assertThat(clusterBreaker().state()).isEqualTo(BreakerState.OPEN);
	}

	/** One worker is started when the time is over, and none before. */
	private void assertThatOneIsStartedAfter(Duration time) {
		int before = this.workers.size();
		this.loop.advance(time.minusMillis(1));
		assertThat(this.workers).hasSize(before);
		this.loop.advance(Duration.ofMillis(1));
		assertThat(this.workers).hasSize(before + 1);
	}

	private BreakerInfo clusterBreaker() {
		BreakerInfo breaker = snapshot().breakers().get(0);
		assertThat(breaker.slot()).isNull();
		return breaker;
	}

	private Supervisor supervisor(int size, GiveUp giveUp, Set<Integer> stayDown) {
		return supervisor(size, giveUp, stayDown, COOL_DOWN);
	}

	private Supervisor supervisor(int size, GiveUp giveUp, Set<Integer> stayDown, Duration coolDown) {
		CrashSettings crashes = new CrashSettings(10, Duration.ofMinutes(10), 4, 3, null, Duration.ofMinutes(10),
				coolDown, stayDown, false, giveUp);
		ClusterSettings settings = new ClusterSettings(size, Duration.ofSeconds(35), Duration.ofSeconds(5),
				new ClusterSettings.Restart(Duration.ofSeconds(1), Duration.ofSeconds(20), HEALTHY, crashes), null);
		LeaderSettings leaderSettings = new LeaderSettings(Duration.ofSeconds(10), Duration.ZERO);
		return new Supervisor(settings, leaderSettings, this.loop, this::launch, new ClusterListener() {

			@Override
			public void workerChanged(WorkerInfo worker) {
			}

			@Override
			public void breakerChanged(BreakerInfo breaker) {
				CrashesTests.this.breakers.add(breaker.slot() + " " + breaker.state());
			}

			@Override
			public void ready(ClusterSnapshot snapshot) {
			}

		});
	}

	private WorkerProcess launch(WorkerLaunch launch, WorkerProcess.Listener listener) throws IOException {
		if (this.launchFailure != null) {
			if (this.launchFailure instanceof Error error) {
				throw error;
			}
			throw (IOException) this.launchFailure;
		}
		FakeWorker worker = new FakeWorker(launch, listener);
		this.workers.add(worker);
		return worker;
	}

	private FakeWorker worker(int id) {
		return this.workers.stream().filter((worker) -> worker.id() == id).findAny().orElseThrow();
	}

	private FakeWorker last() {
		return this.workers.get(this.workers.size() - 1);
	}

	private FakeWorker lastOf(int slot) {
		return this.workers.stream()
			.filter((worker) -> worker.slot() == slot)
			.reduce((one, other) -> other)
			.orElseThrow();
	}

	private static int listen(FakeWorker worker, int port) throws IOException {
		worker.asks(new Listen(
				new SocketRequest.Tcp(InetAddress.getLoopbackAddress(), port, 0, InternetProtocol.IPV4, 10), true));
		List<ListenReply> replies = worker.received(ListenReply.class);
		ListenReply reply = replies.get(replies.size() - 1);
		assertThat(reply.socket()).as(reply.error()).isNotNull();
		try (Fd socket = reply.socket()) {
			return Sockets.localPort(socket);
		}
	}

	private Throwable startFailure() {
		return catchThrowableOfType(CompletionException.class, () -> this.supervisor.started().join()).getCause();
	}

}
