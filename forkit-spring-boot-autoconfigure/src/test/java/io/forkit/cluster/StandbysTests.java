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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.ControlMessage.Activate;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.capacity.CapacityReport;
import io.forkit.cluster.watch.WorkerCondition;
import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Standbys}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandbysTests {

	private static final ClusterSettings.Restart RESTART = new ClusterSettings.Restart(Duration.ofMillis(500),
			Duration.ofSeconds(30), Duration.ofSeconds(10));

	private final VirtualLoop loop = new VirtualLoop();

	private final List<FakeWorker> workers = new ArrayList<>();

	private final List<WorkerEvent> events = new ArrayList<>();

	private final List<WorkerInfo> changes = new ArrayList<>();

	private Supervisor supervisor = supervisor(2, 1);

	private @Nullable IOException launchFailure;

	@AfterEach
	void stop() {
		this.supervisor.stop();
		this.loop.run();
		this.workers.forEach(FakeWorker::closeFds);
	}

	@Test
	void aStandbyIsStartedWhenTheClusterIsReady() {
		this.supervisor.start();
		this.loop.run();
		worker(1).becomesReady();
		this.loop.run();
		assertThat(this.workers).hasSize(2);
		worker(2).becomesReady();
		this.loop.run();
		assertThat(this.workers).hasSize(3);
		assertThat(worker(3).slot()).isEqualTo(WorkerInfo.NO_SLOT);
		assertThat(worker(3).launch().seat()).isEqualTo(2);
		assertThat(info(3).reason()).isEqualTo(WorkerReason.STANDBY);
	}

	@Test
	void aStandbyThatIsReadyDoesNotServe() {
		run(2, 1);
		assertThat(info(3).state()).isEqualTo(WorkerState.STANDBY);
		assertThat(info(3).slot()).isEqualTo(WorkerInfo.NO_SLOT);
		assertThat(this.supervisor.snapshot().size()).isEqualTo(2);
		assertThat(this.supervisor.snapshot().ready()).isEqualTo(2);
		assertThat(view(3).isStandby()).isTrue();
		assertThat(view(1).isStandby()).isFalse();
	}

	@Test
	void aStandbyTakesTheSlotOfAWorkerThatIsKilledAtOnce() {
		run(2, 1);
		worker(1).isKilled();
		this.loop.run();
		assertThat(worker(3).received(Activate.class)).containsExactly(new Activate(0));
		assertThat(view(3).slot()).isZero();
		assertThat(info(3).state()).isEqualTo(WorkerState.STANDBY);
		worker(3).says(new Readiness(true));
		assertThat(info(3).state()).isEqualTo(WorkerState.READY);
		assertThat(info(3).slot()).isZero();
		assertThat(info(3).restarts()).isOne();
		assertThat(info(3).reason()).isEqualTo(WorkerReason.CRASH);
		assertThat(this.supervisor.snapshot().ready()).isEqualTo(2);
	}

	@Test
	void anotherStandbyFollows() {
		run(2, 1);
		worker(1).isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(3);
		this.loop.advance(Standbys.REFILL_PAUSE);
		assertThat(this.workers).hasSize(4);
		assertThat(worker(4).slot()).isEqualTo(WorkerInfo.NO_SLOT);
		// That of the one whose slot was taken.
		assertThat(worker(4).launch().seat()).isZero();
		worker(3).says(new Readiness(true));
		worker(4).becomesReady();
		worker(2).isKilled();
		this.loop.advance(Standbys.REFILL_PAUSE);
		assertThat(worker(4).received(Activate.class)).containsExactly(new Activate(1));
		assertThat(worker(5).launch().seat()).isOne();
	}

	@Test
	void anActivationIsNoFork() {
		run(1, 1);
		worker(1).isKilled();
		this.loop.run();
		worker(2).says(new Readiness(true));
		assertThat(this.events).filteredOn((event) -> event.getWorker().id() == 2)
			.hasExactlyElementsOfTypes(WorkerEvent.Forked.class, WorkerEvent.Online.class);
		assertThat(this.changes).filteredOn((info) -> info.id() == 2)
			.extracting((info) -> info.slot() + " " + info.state())
			.containsExactly("-1 STARTING", "-1 ONLINE", "-1 STANDBY", "0 STANDBY", "0 READY");
	}

	@Test
	void whoIsNotReadyTakesNoSlot() {
		startAndRun(2, 1);
		worker(3).becomesOnline();
		worker(1).isKilled();
		this.loop.run();
		assertThat(worker(3).received(Activate.class)).isEmpty();
		assertThat(worker(4).slot()).isZero();
		worker(3).says(new Readiness(true));
		worker(3).says(new Readiness(false));
		assertThat(info(3).state()).isEqualTo(WorkerState.LISTENING);
		worker(2).isKilled();
		this.loop.run();
		assertThat(worker(3).received(Activate.class)).isEmpty();
		assertThat(worker(5).slot()).isOne();
	}

	@Test
	void withTwoOfThemTwoSlotsAreTaken() {
		run(2, 2);
		worker(1).isKilled();
		worker(2).isKilled();
		this.loop.run();
		assertThat(view(3).slot()).isZero();
		assertThat(view(4).slot()).isOne();
	}

	@Test
	void aSlotThatCrashesAgainAndAgainWaitsAsEver() {
		run(1, 1);
		worker(1).isKilled();
		this.loop.run();
		worker(2).says(new Readiness(true));
		this.loop.advance(Standbys.REFILL_PAUSE);
		worker(3).becomesReady();
		worker(2).isKilled();
		this.loop.run();
		assertThat(worker(3).received(Activate.class)).isEmpty();
		this.loop.advance(RESTART.initialDelay());
		assertThat(worker(3).received(Activate.class)).containsExactly(new Activate(0));
	}

	@Test
	void theTimeAsAStandbyIsNoTimeOfService() {
		run(1, 1);
		this.loop.advance(Duration.ofHours(1));
		worker(1).isKilled();
		this.loop.run();
		worker(2).says(new Readiness(true));
		this.loop.advance(Standbys.REFILL_PAUSE);
		worker(3).becomesReady();
		worker(2).isKilled();
		this.loop.run();
		// Not the first crash in a row.
		assertThat(worker(3).received(Activate.class)).isEmpty();
	}

	@Test
	void aStandbyThatDiesIsStartedAgainByTheSamePolicy() {
		run(2, 1);
		worker(3).isKilled();
		this.loop.run();
		assertThat(worker(4).slot()).isEqualTo(WorkerInfo.NO_SLOT);
		worker(4).exits(1);
		this.loop.run();
		assertThat(this.workers).hasSize(4);
		this.loop.advance(RESTART.initialDelay());
		assertThat(this.workers).hasSize(5);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void aStandbyThatDoesNotTakeItsSlotIsKilled() {
		run(2, 1);
		worker(1).isKilled();
		this.loop.run();
		this.loop.advance(Standbys.ACTIVATION_LIMIT);
		assertThat(worker(3).signals()).containsExactly(Signal.SIGKILL);
		worker(3).isKilled();
		this.loop.advance(RESTART.initialDelay());
		assertThat(this.workers.stream().filter((worker) -> worker.slot() == 0)).hasSize(2);
	}

	@Test
	void aStandbyThatDiesWithItsNewSlotIsReplacedThere() {
		run(2, 1);
		worker(1).isKilled();
		this.loop.run();
		worker(3).isKilled();
		this.loop.advance(Standbys.REFILL_PAUSE);
		assertThat(this.workers).extracting(FakeWorker::slot).containsExactly(0, 1, -1, 0, -1);
	}

	@Test
	void aStandbyNeverLeads() {
		run(1, 1);
		worker(1).isKilled();
		this.loop.run();
		assertThat(this.supervisor.snapshot().leader()).isNull();
		worker(2).says(new Readiness(true));
		assertThat(this.supervisor.snapshot().leader()).isNotNull()
			.satisfies((leader) -> assertThat(leader.slot()).isZero())
			.satisfies((leader) -> assertThat(leader.worker()).isEqualTo(2));
	}

	@Test
	void aForkIsANewProcess() {
		run(1, 1);
		CompletableFuture<Worker> forked = this.supervisor.control().fork(Map.of());
		this.loop.run();
		assertThat(forked.join().id()).isEqualTo(3);
		assertThat(worker(2).received(Activate.class)).isEmpty();
	}

	@Test
	void aWorkerWithVariablesOfItsOwnIsReplacedByANewProcess() {
		run(1, 1);
		this.supervisor.control().fork(Map.of("A", "b"));
		this.loop.run();
		worker(3).becomesReady();
		worker(3).isKilled();
		this.loop.run();
		assertThat(worker(2).received(Activate.class)).isEmpty();
		assertThat(worker(4).launch().environment()).isEqualTo(Map.of("A", "b"));
	}

	@Test
	void theStopEndsStandbysToo() {
		run(2, 1);
		CompletableFuture<Void> stopped = this.supervisor.stop();
		this.loop.run();
		assertThat(worker(3).received(ControlMessage.Stop.class)).hasSize(1);
		worker(1).exits(0);
		worker(2).exits(0);
		this.loop.run();
		assertThat(stopped).isNotDone();
		worker(3).exits(0);
		this.loop.run();
		assertThat(stopped).isDone();
		assertThat(this.workers).hasSize(3);
	}

	@Test
	void disconnectEndsStandbysToo() {
		run(1, 1);
		CompletableFuture<Void> disconnected = this.supervisor.disconnect();
		this.loop.run();
		worker(1).exits(0);
		this.loop.run();
		assertThat(disconnected).isNotDone();
		worker(2).exits(0);
		this.loop.run();
		assertThat(disconnected).isDone();
		assertThat(this.supervisor.snapshot().workers()).isEmpty();
	}

	@Test
	void aStandbyThatCannotBeStartedIsTriedAgain() {
		this.supervisor = supervisor(1, 1);
		this.supervisor.start();
		this.loop.run();
		this.launchFailure = new IOException("no memory");
		worker(1).becomesReady();
		this.loop.run();
		assertThat(this.workers).hasSize(1);
		this.launchFailure = null;
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(this.workers).hasSize(2);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void aStandbyIsReplacedWhenTheProgramWasChanged() {
		run(1, 1);
		this.supervisor.program(WorkerProgram.SAME.withArguments("new"));
		this.loop.run();
		assertThat(ready()).isZero();
		this.loop.advance(StandbyRenewal.PAUSE);
		assertThat(worker(2).wasAskedToStop()).isTrue();
		worker(2).exits(0);
		this.loop.run();
		assertThat(worker(3).slot()).isEqualTo(WorkerInfo.NO_SLOT);
		assertThat(worker(3).launch().generation().program().arguments()).containsExactly("new");
		assertThat(info(3).reason()).isEqualTo(WorkerReason.RELOAD);
		worker(3).becomesReady();
		assertThat(ready()).isOne();
		worker(1).isKilled();
		this.loop.run();
		assertThat(view(3).slot()).isZero();
	}

	@Test
	void aStandbyThatDiesAfterTheProgramWasChangedIsFollowedByOneOfTheNewProgram() {
		run(1, 1);
		this.supervisor.program(WorkerProgram.SAME.withArguments("new"));
		worker(2).isKilled();
		this.loop.advance(Duration.ofSeconds(2));
		assertThat(worker(3).launch().generation().program().arguments()).containsExactly("new");
		assertThat(this.workers).hasSize(3);
	}

	@Test
	void standbysAreNotReplacedTwiceWhenAReloadFollows() {
		run(1, 1);
		this.supervisor.program(WorkerProgram.SAME.withArguments("new"));
		this.supervisor.reload();
		this.loop.run();
		worker(3).becomesReady();
		this.loop.advance(Duration.ofSeconds(5));
		worker(1).exits(0);
		this.loop.run();
		assertThat(worker(2).wasAskedToStop()).isFalse();
		worker(4).becomesReady();
		this.loop.advance(Duration.ofSeconds(5));
		worker(2).exits(0);
		this.loop.advance(Duration.ofSeconds(5));
		assertThat(this.supervisor.reloads().history()).singleElement()
			.satisfies((outcome) -> assertThat(outcome.isCompleted()).isTrue());
		assertThat(this.workers).hasSize(4);
		assertThat(ready()).isOne();
	}

	@Test
	void standbysFollowTheSlotsBackWhenAReloadFails() {
		run(1, 1);
		this.supervisor.program(WorkerProgram.SAME.withArguments("new"));
		this.loop.advance(StandbyRenewal.PAUSE);
		worker(2).exits(0);
		this.loop.run();
		worker(3).becomesReady();
		this.supervisor.reload();
		this.loop.run();
		worker(4).exits(1);
		this.loop.advance(StandbyRenewal.PAUSE);
		assertThat(worker(3).wasAskedToStop()).isTrue();
		worker(3).exits(0);
		this.loop.run();
		assertThat(worker(5).launch().generation().program().arguments()).isNull();
		worker(5).becomesReady();
		worker(1).isKilled();
		this.loop.run();
		assertThat(view(5).slot()).isZero();
	}

	@Test
	void theReplacementOfAStandbyIsGivenUpWhenTheProgramIsChanged() {
		run(1, 1);
		this.supervisor.control().replace((WorkerView) view(2), WorkerReason.REQUEST);
		this.loop.run();
		worker(3).becomesOnline();
		this.supervisor.program(WorkerProgram.SAME.withArguments("new"));
		this.loop.advance(StandbyRenewal.PAUSE);
		assertThat(worker(3).wasAskedToStop()).isTrue();
		assertThat(worker(2).wasAskedToStop()).isTrue();
		worker(2).exits(0);
		worker(3).exits(0);
		this.loop.advance(Duration.ofSeconds(2));
		assertThat(this.workers).hasSize(4);
		assertThat(worker(4).launch().generation().program().arguments()).containsExactly("new");
	}

	@Test
	void ofTwoTheOneThatFaresWellIsTaken() {
		run(1, 2);
		fares(2, WorkerCondition.STOPPED);
		assertThat(ready()).isOne();
		worker(1).isKilled();
		this.loop.run();
		assertThat(view(3).slot()).isZero();
	}

	@Test
	void aStandbyThatHangsIsNotTaken() {
		run(1, 1);
		fares(2, WorkerCondition.UNRESPONSIVE);
		worker(1).isKilled();
		this.loop.run();
		assertThat(worker(2).received(Activate.class)).isEmpty();
		assertThat(worker(3).slot()).isZero();
		fares(2, null);
		worker(3).isKilled();
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(view(2).slot()).isZero();
	}

	@Test
	void aStandbyThatWaitsForAProcessorIsBetterThanNone() {
		run(1, 2);
		fares(2, WorkerCondition.STARVED);
		worker(1).isKilled();
		this.loop.run();
		assertThat(view(3).slot()).isZero();
		worker(3).says(new Readiness(true));
		worker(3).isKilled();
		this.loop.advance(Duration.ofMillis(900));
		assertThat(view(2).slot()).isZero();
	}

	private void fares(int id, @Nullable WorkerCondition condition) {
		this.supervisor.control()
			.health((WorkerView) view(id),
					(condition != null) ? new WorkerHealth(condition, VirtualLoop.START, true) : null);
		this.loop.run();
	}

	private int ready() {
		CompletableFuture<CapacityReport> report = this.supervisor.capacity().report();
		this.loop.run();
		return report.join().standby().ready();
	}

	private void run(int count, int standby) {
		startAndRun(count, standby);
		for (int i = 0; i < standby; i++) {
			worker(count + 1 + i).becomesReady();
		}
		this.loop.run();
	}

	private void startAndRun(int count, int standby) {
		this.supervisor = supervisor(count, standby);
		this.supervisor.start();
		this.loop.run();
		for (int i = 1; i <= count; i++) {
			worker(i).becomesReady();
		}
		this.loop.run();
	}

	private FakeWorker worker(int id) {
		return this.workers.stream().filter((worker) -> worker.id() == id).findFirst().orElseThrow();
	}

	private WorkerInfo info(int id) {
		return this.supervisor.snapshot()
			.workers()
			.stream()
			.filter((worker) -> worker.id() == id)
			.findFirst()
			.orElseThrow();
	}

	private Worker view(int id) {
		return this.supervisor.workers().stream().filter((worker) -> worker.id() == id).findFirst().orElseThrow();
	}

	private Supervisor supervisor(int count, int standby) {
		ClusterSettings settings = new ClusterSettings(count, Duration.ofSeconds(35), Duration.ofSeconds(5), RESTART,
				null)
			.withCapacity(CapacitySettings.FIXED.withStandby(standby));
		return new Supervisor(settings, LeaderSettings.DEFAULTS, this.loop, (launch, listener) -> {
			if (this.launchFailure != null) {
				throw this.launchFailure;
			}
			FakeWorker worker = new FakeWorker(launch, listener);
			this.workers.add(worker);
			return worker;
		}, new Listener());
	}

	private final class Listener implements ClusterListener {

		@Override
		public void workerChanged(WorkerInfo worker) {
			StandbysTests.this.changes.add(worker);
		}

		@Override
		public void happened(WorkerView worker, WorkerEvent event) {
			StandbysTests.this.events.add(event);
		}

		@Override
		public void leaderChanged(@Nullable LeaderInfo leader) {
		}

		@Override
		public void ready(ClusterSnapshot snapshot) {
		}

	}

}
