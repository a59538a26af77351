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

package io.forkit.cluster.gate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.GateState;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerLoad;
import io.forkit.cluster.WorkerReason;
import io.forkit.cluster.WorkerState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link AcceptGate} and {@link GateKeeper}, in a time of their own.
 */
class AcceptGateTests {

	private static final int SELF = 1;

	private final FakeDoor door = new FakeDoor();

	private final List<WorkerLoad> reports = new ArrayList<>();

	private long now = 1_000_000_000;

	private int connections;

	private int occupied;

	private int capacity = 4;

	private ClusterSnapshot cluster = cluster(load(0, 0, 0, GateState.OPEN));

	private GateKeeper keeper = keeper(new AcceptGateSettings(true, 1, null, true, 1.5, 8));

	private AcceptGate gate = gate();

	@Test
	void nothingIsAcceptedBeforeTheApplicationIsReady() {
		assertThat(this.door.open).isFalse();
		assertThat(this.gate.state()).isEqualTo(GateState.NOT_READY);
		pass(Duration.ofSeconds(5));
		assertThat(this.door.open).isFalse();
		this.keeper.ready(true);
		assertThat(this.door.open).isTrue();
		assertThat(this.gate.state()).isEqualTo(GateState.OPEN);
		assertThat(this.gate.closings()).isZero();
	}

	@Test
	void readinessClosesAndOpensAtOnce() {
		this.keeper.ready(true);
		this.keeper.ready(false);
		assertThat(this.door.open).isFalse();
		this.keeper.ready(true);
		assertThat(this.door.open).isTrue();
	}

	@Test
	void workerThatIsNotReadyServesWhileNobodyElseIsReady() {
		this.keeper.ready(true);
		this.cluster = cluster(WorkerState.LISTENING, load(0, 0, 0, GateState.NOT_READY));
		this.keeper.ready(false);
		assertThat(this.door.open).isTrue();
		this.cluster = cluster(WorkerState.READY, load(0, 0, 0, GateState.OPEN));
		this.keeper.update();
		assertThat(this.door.open).isFalse();
		assertThat(this.gate.state()).isEqualTo(GateState.NOT_READY);
		this.cluster = cluster(WorkerState.EXITED, load(0, 0, 0, GateState.OPEN));
		this.keeper.update();
		assertThat(this.door.open).isTrue();
	}

	@Test
	void onlyWorkerServesWhileItIsNotReady() {
		this.cluster = cluster(null);
		this.keeper = keeper(this.keeper.settings());
		this.gate = gate();
		assertThat(this.door.open).isFalse();
		this.keeper.ready(true);
		this.keeper.ready(false);
		assertThat(this.door.open).isTrue();
	}

	@Test
	void requestThatTakesTheLastThreadClosesTheGateAtOnce() {
		this.keeper.ready(true);
		begin(3);
		assertThat(this.keeper.update()).isGreaterThan(AcceptGate.SAFETY_POLL);
		assertThat(this.door.open).isTrue();
		begin(1);
		this.keeper.update();
		assertThat(this.door.open).isFalse();
		assertThat(this.gate.state()).isEqualTo(GateState.SATURATED);
		assertThat(this.gate.closings()).isOne();
	}

	@Test
	void gateOpensWhenARequestHasEnded() {
		saturate();
		pass(Duration.ofMillis(50));
		end(1);
		this.keeper.update();
		assertThat(this.door.open).isTrue();
	}

	@Test
	void requestThatIsStillCountedHasEnded() {
		saturate();
		pass(Duration.ofMillis(50));
		this.gate.ended(1);
		this.occupied--;
		this.keeper.update();
		assertThat(this.door.open).isTrue();
	}

	@Test
	void oneLongRequestOfManyThreadsClosesNothing() {
		this.capacity = 200;
		this.keeper.ready(true);
		begin(1);
		pass(Duration.ofMinutes(1));
		assertThat(this.door.open).isTrue();
	}

