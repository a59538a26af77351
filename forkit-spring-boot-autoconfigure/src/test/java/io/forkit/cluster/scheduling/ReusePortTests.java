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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Sockets;
import io.forkit.posix.StreamSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConnectionDispatcher} and {@link ConnectionReceiver} with
 * {@link Scheduling#REUSE_PORT}.
 */
class ReusePortTests extends AbstractSchedulingTests {

	// So many that each of two sockets gets some, but for one time in 10^18.
	private static final int MANY = 60;

	@BeforeEach
	void open() throws IOException {
		listen(SchedulingSettings.of(Scheduling.REUSE_PORT));
	}

	@Test
	void systemSpreadsConnectionsOverTheWorkers() throws IOException {
		workers(2);
		await(() -> ask() == 1);
		Set<Integer> answers = askMany();
		assertThat(answers).containsExactlyInAnyOrder(0, 1);
	}

	@Test
	void connectionsWaitForTheFirstWorker() throws Exception {
		CompletableFuture<Integer> answer = askLater();
		worker(0);
		assertThat(answer.get(30, TimeUnit.SECONDS)).isZero();
	}

	@Test
	void connectionsOfSlotWithoutWorkerGoToTheOthers() throws IOException {
		workers(2);
		await(() -> ask() == 1);
		started(0).kill();
		// Its thread is still there, other than that of a process, and may accept once
		// more.
		await(() -> askMany().equals(Set.of(1)));
		worker(0);
		await(() -> ask() == 0);
	}

	@Test
	void connectionsOfWorkerWithClosedGateGoToTheOthers() throws IOException {
		workers(2);
		await(() -> ask() == 1);
		started(1).receiver().closeGate();
		assertThat(askMany()).containsExactly(0);
		started(1).receiver().openGate();
		await(() -> ask() == 1);
		started(0).close();
		await(() -> askMany().equals(Set.of(1)));
	}

	@Test
	void connectionsOfWorkerWithoutItsSocketGoToTheOthers() throws IOException {
		workers(2);
		await(() -> ask() == 1);
		// It is open, but does not say that it has got its socket.
		try (Fd deaf = listener().attach(2, 3)) {
			StreamSocket stream = new StreamSocket(deaf);
			stream.write(ByteBuffer.allocateDirect(8).putInt(HandOver.GATE_OPEN).putInt(0).flip());
			stream.write(ByteBuffer.allocateDirect(8).putInt(HandOver.SOCKET_LOST).putInt(0).flip());
			List<CompletableFuture<Integer>> answers = askLater(MANY);
			refuseAll(stream, answers);
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.join()).isBetween(0, 1));
		}
	}

	private static void refuseAll(StreamSocket stream, List<CompletableFuture<Integer>> answers) {
		ByteBuffer record = ByteBuffer.allocateDirect(8);
		List<Fd> descriptors = new ArrayList<>();
		await(() -> {
			try {
				while (stream.read(record.clear(), descriptors) > 0) {
					descriptors.forEach(Fd::close);
					descriptors.clear();
					if (record.getInt(0) == HandOver.CONNECTION) {
						stream.write(record.clear().putInt(HandOver.REFUSED).putInt(0).flip());
					}
				}
				return answers.stream().allMatch(CompletableFuture::isDone);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@Test
	void whatWaitsInTheQueueOfWorkerThatEndsIsNotLost() throws IOException {
		TestWorker lazy = worker(0, 1);
		await(() -> ask() == 0);
		List<CompletableFuture<Integer>> answers = askLater(MANY);
		worker(1);
		// Those in the queue of the other's socket are answered by it.
		await(() -> started(1).served() > 0 || answers.stream().allMatch((answer) -> !answer.isDone()));
		lazy.kill();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.get(30, TimeUnit.SECONDS)).isOne());
	}

	@Test
	void slotsMayBeAddedAndGivenUp() throws Exception {
		workers(1);
		await(() -> ask() == 0);
		for (int slot = 1; slot < 6; slot++) {
			int added = slot;
			List<CompletableFuture<Integer>> answers = askLater(10);
			TestWorker worker = worker(added);
			await(() -> ask() == added);
			answers.forEach(CompletableFuture::join);
			answers = askLater(10);
			worker.close();
			answers.forEach(CompletableFuture::join);
		}
		assertThat(askMany()).containsExactly(0);
	}

	@Test
	void gateCanBeClosedAndOpenedUnderConnections() throws Exception {
		workers(2);
		for (int i = 0; i < 100; i++) {
			TestWorker worker = started(i % 2);
			worker.receiver().closeGate();
			List<CompletableFuture<Integer>> answers = askLater(3);
			worker.receiver().openGate();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.get(30, TimeUnit.SECONDS)).isBetween(0, 1));
		}
		assertThat(started(0).failures() + started(1).failures()).isZero();
	}

	@Test
	void portThatOthersShareIsInUse() throws IOException {
		try (Fd other = Sockets.listen(freeAddress(), InternetProtocol.ANY, true, 10)) {
			assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> dispatcher()
				.listen((InetSocketAddress) Objects.requireNonNull(Sockets.address(other)), InternetProtocol.ANY, 50))
				.satisfies((ex) -> assertThat(ex.is("EADDRINUSE")).isTrue());
		}
	}

	private InetSocketAddress freeAddress() {
		return new InetSocketAddress(listener().host(), 0);
	}

	private Set<Integer> askMany() {
		Set<Integer> answers = new HashSet<>();
		for (int i = 0; i < MANY; i++) {
			answers.add(ask());
		}
		return answers;
	}

}
