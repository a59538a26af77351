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

import java.util.Arrays;

import io.forkit.cluster.GateState;
import io.forkit.cluster.WorkerLoad;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Shedding}.
 */
class SheddingTests {

	private final Shedding shedding = new Shedding(new AcceptGateSettings(true, 0.9, null, true, 1.5, 8));

	@Test
	void levelWorkerLetsNothingGo() {
		round(16, connections(16, 15, 17));
		assertThat(taken()).isZero();
	}

	@Test
	void workerAboveItsSiblingsLetsAPartGoInEachRoundUntilItIsLevel() {
		round(40, connections(0));
		assertThat(taken()).isEqualTo(10);
		round(30, connections(10));
		assertThat(taken()).isEqualTo(7);
		round(23, connections(17));
		assertThat(taken()).isEqualTo(3);
		round(20, connections(20));
		assertThat(taken()).isZero();
		assertThat(this.shedding.count()).isEqualTo(20);
	}

	@Test
	void oneNewWorkerOfManyIsFilledByAll() {
		round(32, connections(32, 32, 32, 32, 32, 32, 0));
		assertThat(taken()).isEqualTo(4);
	}

	@Test
	void fewConnectionsMoreAreNoReason() {
		round(7, connections(0));
		assertThat(taken()).isZero();
		round(100, connections(80));
		assertThat(taken()).isZero();
	}

	@Test
	void theMarginMayBeAsLargeAsANumberCanBe() {
		Shedding never = new Shedding(new AcceptGateSettings(true, 0.9, null, true, 1.5, Integer.MAX_VALUE));
		never.round(new WorkerLoad(100, 0, 0, GateState.OPEN, 0, 0), connections(10));
		assertThat(never.take()).isFalse();
	}

	@Test
	void withoutSiblingsWithRoomNothingIsLetGo() {
		round(40, connections());
		assertThat(taken()).isZero();
	}

	@Test
	void switchedOffNothingIsLetGo() {
		Shedding off = new Shedding(new AcceptGateSettings(true, 0.9, null, false, 1.5, 8));
		off.round(new WorkerLoad(100, 0, 0, GateState.OPEN, 0, 0), connections(0));
		assertThat(off.take()).isFalse();
	}

	@Test
	void nothingIsLetGoWhereSomethingElseKnowsWhoseConnectionsTheyAre() {
		Shedding off = new Shedding(new AcceptGateSettings(true, 0.9, null, true, 1.5, 8).withoutShedding());
		off.round(new WorkerLoad(100, 0, 0, GateState.OPEN, 0, 0), connections(0));
		assertThat(off.take()).isFalse();
	}

	@Test
	void connectionsThatCannotBeLetGoDoNotSendTheOthersRoundForEver() {
		int taken = 0;
		for (int i = 0; i < 3600; i++) {
			// Those that are let go come back.
			round(400, connections(50));
			taken += taken();
		}
		assertThat(taken).isBetween(100, 100 * 3600 / 20);
		round(100, connections(100));
		assertThat(taken()).isZero();
		round(200, connections(0));
		assertThat(taken()).isEqualTo(50);
	}

	@Test
	void requestsOfAConnectionThatCannotBeLetGoDoNotSendTheOthersRoundForEver() {
		Siblings siblings = siblings(new WorkerLoad(16, 0, 100, GateState.OPEN, 0, 0));
		int taken = 0;
		for (int i = 0; i < 3600; i++) {
			this.shedding.round(new WorkerLoad(16, 0, 1000, GateState.OPEN, 0, 0), siblings);
			taken += taken();
		}
		assertThat(taken).isBetween(3, 3600 / 4);
	}

	@Test
	void slowProgressIsProgress() {
		int taken = 0;
		for (int i = 0; i < 100; i++) {
			// The number of the sibling is seen two rounds later.
			round(400 - 2 * (i / 3), connections(0));
			taken += taken() > 0 ? 1 : 0;
		}
		assertThat(taken).isEqualTo(100);
	}

	@Test
	void saturatedWorkerLetsSomeGoWhileASiblingIsIdle() {
		this.shedding.round(new WorkerLoad(16, 12, 0, GateState.SATURATED, 0, 0), connections(16));
		assertThat(taken()).isEqualTo(2);
		this.shedding.round(new WorkerLoad(16, 12, 0, GateState.SATURATED, 0, 0),
				siblings(new WorkerLoad(16, 8, 0, GateState.OPEN, 0, 0)));
		assertThat(taken()).isZero();
	}

	@Test
	void workerThatIsNotReadyLetsAllGo() {
		this.shedding.round(new WorkerLoad(5, 1, 0, GateState.NOT_READY, 0, 0), connections(16));
		assertThat(taken()).isEqualTo(5);
	}

	@Test
	void manyMoreRequestsForAWhileAreAReason() {
		Siblings siblings = siblings(new WorkerLoad(16, 0, 100, GateState.OPEN, 0, 0));
		WorkerLoad own = new WorkerLoad(16, 0, 1000, GateState.OPEN, 0, 0);
		this.shedding.round(own, siblings);
		this.shedding.round(own, siblings);
		assertThat(taken()).isZero();
		this.shedding.round(own, siblings);
		assertThat(taken()).isEqualTo(3);
		this.shedding.round(own, siblings);
		assertThat(taken()).isZero();
	}

	@Test
	void oneBusyConnectionIsNotSentRoundTheWorkers() {
		Siblings siblings = siblings(new WorkerLoad(0, 0, 0, GateState.OPEN, 0, 0));
		for (int i = 0; i < 10; i++) {
			this.shedding.round(new WorkerLoad(1, 1, 10_000, GateState.OPEN, 0, 0), siblings);
			assertThat(taken()).isZero();
		}
	}

	private void round(int connections, Siblings siblings) {
		this.shedding.round(new WorkerLoad(connections, 0, 0, GateState.OPEN, 0, 0), siblings);
	}

	private int taken() {
		int taken = 0;
		while (this.shedding.isDue() && this.shedding.take()) {
			taken++;
		}
		return taken;
	}

	private static Siblings connections(int... connections) {
		return siblings(Arrays.stream(connections)
			.mapToObj((number) -> new WorkerLoad(number, 0, 0, GateState.OPEN, 0, 0))
			.toArray(WorkerLoad[]::new));
	}

	private static Siblings siblings(WorkerLoad... loads) {
		return new Siblings(Arrays.asList(loads));
	}

}