	@Test
	void manyThreadsMustHaveRoomAgain() {
		this.capacity = 100;
		this.gate = gate();
		this.keeper.ready(true);
		begin(100);
		this.keeper.update();
		pass(Duration.ofMillis(50));
		end(9);
		pass(Duration.ofMillis(200));
		assertThat(this.door.open).isFalse();
		end(1);
		this.keeper.update();
		assertThat(this.door.open).isTrue();
	}

	@Test
	void endThatNobodyHasToldOpensTheGateAllTheSame() {
		saturate();
		pass(Duration.ofMillis(50));
		this.occupied = 0;
		long next = this.keeper.update();
		assertThat(this.door.open).isTrue();
		assertThat(next).isPositive();
	}

	@Test
	void closedGateIsLookedAtSoon() {
		saturate();
		pass(Duration.ofMillis(50));
		assertThat(this.keeper.update()).isLessThanOrEqualTo(AcceptGate.SAFETY_POLL);
	}

	@Test
	void beginningThatNobodyHasToldIsSeen() {
		this.keeper.ready(true);
		this.occupied = 4;
		this.keeper.update();
		this.keeper.update();
		assertThat(this.door.open).isFalse();
	}

	@Test
	void gateStaysClosedForAsLongAsItIsWorth() {
		saturate();
		end(1);
		this.keeper.update();
		assertThat(this.door.open).isFalse();
		pass(Duration.ofMillis(5));
		assertThat(this.door.open).isTrue();
	}

	@Test
	void shortRequestsDoNotMakeItFlap() {
		this.keeper.ready(true);
		begin(3);
		for (int i = 0; i < 10_000; i++) {
			begin(1);
			this.keeper.update();
			this.now += Duration.ofNanos(500_000).toNanos();
			end(1);
			this.keeper.update();
			this.now += Duration.ofNanos(500_000).toNanos();
		}
		assertThat(this.door.closed).isLessThan(10);
	}

	@Test
	void afterShortClosingsALongOneIsSeenAllTheSame() {
		shortRequestsDoNotMakeItFlap();
		begin(1);
		pass(Duration.ofNanos(AcceptGate.MAX_DELAY));
		assertThat(this.door.open).isFalse();
	}

	@Test
	void withoutSiblingsItStaysOpen() {
		this.cluster = cluster(null);
		this.keeper = keeper(this.keeper.settings());
		this.gate = gate();
		this.keeper.ready(true);
		begin(10);
		pass(Duration.ofSeconds(3));
		assertThat(this.door.open).isTrue();
	}

	@Test
	void whatIsStuckIsSaturatedWhateverItsRequests() {
		this.capacity = Integer.MAX_VALUE;
		this.gate = gate();
		this.keeper.ready(true);
		this.gate.stuck(true);
		this.keeper.update();
		assertThat(this.door.open).isFalse();
		pass(Duration.ofMillis(50));
		this.gate.stuck(false);
		this.keeper.update();
		assertThat(this.door.open).isTrue();
	}

	@Test
	void requestsAreLimitedByTheSettingWhereNoThreadsLimitThem() {
		this.keeper = keeper(new AcceptGateSettings(true, 0.5, 6, true, 1.5, 8));
		this.capacity = Integer.MAX_VALUE;
		this.gate = gate();
		this.keeper.ready(true);
		begin(2);
		this.keeper.update();
		assertThat(this.door.open).isTrue();
		begin(1);
		this.keeper.update();
		assertThat(this.door.open).isFalse();
	}

	@Test
	void allThreadsAreUsedWhileNobodyElseHasRoom() {
		this.keeper = keeper(new AcceptGateSettings(true, 0.5, null, true, 1.5, 8));
		this.capacity = 100;
		this.gate = gate();
		this.keeper.ready(true);
		begin(50);
		this.keeper.update();
		assertThat(this.door.open).isFalse();
		pass(Duration.ofMillis(50));
		this.cluster = cluster(load(0, 50, 0, GateState.SATURATED));
		this.keeper.update();
		assertThat(this.door.open).isTrue();
		begin(49);
		pass(Duration.ofMillis(50));
		assertThat(this.door.open).isTrue();
		begin(1);
		pass(Duration.ofMillis(50));
		assertThat(this.door.open).isFalse();
		end(1);
		this.keeper.update();
		assertThat(this.door.open).isTrue();
	}

