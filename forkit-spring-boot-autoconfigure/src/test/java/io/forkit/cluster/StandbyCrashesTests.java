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
import java.util.List;
import java.util.Set;

import io.forkit.cluster.ControlMessage.Activate;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.reload.StageMode;
import io.forkit.cluster.reload.Surge;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.restart.GiveUp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Crashes} of standbys.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandbyCrashesTests {

	private static final Duration COOL_DOWN = Duration.ofMinutes(5);

	private static final Duration HEALTHY = Duration.ofSeconds(10);

	private final VirtualCluster cluster = new VirtualCluster();

	@AfterEach
	void stop() {
		this.cluster.stop();
	}

	@Test
	void aPlaceWhoseStandbysCrashAgainAndAgainIsReportedAndTheClusterGoesOn() throws IOException {
		this.cluster.capacity = this.cluster.capacity.withStandby(1);
		this.cluster.crashes = new CrashSettings(10, Duration.ofMinutes(10), 2, 3, null, Duration.ofMinutes(10),
				COOL_DOWN, Set.of(), false, GiveUp.EXIT);
		this.cluster.run(1);
		for (int i = 0; i < 3; i++) {
			this.cluster.loop.advance(Duration.ofSeconds(20));
			this.cluster.last().isKilled();
		}
		int started = this.cluster.workers.size();
		this.cluster.loop.advance(COOL_DOWN.minusSeconds(1));
		assertThat(this.cluster.workers).hasSize(started);
		ClusterSnapshot snapshot = this.cluster.supervisor().snapshot();
		assertThat(snapshot.state()).isEqualTo(ClusterState.RUNNING);
		assertThat(snapshot.ready()).isEqualTo(1);
		assertThat(snapshot.breakers()).singleElement().satisfies((breaker) -> {
			assertThat(breaker.slot()).isEqualTo(WorkerInfo.NO_SLOT);
			assertThat(breaker.reason()).isEqualTo(BreakerReason.IN_A_ROW);
			assertThat(breaker).extracting(BreakerInfo::subject).isEqualTo("The place of a standby");
		});
		ControlMessage.Changed told = (ControlMessage.Changed) ControlFormat
			.read(ControlFormat.write(new ControlMessage.Changed(snapshot)), null);
		assertThat(told.snapshot().breakers()).extracting(BreakerInfo::slot).containsExactly(WorkerInfo.NO_SLOT);
		this.cluster.supervisor().revive();
		this.cluster.loop.run();
		assertThat(this.cluster.workers).hasSize(started + 1);
		assertThat(this.cluster.supervisor().snapshot().breakers()).isEmpty();
	}

	@Test
	void aTrialThatStaysReadyClosesTheBreakerOfAPlace() {
		crashUntilThePlaceIsTried();
		this.cluster.last().becomesReady();
		this.cluster.loop.advance(HEALTHY.minusMillis(1));
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN);
		this.cluster.loop.advance(Duration.ofMillis(1));
		assertThat(breakers()).isEmpty();
	}

	@Test
	void aTrialOfAPlaceHasToStayReady() {
		crashUntilThePlaceIsTried();
		this.cluster.last().becomesReady();
		this.cluster.loop.advance(HEALTHY.minusSeconds(1));
		this.cluster.last().says(new Readiness(false));
		this.cluster.last().says(new Readiness(true));
		this.cluster.loop.advance(HEALTHY.minusSeconds(1));
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN);
		this.cluster.loop.advance(Duration.ofSeconds(1));
		assertThat(breakers()).isEmpty();
	}

	@Test
	void aReloadFillsThePlaceAndItsBreakerCloses() {
		crashUntilThePlaceIsDown();
		this.cluster.supervisor().reload();
		this.cluster.loop.run();
		this.cluster.settles(this.cluster.last().id());
		this.cluster.worker(1).exits(0);
		this.cluster.loop.advance(this.cluster.reload.pause());
		assertThat(this.cluster.last().slot()).isEqualTo(WorkerInfo.NO_SLOT);
		assertThat(breakers()).containsExactly(BreakerState.OPEN);
		this.cluster.last().becomesReady();
		assertThat(breakers()).isEmpty();
	}

	@Test
	void whenTheTrialOfAPlaceIsGivenASlotTheNextStandbyIsTried() {
		crashUntilThePlaceIsTried();
		FakeWorker tried = this.cluster.last();
		tried.becomesReady();
		this.cluster.loop.advance(HEALTHY.minusSeconds(3));
		this.cluster.worker(1).isKilled();
		this.cluster.loop.run();
		assertThat(tried.received(Activate.class)).containsExactly(new Activate(0));
		tried.says(new Readiness(true));
		this.cluster.loop.advance(HEALTHY);
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN);
		assertThat(this.cluster.last()).isNotSameAs(tried);
		this.cluster.last().becomesReady();
		this.cluster.loop.advance(HEALTHY);
		assertThat(breakers()).isEmpty();
	}

	@Test
	void whenTheTrialOfAPlaceIsGivenASlotTheOneThatWasToTakeItsPlaceIsTried() {
		crashUntilThePlaceIsTried();
		FakeWorker tried = this.cluster.last();
		tried.becomesReady();
		this.cluster.supervisor().control().replace(view(tried.id()), WorkerReason.REQUEST);
		this.cluster.loop.run();
		FakeWorker next = this.cluster.last();
		next.becomesReady();
		this.cluster.worker(1).isKilled();
		this.cluster.loop.run();
		assertThat(tried.received(Activate.class)).containsExactly(new Activate(0));
		this.cluster.loop.advance(HEALTHY.minusMillis(1));
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN);
		this.cluster.loop.advance(Duration.ofMillis(1));
		assertThat(breakers()).isEmpty();
	}

	@Test
	void whoTakesThePlaceOfATrialClosesTheBreakerHoweverLongItHasToSettle() {
		this.cluster.reload = new ReloadSettings(Surge.ONE, Duration.ofMinutes(2), HEALTHY.plusSeconds(15),
				Duration.ZERO, null, StageMode.NEVER);
		crashUntilThePlaceIsTried();
		FakeWorker tried = this.cluster.last();
		tried.becomesOnline();
		this.cluster.supervisor().control().replace(view(tried.id()), WorkerReason.REQUEST);
		this.cluster.loop.run();
		this.cluster.last().becomesReady();
		this.cluster.loop.advance(HEALTHY.plusSeconds(14));
		assertThat(tried.wasAskedToStop()).isFalse();
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN);
		this.cluster.loop.advance(Duration.ofSeconds(2));
		assertThat(tried.wasAskedToStop()).isTrue();
		tried.exits(0);
		assertThat(breakers()).isEmpty();
	}

	@Test
	void theTimeAsTheTrialOfAPlaceIsNoTimeAsThatOfASlot() {
		crashUntilThePlaceIsDown();
		for (int id : List.of(1, this.cluster.last().id() + 1, this.cluster.last().id() + 2)) {
			this.cluster.worker(id).isKilled();
			this.cluster.loop.advance(Duration.ofSeconds(20));
		}
		assertThat(breakers()).containsExactly(BreakerState.OPEN, BreakerState.OPEN);
		this.cluster.loop.advance(COOL_DOWN.minusSeconds(23));
		FakeWorker tried = this.cluster.last();
		tried.becomesReady();
		this.cluster.loop.advance(Duration.ofSeconds(3));
		assertThat(tried.received(Activate.class)).containsExactly(new Activate(0));
		tried.says(new Readiness(true));
		this.cluster.loop.advance(HEALTHY.minusMillis(1));
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN, BreakerState.HALF_OPEN);
		this.cluster.loop.advance(Duration.ofMillis(1));
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN);
	}

	@Test
	void aStandbyThatHasWaitedForLongWasHealthy() {
		run();
		for (int i = 0; i < 10; i++) {
			this.cluster.last().becomesReady();
			this.cluster.loop.advance(HEALTHY);
			int before = this.cluster.workers.size();
			this.cluster.last().exits(3);
			this.cluster.loop.run();
			assertThat(this.cluster.workers).as("without a delay").hasSize(before + 1);
		}
		assertThat(breakers()).isEmpty();
	}

	@Test
	void aStandbyThatWasReadyHasNotFailedToStart() {
		run();
		for (int i = 0; i < 2; i++) {
			this.cluster.last().becomesReady();
			this.cluster.last().exits(3);
			this.cluster.loop.advance(Duration.ofSeconds(20));
		}
		this.cluster.last().becomesReady();
		this.cluster.loop.advance(HEALTHY.minusSeconds(1));
		this.cluster.last().exits(3);
		assertThat(this.cluster.supervisor().snapshot().breakers()).extracting(BreakerInfo::reason)
			.containsExactly(BreakerReason.IN_A_ROW);
	}

	@Test
	void aStandbyThatHasWaitedForLongWasHealthyAlsoIfItIsGivenASlot() {
		run();
		for (int i = 0; i < 2; i++) {
			this.cluster.last().isKilled();
			this.cluster.loop.advance(Duration.ofSeconds(20));
		}
		this.cluster.last().becomesReady();
		this.cluster.loop.advance(HEALTHY);
		this.cluster.worker(1).isKilled();
		this.cluster.loop.run();
		this.cluster.last().says(new Readiness(true));
		this.cluster.loop.advance(Standbys.REFILL_PAUSE);
		this.cluster.last().isKilled();
		this.cluster.loop.run();
		assertThat(breakers()).isEmpty();
	}

	private void run() {
		this.cluster.capacity = this.cluster.capacity.withStandby(1);
		this.cluster.crashes = new CrashSettings(10, Duration.ofMinutes(10), 2, 2, null, Duration.ofMinutes(10),
				COOL_DOWN, Set.of(), false, GiveUp.KEEP);
		this.cluster.run(1);
	}

	private void crashUntilThePlaceIsDown() {
		run();
		for (int i = 0; i < 3; i++) {
			this.cluster.loop.advance(Duration.ofSeconds(20));
			this.cluster.last().isKilled();
		}
		assertThat(breakers()).containsExactly(BreakerState.OPEN);
	}

	private void crashUntilThePlaceIsTried() {
		crashUntilThePlaceIsDown();
		this.cluster.loop.advance(COOL_DOWN);
		assertThat(breakers()).containsExactly(BreakerState.HALF_OPEN);
	}

	private List<BreakerState> breakers() {
		return this.cluster.supervisor().snapshot().breakers().stream().map(BreakerInfo::state).toList();
	}

	private WorkerView view(int id) {
		return (WorkerView) this.cluster.supervisor()
			.workers()
			.stream()
			.filter((worker) -> worker.id() == id)
			.findFirst()
			.orElseThrow();
	}

}
