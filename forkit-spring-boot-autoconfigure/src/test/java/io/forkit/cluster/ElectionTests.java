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
import java.util.Optional;

import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Lead;
import io.forkit.cluster.ControlMessage.LeaderUsed;
import io.forkit.cluster.ControlMessage.Leading;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.ControlMessage.StepDown;
import io.forkit.cluster.ControlMessage.SteppedDown;
import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Election}, by way of the {@link Supervisor}.
 */
class ElectionTests {

	private static final Duration UNREADY = Duration.ofSeconds(10);

	private static final Duration UNRESPONSIVE = Duration.ofSeconds(20);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(35);

	private final VirtualLoop loop = new VirtualLoop();

	private final List<FakeWorker> workers = new ArrayList<>();

	private final List<Integer> leaders = new ArrayList<>();

	private final List<Long> terms = new ArrayList<>();

	private @Nullable Supervisor started;

	private boolean waitedFor;

	@Test
	void theFirstWorkerThatIsReadyLeadsAndStays() {
		Supervisor supervisor = start(3, UNRESPONSIVE);
		assertThat(supervisor.snapshot().leader()).isNull();
		worker(2).becomesReady();
		assertThat(leader(supervisor)).isEqualTo(2);
		worker(1).becomesReady();
		worker(3).becomesReady();
		assertThat(leader(supervisor)).isEqualTo(2);
		assertThat(this.leaders).containsExactly(2);
		assertThat(worker(2).received(Lead.class)).hasSize(1);
		assertThat(worker(1).received(Lead.class)).isEmpty();
	}

	@Test
	void allAreToldWhoLeads() {
		start(2, UNRESPONSIVE);
		worker(1).becomesReady();
		worker(2).becomesReady();
		assertThat(this.workers).allSatisfy((worker) -> {
			List<ControlMessage.Changed> changes = worker.received(ControlMessage.Changed.class);
			LeaderInfo leader = changes.get(changes.size() - 1).snapshot().leader();
			assertThat(leader).isNotNull();
			assertThat(leader.worker()).isEqualTo(1);
			assertThat(leader.pid()).isEqualTo(1001);
		});
	}

	@Test
	void theReadyWorkerWithTheLowestIdFollowsADeadLeader() {
		Supervisor supervisor = startReady(3, UNRESPONSIVE);
		worker(1).isKilled();
		assertThat(leader(supervisor)).isEqualTo(2);
		assertThat(this.leaders).containsExactly(1, 2);
		assertThat(this.terms).isSorted().doesNotHaveDuplicates();
		assertThat(worker(2).received(Lead.class).get(0).term()).isEqualTo(supervisor.snapshot().leader().term());
	}

	@Test
	void nobodyFollowsWhileNoWorkerIsReady() {
		Supervisor supervisor = startReady(1, UNRESPONSIVE);
		worker(1).isKilled();
		assertThat(supervisor.snapshot().leader()).isNull();
		assertThat(this.leaders).containsExactly(1, null);
		this.loop.run();
		worker(2).becomesReady();
		assertThat(leader(supervisor)).isEqualTo(2);
	}

	@Test
	void termsAreGreaterThanThoseOfAnEarlierCluster() {
		Supervisor first = startReady(1, UNRESPONSIVE);
		long term = first.snapshot().leader().term();
		assertThat(term).isEqualTo(VirtualLoop.START.toEpochMilli());
		worker(1).isKilled();
		this.loop.run();
		worker(2).becomesReady();
		assertThat(first.snapshot().leader().term()).isEqualTo(term + 1);
		this.loop.advance(Duration.ofSeconds(1));
		this.workers.clear();
		Supervisor second = startReady(1, UNRESPONSIVE);
		assertThat(second.snapshot().leader().term()).isGreaterThan(term + 1);
	}

	@Test
	void aDrainingLeaderGivesUpFirst() {
		Supervisor supervisor = startReady(2, UNRESPONSIVE);
		long term = supervisor.snapshot().leader().term();
		worker(1).says(new Draining());
		assertThat(worker(1).received(StepDown.class)).containsExactly(new StepDown(term));
		assertThat(leader(supervisor)).isEqualTo(1);
		assertThat(worker(2).received(Lead.class)).isEmpty();
		worker(1).says(new SteppedDown(term));
		assertThat(leader(supervisor)).isEqualTo(2);
		assertThat(this.leaders).containsExactly(1, 2);
	}

