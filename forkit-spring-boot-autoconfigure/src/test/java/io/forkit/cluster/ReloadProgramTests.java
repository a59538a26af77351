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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.ReloadOutcome.Result;
import io.forkit.cluster.stage.StageException;
import io.forkit.cluster.stage.StagedJar;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link Reload} when the program is changed meanwhile.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReloadProgramTests {

	private final VirtualCluster cluster = new VirtualCluster();

	private final Map<Integer, StagedJar> jars = new HashMap<>();

	@BeforeEach
	void copyTheJar() {
		this.cluster.stages = (generation) -> this.jars.computeIfAbsent(generation, (number) -> mock());
	}

	@AfterEach
	void stop() {
		this.cluster.stop();
	}

	@Test
	void theOldVersionReadsTheConfigurationThatItHasKeptAsSoonAsANewOneIsTried() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> first = this.cluster.reload();
		this.cluster.settles(2);
		worker(1).exits(0);
		assertThat(first.join().result()).isEqualTo(Result.COMPLETED);
		StagedJar old = worker(2).launch().generation().jar();
		verify(old, never()).holdConfiguration();
		CompletableFuture<ReloadOutcome> second = this.cluster.reload();
		verify(old, atLeastOnce()).holdConfiguration();
		worker(3).exits(1);
		assertThat(second.join().result()).isEqualTo(Result.ROLLED_BACK);
		verify(worker(3).launch().generation().jar(), never()).holdConfiguration();
		worker(2).isKilled();
		this.cluster.loop.run();
		assertThat(worker(4).launch().generation().jar()).isSameAs(old);
	}

	@Test
	void aSlotThatIsAddedAfterAChangeGetsTheNewJarAndKeepsTheChange() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		changeProgram();
		this.cluster.scale(2);
		assertRuns(3, "new", 1);
		worker(3).becomesReady();
		this.cluster.settles(2);
		worker(1).exits(0);
		this.cluster.loop.run();
		assertThat(worker(4).slot()).isEqualTo(1);
		assertRuns(4, "new", 2);
		this.cluster.settles(4);
		worker(3).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.workers).hasSize(4);
		worker(4).isKilled();
		this.cluster.loop.run();
		assertRuns(5, "new", 2);
	}

	@Test
	void aSlotThatWasAddedAfterAChangeIsRolledBackToThatWithTheOldJar() {
		this.cluster.run(2);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		changeProgram();
		this.cluster.scale(3);
		worker(4).becomesReady();
		this.cluster.settles(3);
		worker(2).exits(0);
		this.cluster.loop.run();
		assertRuns(5, "new", 2);
		this.cluster.settles(5);
		worker(4).exits(0);
		this.cluster.loop.run();
		assertThat(worker(6).slot()).isZero();
		worker(6).exits(1);
		this.cluster.loop.run();
		assertThat(worker(7).slot()).isEqualTo(1);
		assertRuns(7, null, 1);
		this.cluster.settles(7);
		worker(3).exits(0);
		this.cluster.loop.run();
		assertThat(worker(8).slot()).isEqualTo(2);
		assertRuns(8, "new", 1);
		this.cluster.settles(8);
		worker(5).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
	}

	@Test
	void aChangeDuringAReloadIsThatOfWhatReplacesACrashAfterIt() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		changeProgram();
		assertRuns(2, null, 2);
		this.cluster.settles(2);
		worker(1).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		worker(2).isKilled();
		this.cluster.loop.run();
		assertRuns(3, "new", 2);
	}

	@Test
	void aChangeDuringAReloadThatFailsWithoutItIsThatOfWhatReplacesACrashAfterIt() {
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		changeProgram();
		worker(2).exits(1);
		assertThat(outcome.join().result()).isEqualTo(Result.ROLLED_BACK);
		worker(1).isKilled();
		this.cluster.loop.run();
		assertRuns(3, "new", 1);
	}

	@Test
	void aChangeIsNotLostWhenTheReloadIsForbidden() {
		CompletableFuture<Void> answer = new CompletableFuture<>();
		this.cluster.listeners.add((step) -> answer);
		this.cluster.run(1);
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		changeProgram();
		answer.completeExceptionally(new StepVetoedException("not now"));
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			this.cluster.loop.run();
			return outcome.isDone();
		});
		assertThat(outcome.join().result()).isEqualTo(Result.REFUSED);
		worker(1).isKilled();
		this.cluster.loop.run();
		assertRuns(2, "new", 1);
	}

	@Test
	void aChangeIsNotLostWhenTheJarCannotBeUsed() {
		this.cluster.run(1);
		this.cluster.stages = (generation) -> {
			throw mock(StageException.class);
		};
		List<Runnable> copies = new ArrayList<>();
		this.cluster.copier = copies::add;
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		changeProgram();
		copies.forEach(Runnable::run);
		this.cluster.loop.run();
		assertThat(outcome.join().result()).isEqualTo(Result.REFUSED);
		worker(1).isKilled();
		this.cluster.loop.run();
		assertRuns(2, "new", 1);
	}

	private void changeProgram() {
		this.cluster.supervisor().program(WorkerProgram.SAME.withArguments("new"));
		this.cluster.loop.run();
	}

	private void assertRuns(int id, @Nullable String argument, int jar) {
		Generation generation = worker(id).launch().generation();
		assertThat(generation.program().arguments()).isEqualTo((argument != null) ? List.of(argument) : null);
		assertThat(generation.jar()).isSameAs(this.jars.get(jar));
	}

	private FakeWorker worker(int id) {
		return this.cluster.worker(id);
	}

}
