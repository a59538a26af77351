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

package io.forkit.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.Pipe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for many commands at the same time.
 */
class ManyCommandsTests extends AbstractProcessTests {

	private static final int COMMANDS = 500;

	@Test
	void eachOfManyFastCommandsGetsItsOwnResult() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			List<Future<String>> results = new ArrayList<>();
			for (int i = 0; i < COMMANDS; i++) {
				String number = String.valueOf(i);
				results.add(threads.submit(() -> this.processes.execFile("echo", number).run().stdout()));
			}
			for (int i = 0; i < COMMANDS; i++) {
				assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + "\n");
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void eachOfManyFuturesGetsItsOwnStatus() throws Exception {
		List<CompletableFuture<ProcessResult>> futures = new ArrayList<>();
		for (int i = 0; i < COMMANDS; i++) {
			futures.add(this.processes.exec("echo {}; exit {}", i, 1 + i % 255).start());
		}
		for (int i = 0; i < COMMANDS; i++) {
			int number = i;
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> futures.get(number).get(60, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOfSatisfying(ProcessExitException.class, (ex) -> {
					assertThat(ex.getResult().status().code()).hasValue(1 + number % 255);
					assertThat(ex.getResult().stdout()).isEqualTo(number + "\n");
				});
		}
	}

	@Test
	void manyCommandsThatEndTogetherAreAllNoticed() throws Exception {
		List<CompletableFuture<ProcessResult>> futures = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			futures.add(this.processes.execFile("cat", "/dev/stdin").input("x".repeat(100_000)).start());
		}
		CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		assertThat(futures).allSatisfy((future) -> assertThat(future.join().stdoutBytes()).hasSize(100_000));
	}

	@Test
	void endsOfAThousandProgramsAtOnceAreEachToldOnce() throws Exception {
		int count = 1_000;
		ConcurrentHashMap<Long, Integer> exits = new ConcurrentHashMap<>();
		ConcurrentHashMap<Long, Integer> closes = new ConcurrentHashMap<>();
		List<ChildProcess> children = new ArrayList<>();
		try (Pipe pipe = Pipe.open()) {
			for (int i = 0; i < count; i++) {
				children.add(this.processes.spawn("cat")
					.stdin(Stdio.descriptor(pipe.readEnd()))
					.stdout(Stdio.ignore())
					.stderr(Stdio.ignore())
					.onExit((child, status) -> exits.merge(child.pid(), status.isSuccess() ? 1 : 1000, Integer::sum))
					.onClose((child, result) -> closes.merge(child.pid(), 1, Integer::sum))
					.start());
			}
			// All of them read the same pipe: it ends for all at the same time.
			pipe.writeEnd().close();
			for (ChildProcess child : children) {
				child.onClose().get(60, TimeUnit.SECONDS);
			}
		}
		Awaitility.await().until(() -> closes.size() == count);
		assertThat(exits).hasSize(count).allSatisfy((pid, times) -> assertThat(times).isOne());
		assertThat(closes).allSatisfy((pid, times) -> assertThat(times).isOne());
	}

}