	@Test
	void keeperGoesOnAfterAnError() {
		AtomicInteger failures = new AtomicInteger();
		AtomicInteger looks = new AtomicInteger();
		AcceptGate broken = this.keeper.add(new FakeDoor(), () -> 0, this, () -> 0, () -> {
			if (looks.getAndIncrement() > 0 && failures.incrementAndGet() <= 2) {
				throw new OutOfMemoryError("for the test");
			}
			return 4;
		});
		this.keeper.start();
		await().atMost(Duration.ofSeconds(30)).until(() -> failures.get() > 2);
		broken.retire();
		this.gate.retire();
	}

	@Test
	void gateWithoutLimitDependsOnReadinessAlone() {
		this.keeper = keeper(new AcceptGateSettings(false, 0.9, 1, false, 1.5, 8));
		this.gate = gate();
		this.keeper.ready(true);
		begin(100);
		this.gate.stuck(true);
		pass(Duration.ofSeconds(3));
		assertThat(this.door.open).isTrue();
		this.keeper.ready(false);
		assertThat(this.door.open).isFalse();
	}

	@Test
	void gateThatCannotBeOpenedIsTriedAgain() {
		saturate();
		end(4);
		this.door.failure = new IOException("Too many open files");
		pass(Duration.ofSeconds(1));
		assertThat(this.door.open).isFalse();
		this.door.failure = null;
		pass(Duration.ofNanos(AcceptGate.SAFETY_POLL));
		assertThat(this.door.open).isTrue();
	}

	@Test
	void gateOfAnEndingServerIsLeftAlone() {
		this.keeper.ready(true);
		this.gate.retire();
		begin(10);
		this.keeper.update();
		this.keeper.ready(false);
		assertThat(this.door.closed).isOne();
		assertThat(this.gate.state()).isEqualTo(GateState.DRAINED);
	}

	@Test
	void gateIsReportedAtOnceWhenReadinessHasChanged() {
		this.keeper.update();
		assertThat(this.reports).extracting(WorkerLoad::gate).containsExactly(GateState.NOT_READY);
		this.keeper.ready(true);
		this.keeper.ready(true);
		this.keeper.ready(false);
		assertThat(this.reports).extracting(WorkerLoad::gate)
			.containsExactly(GateState.NOT_READY, GateState.OPEN, GateState.NOT_READY);
	}

	@Test
	void rateIsThatOfTheLastSecondWhenReadinessIsReported() {
		this.keeper.ready(true);
		this.keeper.update();
		begin(3);
		end(3);
		this.now += Duration.ofSeconds(1).toNanos();
		this.keeper.update();
		this.keeper.ready(false);
		assertThat(this.reports.get(this.reports.size() - 1))
			.isEqualTo(new WorkerLoad(0, 0, 3, GateState.NOT_READY, 1, 0));
	}

	@Test
	void workerWithoutServersReportsNothing() {
		this.gate.retire();
		this.keeper.ready(true);
		assertThat(this.reports).isEmpty();
	}

	@Test
	void loadIsReportedOnceASecondAndOnlyIfItHasChanged() {
		this.keeper.ready(true);
		this.reports.clear();
		this.connections = 7;
		begin(2);
		this.keeper.update();
		assertThat(this.reports).hasSize(1);
		pass(Duration.ofMillis(2100));
		assertThat(this.reports.get(this.reports.size() - 1)).isEqualTo(new WorkerLoad(7, 2, 0, GateState.OPEN, 0, 0));
		int before = this.reports.size();
		pass(Duration.ofSeconds(10));
		assertThat(this.reports).hasSize(before);
		this.connections = 8;
		pass(Duration.ofSeconds(1));
		assertThat(this.reports).hasSize(before + 1);
	}

