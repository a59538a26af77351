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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Node's tests of {@code cluster} say about its SCHED_RR.
 */
class NodeSchedulingTests extends AbstractSchedulingTests {

	@BeforeEach
	void listen() throws IOException {
		listen(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
	}

	@Test
	@DisplayName("test/parallel/test-cluster-net-server-drop-connection.js: what a worker refuses is served by another")
	void refusedConnectionsGoToOthers() throws IOException {
		TestWorker none = worker(0);
		none.receiver().closeGate();
		TestWorker one = worker(1, 1);
		List<CompletableFuture<Integer>> answers = new ArrayList<>(askLater(1));
		await(() -> one.served() == 1);
		answers.addAll(askLater(9));
		one.receiver().closeGate();
		TestWorker rest = worker(2);
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.get()).isPositive());
		assertThat(none.served()).isZero();
		assertThat(one.served()).isOne();
		assertThat(rest.served()).isEqualTo(9);
	}

	@Test
	@DisplayName("test/parallel/test-cluster-server-restart-rr.js: a worker closes its server and listens again while another goes on")
	void workerListensAgain() throws IOException {
		worker(0);
		for (int i = 0; i < 10; i++) {
			TestWorker again = worker(1);
			awaitTurns(2);
			again.close();
			assertThat(ask()).isZero();
		}
	}

}
