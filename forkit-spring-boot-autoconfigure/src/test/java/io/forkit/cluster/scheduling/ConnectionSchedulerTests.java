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
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.scheduling.ConnectionScheduler.Candidate;
import io.forkit.cluster.scheduling.ConnectionScheduler.Connection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionDispatcher} with a {@link ConnectionScheduler}.
 */
class ConnectionSchedulerTests extends AbstractSchedulingTests {

	private static final SchedulingSettings SETTINGS = SchedulingSettings.of(Scheduling.ROUND_ROBIN);

	@Test
	void schedulerChooses() throws IOException {
		List<Connection> seen = new CopyOnWriteArrayList<>();
		listen(SETTINGS, (connection, candidates) -> {
			seen.add(connection);
			return candidates.get(candidates.size() - 1);
		});
		workers(3);
		await(() -> ask() == 2);
		for (int i = 0; i < 10; i++) {
			assertThat(ask()).isEqualTo(2);
		}
		assertThat(seen).last().satisfies((connection) -> {
			assertThat(connection.local()).isEqualTo(listener().address());
			assertThat(connection.remote().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
		});
	}

	@Test
	void workersTakeTurnsWhereSchedulerDoesNotChoose() throws IOException {
		listen(SETTINGS, (connection, candidates) -> null);
		workers(2);
		awaitTurns(2);
	}

	@Test
	void workersTakeTurnsWhereSchedulerFails() throws IOException {
		listen(SETTINGS, (connection, candidates) -> {
			throw new IllegalStateException("No idea");
		});
		workers(2);
		awaitTurns(2);
	}

	@Test
	void workersTakeTurnsWhereSchedulerChoosesAnother() throws IOException {
		listen(SETTINGS, (connection, candidates) -> new Candidate(7, 8, 0, 0));
		workers(2);
		awaitTurns(2);
	}

	@Test
	void candidatesAreThoseThatCanTakeAConnection() throws IOException {
		List<List<Candidate>> seen = new CopyOnWriteArrayList<>();
		listen(SETTINGS, (connection, candidates) -> {
			seen.add(candidates);
			return null;
		});
		workers(2);
		awaitTurns(2);
		started(0).receiver().closeGate();
		ask();
		await(() -> {
			ask();
			return seen.get(seen.size() - 1).equals(List.of(new Candidate(1, 2, 0, 0)));
		});
		assertThat(seen).allSatisfy((candidates) -> assertThat(candidates).isNotEmpty());
		assertThat(Collections.max(seen.stream().map(List::size).toList())).isEqualTo(2);
	}

	@Test
	void schedulerKnowsHowManyConnectionsAreOpen() throws IOException {
		List<List<Candidate>> seen = new CopyOnWriteArrayList<>();
		listen(SETTINGS, (connection, candidates) -> {
			seen.add(candidates);
			return null;
		});
		worker(0).receiver().load(() -> 41);
		await(() -> {
			ask();
			return seen.get(seen.size() - 1).get(0).connections() >= 41;
		});
	}

}