	@Test
	void requestsOfOnePoolCountOnce() {
		gate();
		this.keeper.add(this.door, () -> 3, new Object(), () -> 5, () -> 10);
		this.keeper.ready(true);
		this.connections = 7;
		begin(2);
		pass(Duration.ofMillis(2100));
		assertThat(this.reports.get(this.reports.size() - 1)).isEqualTo(new WorkerLoad(17, 7, 0, GateState.OPEN, 0, 0));
	}

	@Test
	void requestsPerSecondAreThoseOfTheLastSecond() {
		this.keeper.ready(true);
		this.keeper.update();
		for (int i = 0; i < 50; i++) {
			begin(1);
			end(1);
		}
		this.now += Duration.ofSeconds(1).toNanos();
		this.keeper.update();
		assertThat(this.reports.get(this.reports.size() - 1).requestsPerSecond()).isEqualTo(50);
	}

	@Test
	void workerAboveItsSiblingsLetsConnectionsGoAndStillAccepts() {
		this.keeper.ready(true);
		this.connections = 20;
		pass(Duration.ofMillis(1100));
		assertThat(this.door.open).isTrue();
		assertThat(this.gate.isShedding()).isTrue();
		assertThat(this.gate.shed()).isTrue();
		this.connections = 10;
		this.cluster = cluster(load(10, 0, 0, GateState.OPEN));
		pass(Duration.ofMillis(2100));
		assertThat(this.gate.isShedding()).isFalse();
		assertThat(this.reports.get(this.reports.size() - 1).shedConnections()).isOne();
	}

	@Test
	void nothingIsLetGoToASiblingThatIsSaturated() {
		this.keeper.ready(true);
		this.connections = 20;
		this.cluster = cluster(load(0, 4, 0, GateState.SATURATED));
		pass(Duration.ofMillis(1100));
		assertThat(this.gate.isShedding()).isFalse();
	}

	private void saturate() {
		this.keeper.ready(true);
		begin(4);
		this.keeper.update();
		assertThat(this.door.open).isFalse();
	}

	private void begin(int requests) {
		for (int i = 0; i < requests; i++) {
			this.occupied++;
			this.gate.begun();
		}
	}

	private void end(int requests) {
		for (int i = 0; i < requests; i++) {
			this.occupied--;
			this.gate.ended(0);
		}
	}

	/** What the keeper's thread does. */
	private void pass(Duration time) {
		long end = this.now + time.toNanos();
		while (true) {
			long next = this.keeper.update();
			if (next > end - this.now) {
				this.now = end;
				return;
			}
			this.now += next;
		}
	}

	private GateKeeper keeper(AcceptGateSettings settings) {
		return new GateKeeper(settings, SELF, () -> this.cluster, this.reports::add, () -> this.now);
	}

	private AcceptGate gate() {
		return this.keeper.add(this.door, () -> this.connections, this, () -> this.occupied, () -> this.capacity);
	}

	private static WorkerLoad load(int connections, int active, int rate, GateState gate) {
		return new WorkerLoad(connections, active, rate, gate, 0, 0);
	}

	private static ClusterSnapshot cluster(@Nullable WorkerLoad sibling) {
		return cluster(WorkerState.READY, sibling);
	}

	private static ClusterSnapshot cluster(WorkerState state, @Nullable WorkerLoad sibling) {
		WorkerInfo self = new WorkerInfo(0, SELF, 100, WorkerState.READY, Instant.EPOCH, 0, null);
		WorkerInfo other = new WorkerInfo(1, 2, 101, state, Instant.EPOCH, 0, null, sibling, 1, WorkerReason.START);
		List<WorkerInfo> workers = (sibling != null) ? List.of(self, other) : List.of(self);
		return new ClusterSnapshot(ClusterState.RUNNING, 1, Instant.EPOCH, workers.size(), List.of(), workers);
	}

	private static final class FakeDoor implements AcceptGate.Door {

		private boolean open = true;

		private int closed;

		private @Nullable IOException failure;

		@Override
		public void open() throws IOException {
			if (this.failure != null) {
				throw this.failure;
			}
			this.open = true;
		}

		@Override
		public void close() {
			this.open = false;
			this.closed++;
		}

	}

}
