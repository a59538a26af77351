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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.StreamSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ConnectionDispatcher} and {@link ConnectionReceiver} with
 * {@link Scheduling#ROUND_ROBIN}.
 */
class RoundRobinTests extends AbstractSchedulingTests {

	private static final int LIMIT = 4;

	@BeforeEach
	void open() throws IOException {
		listen(new SchedulingSettings(Scheduling.ROUND_ROBIN, LIMIT, SchedulingSettings.Sticky.BY_ADDRESS));
	}

	@Test
	void connectionsGoRoundTheWorkers() throws IOException {
		workers(4);
		awaitTurns(4);
		List<Integer> answers = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			answers.add(ask());
		}
		for (int slot = 0; slot < 4; slot++) {
			assertThat(Collections.frequency(answers, slot)).isEqualTo(100);
		}
	}

	@Test
	void connectionsWaitForTheFirstWorker() throws Exception {
		CompletableFuture<Integer> answer = askLater();
		worker(0);
		assertThat(answer.get(30, TimeUnit.SECONDS)).isZero();
	}

	@Test
	void workerGetsNothingBeforeItAccepts() throws IOException {
		worker(0, 0);
		worker(1);
		for (int i = 0; i < 10; i++) {
			assertThat(ask()).isOne();
		}
	}

	@Test
	void connectionsOfWorkerThatEndsWithoutTakingThemGoToOthers() throws Exception {
		TestWorker lazy = worker(0, 1);
		List<CompletableFuture<Integer>> answers = askLater(3);
		// One is taken, the others are with it.
		await(() -> lazy.served() == 1);
		TestWorker other = worker(1);
		assertThat(other.served()).isZero();
		lazy.kill();
		assertThat(answers.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(0, 1, 1);
	}

	@Test
	void handOversAreCounted() throws Exception {
		HandOverStatistics statistics = statistics();
		TestWorker lazy = worker(0, 1);
		List<CompletableFuture<Integer>> answers = askLater(3);
		await(() -> lazy.served() == 1 && statistics.sent() == 3);
		assertThat(statistics.acknowledged()).isOne();
		assertThat(statistics.unacknowledged()).isEqualTo(2);
		assertThat(statistics.returned()).isZero();
		assertThat(statistics.waiting()).isZero();
		lazy.kill();
		await(() -> statistics.waiting() == 2);
		assertThat(statistics.returned()).isEqualTo(2);
		assertThat(statistics.unacknowledged()).isZero();
		worker(1);
		answers.forEach(CompletableFuture::join);
		await(() -> statistics.acknowledged() == 3);
		assertThat(statistics.sent()).isEqualTo(5);
		assertThat(statistics.waiting()).isZero();
		assertThat(statistics.unacknowledged()).isZero();
	}

	@Test
	void whatIsDroppedAtTheEndIsCountedAsGone() throws Exception {
		worker(0, 1);
		askLater(3);
		await(() -> statistics().unacknowledged() == 2);
		dispatcher().close();
		await(() -> statistics().unacknowledged() == 0);
		assertThat(statistics().returned()).isZero();
	}

	@Test
	void connectionsOfWorkerThatClosesGoToOthers() throws Exception {
		TestWorker lazy = worker(0, 1);
		List<CompletableFuture<Integer>> answers = askLater(LIMIT);
		await(() -> lazy.served() == 1);
		worker(1);
		lazy.receiver().close();
		assertThat(answers.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(0, 1, 1, 1);
	}

	@Test
	void closedGateSendsConnectionsToOthersUntilItOpens() throws Exception {
		TestWorker lazy = worker(0, 1);
		List<CompletableFuture<Integer>> answers = askLater(3);
		await(() -> lazy.served() == 1);
		worker(1);
		lazy.receiver().closeGate();
		assertThat(lazy.receiver().isGateOpen()).isFalse();
		assertThat(answers.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(0, 1, 1);
		lazy.allow(Integer.MAX_VALUE / 2);
		assertThat(ask()).isOne();
		lazy.receiver().openGate();
		assertThat(lazy.receiver().isGateOpen()).isTrue();
		awaitTurns(2);
	}

	@Test
	void gateCanBeClosedAndOpenedUnderConnections() throws Exception {
		TestWorker first = worker(0);
		TestWorker second = worker(1);
		List<CompletableFuture<Integer>> answers = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			TestWorker worker = (i % 2 == 0) ? first : second;
			worker.receiver().closeGate();
			answers.addAll(askLater(2));
			worker.receiver().openGate();
		}
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.get(30, TimeUnit.SECONDS)).isBetween(0, 1));
		await(() -> first.served() + second.served() == 600);
		assertThat(first.failures() + second.failures()).isZero();
	}

	@Test
	void noMoreConnectionsAreWithAWorkerThanItMayHave() throws Exception {
		TestWorker lazy = worker(0, 1);
		List<CompletableFuture<Integer>> answers = askLater(LIMIT + 6);
		await(() -> lazy.served() == 1);
		worker(1);
		// The new worker takes what is over the limit of the other.
		await(() -> answers.stream().filter(CompletableFuture::isDone).count() == 1 + 5);
		lazy.allow(Integer.MAX_VALUE / 2);
		assertThat(answers.stream().map(CompletableFuture::join)).hasSize(LIMIT + 6);
	}

	@Test
	void workersComeAndGoUnderConnections() throws Exception {
		worker(0);
		List<CompletableFuture<Integer>> answers = new ArrayList<>();
		for (int i = 1; i <= 30; i++) {
			answers.addAll(askLater(20));
			TestWorker added = worker(i);
			answers.addAll(askLater(20));
			TestWorker leaving = started(i - 1);
			if (i % 2 == 0) {
				leaving.close();
			}
			else {
				leaving.receiver().closeGate();
				leaving.kill();
			}
			assertThat(added.failures()).isZero();
		}
		for (CompletableFuture<Integer> answer : answers) {
			assertThat(answer.get(60, TimeUnit.SECONDS)).isNotNegative();
		}
	}

	@Test
	void workerThatCannotBeUnderstoodIsLeftOut() throws Exception {
		worker(0);
		Fd broken = listener().attach(1, 2);
		StreamSocket stream = new StreamSocket(broken);
		stream.write(ByteBuffer.allocateDirect(8).putInt(HandOver.ACCEPTED).putInt(0).flip());
		ByteBuffer buffer = ByteBuffer.allocateDirect(8);
		await(() -> {
			try {
				return stream.read(buffer) == NativeBuffer.END_OF_FILE;
			}
			catch (IOException ex) {
				return true;
			}
		});
		broken.close();
		assertThat(ask()).isZero();
	}

	@Test
	void closingRefusesNewConnectionsAndEndsWaits() throws Exception {
		TestWorker worker = worker(0);
		ask();
		worker.close();
		assertThat(worker.receiver().accept()).isNull();
		listener().close();
		assertThatIOException().isThrownBy(() -> TestClient.ask(listener().address()));
	}

	@Test
	void portInUseIsReported() {
		assertThatExceptionOfType(ErrnoException.class)
			.isThrownBy(() -> dispatcher().listen(listener().address(), InternetProtocol.ANY, 50))
			.satisfies((ex) -> assertThat(ex.is("EADDRINUSE")).isTrue());
	}

}
