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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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

}