	@Test
	void aDrainingLeaderThatDoesNotGiveUpIsFollowedWhenItHasEnded() {
		Supervisor supervisor = startReady(2, Duration.ZERO);
		worker(1).says(new Draining());
		this.loop.advance(STOP_TIMEOUT.plusSeconds(5));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM, Signal.SIGKILL);
		assertThat(leader(supervisor)).isEqualTo(1);
		worker(1).isKilled();
		assertThat(leader(supervisor)).isEqualTo(2);
	}

	@Test
	void aDisconnectedLeaderGivesUpToo() {
		Supervisor supervisor = startReady(2, UNRESPONSIVE);
		supervisor.workers().get(0).disconnect();
		this.loop.run();
		assertThat(worker(1).received(StepDown.class)).hasSize(1);
		worker(1).says(new SteppedDown(supervisor.snapshot().leader().term()));
		assertThat(leader(supervisor)).isEqualTo(2);
	}

	@Test
	void aLeaderThatIsShortlyNotReadyStays() {
		Supervisor supervisor = startReady(2, Duration.ZERO);
		worker(1).says(new Readiness(false));
		this.loop.advance(UNREADY.minusMillis(1));
		worker(1).says(new Readiness(true));
		worker(1).says(new Readiness(false));
		this.loop.advance(UNREADY.minusMillis(1));
		assertThat(worker(1).received(StepDown.class)).isEmpty();
		assertThat(leader(supervisor)).isEqualTo(1);
	}

	@Test
	void aLeaderThatIsNotReadyForLongGivesUp() {
		Supervisor supervisor = startReady(2, Duration.ZERO);
		worker(1).says(new Readiness(false));
		this.loop.advance(UNREADY);
		assertThat(worker(1).received(StepDown.class)).hasSize(1);
		worker(1).says(new SteppedDown(supervisor.snapshot().leader().term()));
		assertThat(leader(supervisor)).isEqualTo(2);
		worker(1).says(new Readiness(true));
		worker(2).isKilled();
		assertThat(leader(supervisor)).isEqualTo(1);
		assertThat(worker(1).received(Lead.class)).hasSize(2);
	}

	@Test
	void aClockThatIsSetBackMakesNobodyMorePatient() {
		startReady(2, Duration.ZERO);
		worker(1).says(new Readiness(false));
		this.loop.setClockBack(Duration.ofHours(1));
		this.loop.advance(UNREADY);
		assertThat(worker(1).received(StepDown.class)).hasSize(1);
	}

	@Test
	void aLeaderThatIsReadyForAMomentWhileItGivesUpHasToEndAllTheSame() {
		startReady(2, Duration.ZERO);
		worker(1).says(new Readiness(false));
		this.loop.advance(UNREADY);
		worker(1).says(new Readiness(true));
		worker(1).says(new Readiness(false));
		this.loop.advance(STOP_TIMEOUT);
		assertThat(worker(1).wasAskedToStop()).isTrue();
	}

	@Test
	void aLeaderThatIsNotReadyStaysWhileNobodyElseIs() {
		Supervisor supervisor = start(2, Duration.ZERO);
		worker(1).becomesReady();
		worker(1).says(new Readiness(false));
		this.loop.advance(UNREADY.multipliedBy(3));
		assertThat(leader(supervisor)).isEqualTo(1);
		assertThat(worker(1).received(StepDown.class)).isEmpty();
		worker(2).becomesReady();
		assertThat(worker(1).received(StepDown.class)).hasSize(1);
	}

	@Test
	void aLeaderThatIsNotReadyAndDoesNotGiveUpHasToEnd() {
		startReady(2, Duration.ZERO);
		worker(1).says(new Readiness(false));
		this.loop.advance(UNREADY);
		assertThat(worker(1).wasAskedToStop()).isFalse();
		this.loop.advance(STOP_TIMEOUT);
		assertThat(worker(1).wasAskedToStop()).isTrue();
	}

	@Test
	void aLeaderWithoutASignOfLifeIsLeftAloneWhileNobodyMakesUseOfIt() {
		startReady(2, UNRESPONSIVE);
		this.loop.advance(UNRESPONSIVE.multipliedBy(5));
		assertThat(worker(1).signals()).isEmpty();
		worker(2).says(new LeaderUsed());
		this.loop.advance(Duration.ofSeconds(2));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGKILL);
	}

	@Test
	void aLeaderThatIsWaitedForHasAllOfItsTimeAgain() {
		startReady(2, UNRESPONSIVE);
		worker(1).says(new LeaderUsed());
		this.waitedFor = true;
		this.loop.advance(UNRESPONSIVE.plusSeconds(2));
		this.waitedFor = false;
		this.loop.advance(UNRESPONSIVE);
		assertThat(worker(1).signals()).isEmpty();
		this.loop.advance(Duration.ofSeconds(2));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGKILL);
	}

	@Test
	void aLeaderWithoutASignOfLifeIsKilledAndOnlyThenFollowed() {
		Supervisor supervisor = startReady(2, UNRESPONSIVE);
		worker(1).says(new LeaderUsed());
		this.loop.advance(UNRESPONSIVE.plusSeconds(2));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGKILL);
		assertThat(leader(supervisor)).isEqualTo(1);
		worker(1).isKilled();
		assertThat(leader(supervisor)).isEqualTo(2);
	}

	@Test
	void aLeaderThatGivesSignsOfLifeIsLeftAlone() {
		Supervisor supervisor = startReady(2, UNRESPONSIVE);
		long term = supervisor.snapshot().leader().term();
		worker(1).says(new LeaderUsed());
		assertThat(worker(1).received(Lead.class)).containsExactly(new Lead(term, 2000));
		for (int i = 0; i < 20; i++) {
			this.loop.advance(Duration.ofSeconds(10));
			worker(1).says(new Leading(term));
		}
		assertThat(worker(1).signals()).isEmpty();
	}

	@Test
	void aLeaderToWhichThePrimaryDoesNotListenForTheMomentIsLeftAlone() {
		startReady(2, UNRESPONSIVE);
		worker(1).says(new LeaderUsed());
		worker(1).readingIsPaused(true);
		this.loop.advance(UNRESPONSIVE.multipliedBy(3));
		assertThat(worker(1).signals()).isEmpty();
		worker(1).readingIsPaused(false);
		this.loop.advance(UNRESPONSIVE.plusSeconds(2));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGKILL);
	}

	@Test
	void whatAFormerLeaderSaysLateChangesNothing() {
		Supervisor supervisor = startReady(2, UNRESPONSIVE);
		long term = supervisor.snapshot().leader().term();
		worker(1).says(new Draining());
		worker(1).says(new SteppedDown(term));
		worker(1).says(new SteppedDown(term));
		worker(1).says(new Leading(term));
		worker(2).says(new SteppedDown(term));
		assertThat(leader(supervisor)).isEqualTo(2);
	}

	@Test
	void aLeaderWithoutAChannelIsFollowedWhenItHasEnded() {
		Supervisor supervisor = startReady(2, Duration.ZERO);
		worker(1).losesChannel();
		this.loop.advance(Duration.ofSeconds(3));
		assertThat(leader(supervisor)).isEqualTo(1);
		worker(1).isKilled();
		assertThat(leader(supervisor)).isEqualTo(2);
	}

	@Test
	void aClusterThatEndsElectsNobodyElse() {
		Supervisor supervisor = startReady(2, UNRESPONSIVE);
		supervisor.stop();
		this.loop.run();
		worker(1).says(new SteppedDown(supervisor.snapshot().leader().term()));
		worker(1).exits(0);
		assertThat(supervisor.snapshot().leader()).isNull();
		worker(2).exits(0);
		assertThat(this.leaders).containsExactly(1, null);
		assertThat(this.loop.timers()).isZero();
	}

	private static int leader(Supervisor supervisor) {
		return Optional.ofNullable(supervisor.snapshot().leader()).map(LeaderInfo::worker).orElse(0);
	}

	private Supervisor startReady(int size, Duration unresponsive) {
		Supervisor supervisor = start(size, unresponsive);
		List.copyOf(this.workers).forEach(FakeWorker::becomesReady);
		return supervisor;
	}

	private Supervisor start(int size, Duration unresponsive) {
		ClusterSettings settings = new ClusterSettings(size, STOP_TIMEOUT, Duration.ofSeconds(5),
				new ClusterSettings.Restart(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(10)),
				null);
		Supervisor supervisor = new Supervisor(settings, new LeaderSettings(UNREADY, unresponsive), this.loop,
				this::launch, new ClusterListener() {

					@Override
					public void workerChanged(WorkerInfo worker) {
					}

					@Override
					public void leaderChanged(@Nullable LeaderInfo leader) {
						ElectionTests.this.leaders.add((leader != null) ? leader.worker() : null);
						if (leader != null) {
							ElectionTests.this.terms.add(leader.term());
						}
					}

					@Override
					public boolean leaderSilent(WorkerView worker, Duration silence) {
						if (!ElectionTests.this.waitedFor) {
							ElectionTests.this.supervisor().control().kill(worker, WorkerReason.LEADERSHIP);
						}
						return ElectionTests.this.waitedFor;
					}

					@Override
					public void ready(ClusterSnapshot snapshot) {
					}

				});
		this.started = supervisor;
		supervisor.start();
		this.loop.run();
		return supervisor;
	}

	private Supervisor supervisor() {
		assertThat(this.started).isNotNull();
		return this.started;
	}

	private WorkerProcess launch(WorkerLaunch launch, WorkerProcess.Listener listener) {
		FakeWorker worker = new FakeWorker(launch, listener);
		this.workers.add(worker);
		return worker;
	}

	private FakeWorker worker(int id) {
		return this.workers.stream().filter((worker) -> worker.id() == id).findFirst().orElseThrow();
	}

}
