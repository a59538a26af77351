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

package io.forkit.cluster.scheduling;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.WorkerInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker which has been attached without a slot gets the connections of the
 * slot that it is given.
 */
class StandbyAssignmentTests extends AbstractSchedulingTests {

	private static final int STANDBY = WorkerInfo.NO_SLOT;

	// As the workers of these tests have it.
	private static final int STANDBY_ID = STANDBY + 1;

	@Test
	void theClientsOfASlotStayWithIt() throws IOException {
		listen(SchedulingSettings.of(Scheduling.STICKY));
		workers(2);
		await(() -> ask() >= 0);
		TestWorker standby = worker(STANDBY);
		standby.receiver().closeGate();
		int slot = ask();
		started(slot).kill();
		await(() -> ask() == 1 - slot);
		listener().assign(slot, STANDBY_ID);
		standby.receiver().openGate();
		await(() -> ask() == STANDBY);
		assertThat(ask()).isEqualTo(STANDBY);
	}

	@Test
	void theSocketOfASlotIsThatOfItsWorker() throws IOException {
		listen(SchedulingSettings.of(Scheduling.REUSE_PORT));
		workers(2);
		await(() -> ask() == 1);
		TestWorker standby = worker(STANDBY);
		standby.receiver().closeGate();
		started(1).kill();
		listener().assign(1, STANDBY_ID);
		standby.receiver().openGate();
		await(() -> askMany().equals(Set.of(0, STANDBY)));
		started(0).kill();
		await(() -> askMany().equals(Set.of(STANDBY)));
	}

	@Test
	void turnsAreTakenByWhoeverHasASlot() throws IOException {
		listen(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
		workers(1);
		TestWorker standby = worker(STANDBY);
		standby.receiver().closeGate();
		await(() -> askMany().equals(Set.of(0)));
		listener().assign(1, STANDBY_ID);
		standby.receiver().openGate();
		await(() -> askMany().equals(Set.of(0, STANDBY)));
	}

	@Test
	void whatNobodyHasBeenGivenIsQueued() throws IOException {
		listen(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
		assertThat(listener().queued()).isZero();
		List<CompletableFuture<Integer>> answers = askLater(3);
		await(() -> listener().queued() == 3);
		workers(1);
		answers.forEach((answer) -> assertThat(answer.join()).isZero());
		await(() -> listener().queued() == 0);
	}

	private Set<Integer> askMany() {
		Set<Integer> answers = new HashSet<>();
		for (int i = 0; i < 60; i++) {
			answers.add(ask());
		}
		return answers;
	}

}
