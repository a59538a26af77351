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
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.ControlMessage.Vitals;
import io.forkit.cluster.autoscale.AutoscaleSettings;
import io.forkit.cluster.capacity.CapacityReport;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.scale.ScaleOutcome;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Autoscaling}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AutoscalingTests {

	private static final AutoscaleSettings SETTINGS = AutoscaleSettings.between(2, 4);

	private static final int DONE = 3;

	private final VirtualCluster cluster = new VirtualCluster();

	@Test
	void theNumberGrowsWithTheUseOfTheServers() {
		run();
		look(10, 10);
		assertThat(this.cluster.workers).hasSize(4);
		assertThat(this.cluster.supervisor().snapshot().size()).isEqualTo(4);
		assertThat(this.cluster.happened).contains("3 STARTING SCALE", "4 STARTING SCALE");
		CapacityReport.Autoscale report = report();
		assertThat(report.size()).isEqualTo(4);
		assertThat(report.utilisation()).isEqualTo(1);
		assertThat(report.ups()).isOne();
		assertThat(report.last()).contains("100%");
	}

	@Test
	void theUseIsThatOfAllTogether() {
		run();
		vitals(1, 10, 10);
		vitals(2, 0, 10);
		this.cluster.loop.advance(SETTINGS.interval());
		assertThat(this.cluster.workers).hasSize(2);
		assertThat(report().utilisation()).isEqualTo(0.5);
	}

	@Test
	void theNumberShrinksAgain() {
		run();
		look(10, 10);
		this.cluster.worker(3).becomesReady();
		this.cluster.worker(4).becomesReady();
		for (int i = 0; i < 200; i++) {
			look(0, 10);
		}
		assertThat(this.cluster.supervisor().snapshot().workers())
			.filteredOn((worker) -> worker.state() == WorkerState.DRAINING)
			.hasSize(1)
			.allSatisfy((worker) -> assertThat(worker.reason()).isEqualTo(WorkerReason.SCALE));
		this.cluster.worker(4).exits(0);
		for (int i = 0; i < 200; i++) {
			look(0, 10);
		}
		this.cluster.worker(3).exits(0);
		for (int i = 0; i < 500; i++) {
			look(0, 10);
		}
		assertThat(this.cluster.supervisor().snapshot().size()).isEqualTo(2);
		assertThat(report().downs()).isEqualTo(2);
	}

	@Test
	void nothingIsChangedDuringAReload() {
		run();
		this.cluster.reload();
		look(10, 10);
		look(10, 10);
		assertThat(report().ups()).isZero();
	}

	@Test
	void aSlotThatIsToStayDownIsNotMissing() {
		this.cluster.crashes = limits(CrashSettings.UNLIMITED);
		this.cluster.capacity = this.cluster.capacity.withAutoscale(SETTINGS);
		this.cluster.run(3);
		this.cluster.loop.run();
		this.cluster.worker(1).exits(DONE);
		look(10, 10);
		assertThat(report().ups()).isOne();
		assertThat(this.cluster.workers).hasSize(4);
		this.cluster.worker(4).becomesReady();
		for (int i = 0; i < 200; i++) {
			look(0, 10);
		}
		assertThat(report().downs()).isOne();
		// The empty slot is the first one to go, and the next step is a worker.
		assertThat(this.cluster.supervisor().snapshot().size()).isEqualTo(3);
		assertThat(this.cluster.supervisor().snapshot().ready()).isEqualTo(3);
	}

	@Test
	void nothingIsChangedWhileASlotGetsNoWorkerBecauseOfItsCrashes() {
		this.cluster.crashes = limits(0);
		run();
		this.cluster.worker(2).isKilled();
		for (int i = 0; i < 200; i++) {
			look(10, 10);
		}
		assertThat(report().ups()).isZero();
	}

	private static CrashSettings limits(int restarts) {
		CrashSettings none = CrashSettings.NO_LIMITS;
		return new CrashSettings(restarts, none.period(), none.maxInARow(), none.sameFailures(),
				none.clusterMaxRestarts(), none.clusterPeriod(), Duration.ofHours(1), Set.of(DONE), none.countHung(),
				none.giveUp());
	}

	@Test
	void aClockThatIsSetBackDoesNotKeepTheNumberFromGrowing() {
		this.cluster.capacity = this.cluster.capacity.withAutoscale(AutoscaleSettings.between(2, 6));
		this.cluster.run(2);
		this.cluster.loop.run();
		look(10, 10);
		this.cluster.worker(3).becomesReady();
		this.cluster.worker(4).becomesReady();
		this.cluster.loop.setClockBack(Duration.ofHours(1));
		for (int i = 0; i < 6; i++) {
			look(10, 10);
		}
		assertThat(report().ups()).isEqualTo(2);
		assertThat(this.cluster.workers).hasSize(6);
	}

	@Test
	void aClockThatIsSetForwardDoesNotMakeTheNumberShrink() {
		run();
		look(10, 10);
		this.cluster.worker(3).becomesReady();
		this.cluster.worker(4).becomesReady();
		for (int i = 0; i < 60; i++) {
			look(0, 10);
		}
		this.cluster.loop.setClockBack(Duration.ofHours(-1));
		look(0, 10);
		assertThat(report().downs()).isZero();
		assertThat(report().lastTime()).isBefore(VirtualLoop.START.plus(Duration.ofMinutes(1)));
	}

	@Test
	void memoryThatCannotBeReadDoesNotEndTheLooksAndNobodyIsAdded() {
		this.cluster.capacity = this.cluster.capacity.withAutoscale(limited());
		this.cluster.run(2);
		this.cluster.loop.run();
		MemoryReader working = this.cluster.memory;
		this.cluster.memory = MemoryReader.of((task) -> {
			throw new Error("unable to create native thread");
		}, (pids) -> MemoryReader.Sample.NONE);
		look(10, 10);
		this.cluster.memory = (pids, answer) -> answer.accept(null);
		look(10, 10);
		assertThat(this.cluster.workers).hasSize(2);
		this.cluster.memory = working;
		look(10, 10);
		assertThat(this.cluster.workers).hasSize(3);
	}

	private static AutoscaleSettings limited() {
		return new AutoscaleSettings(2, 4, SETTINGS.interval(), 0.75, 0.3, 5, 1, 1, Duration.ZERO, Duration.ZERO,
				Duration.ofMinutes(1), 80);
	}

	@Test
	void aListenerMayForbidMoreWorkersAndIsNotAskedAgainAtOnce() {
		AtomicInteger asked = new AtomicInteger();
		this.cluster.listeners.add((step) -> {
			asked.incrementAndGet();
			throw new StepVetoedException("not at noon");
		});
		run();
		look(10, 10);
		Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
			this.cluster.loop.run();
			return this.cluster.scaled.size() == 1;
		});
		assertThat(asked).hasValue(2);
		for (int i = 0; i < 59; i++) {
			look(10, 10);
		}
		assertThat(report().ups()).isOne();
		assertThat(this.cluster.workers).hasSize(2);
		look(10, 10);
		assertThat(report().ups()).isEqualTo(2);
	}

	@Test
	void aListenerThatTakesItsTimeIsNotAskedAgainMeanwhile() {
		this.cluster.listeners.add((step) -> new CompletableFuture<>());
		run();
		for (int i = 0; i < 30; i++) {
			look(10, 10);
			assertThat(this.cluster.workers).hasSize(2);
		}
		look(10, 10);
		assertThat(this.cluster.workers).hasSize(4);
		assertThat(report().ups()).isOne();
	}

	@Test
	void tooManyWorkersLeaveAlthoughAListenerTakesItsTime() {
		List<CompletableFuture<Void>> asked = tooManyWithListener();
		for (int i = 0; i < 20; i++) {
			look(5, 10);
		}
		await(() -> asked.size() == 2);
		asked.get(0).complete(null);
		await(() -> leaving() == 1);
		for (int i = 0; i < 5; i++) {
			look(5, 10);
		}
		asked.get(1).complete(null);
		await(() -> leaving() == 2);
		assertThat(asked).hasSize(2);
		assertThat(report().downs()).isOne();
	}

	@Test
	void whoMayNotLeaveIsNotAskedAgainWhileOthersAreAskedOrLeave() {
		List<CompletableFuture<Void>> asked = tooManyWithListener();
		for (int i = 0; i < 10; i++) {
			look(5, 10);
		}
		await(() -> asked.size() == 2);
		asked.get(0).completeExceptionally(new StepVetoedException("it has work"));
		await(() -> report().size() == 4);
		for (int i = 0; i < 10; i++) {
			look(5, 10);
		}
		asked.get(1).complete(null);
		await(() -> leaving() == 1);
		for (int i = 0; i < 10; i++) {
			look(5, 10);
		}
		this.cluster.workers.stream().filter(FakeWorker::wasAskedToStop).forEach((worker) -> worker.exits(0));
		for (int i = 0; i < 59; i++) {
			look(5, 10);
		}
		assertThat(asked).hasSize(2);
		assertThat(report().downs()).isOne();
		look(5, 10);
		look(5, 10);
		await(() -> asked.size() == 3);
	}

	@Test
	void aPeakDoesNotWaitForThoseThatAreAskedWhetherSomebodyMayLeave() {
		List<CompletableFuture<Void>> asked = new CopyOnWriteArrayList<>();
		this.cluster.listeners.add((step) -> put(asked, step));
		this.cluster.capacity = this.cluster.capacity.withAutoscale(AutoscaleSettings.between(2, 5));
		this.cluster.run(3);
		this.cluster.loop.run();
		CompletableFuture<ScaleOutcome> fewer = this.cluster.scale(2);
		await(() -> asked.size() == 1);
		for (int i = 0; i < 8; i++) {
			look(10, 10);
		}
		assertThat(fewer.join().result()).isEqualTo(ScaleOutcome.Result.SUPERSEDED);
		assertThat(report().size()).isEqualTo(4);
	}

	/** Two have to leave, and a listener is asked, which answers when its test does. */
	private List<CompletableFuture<Void>> tooManyWithListener() {
		List<CompletableFuture<Void>> asked = new CopyOnWriteArrayList<>();
		this.cluster.listeners.add((step) -> put(asked, step));
		this.cluster.capacity = this.cluster.capacity.withAutoscale(AutoscaleSettings.between(2, 3));
		this.cluster.run(2);
		this.cluster.loop.run();
		tooMany(5);
		return asked;
	}

	private void tooMany(int size) {
		CompletableFuture<ScaleOutcome> more = this.cluster.scale(size);
		await(() -> this.cluster.workers.size() == size);
		this.cluster.workers.forEach(FakeWorker::becomesReady);
		assertThat(more).isCompleted();
	}

	/** Only leaving takes time. */
	private static @Nullable CompletableFuture<Void> put(List<CompletableFuture<Void>> asked, PlannedStep step) {
		if (step.kind() != PlannedStep.Kind.LEAVE) {
			return null;
		}
		CompletableFuture<Void> answer = new CompletableFuture<>();
		asked.add(answer);
		return answer;
	}

	private long leaving() {
		return this.cluster.workers.stream().filter(FakeWorker::wasAskedToStop).count();
	}

	private void await(Callable<Boolean> condition) {
		Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
			this.cluster.loop.run();
			return condition.call();
		});
	}

	@Test
	void memoryIsRespected() {
		this.cluster.capacity = this.cluster.capacity.withAutoscale(limited());
		this.cluster.run(2);
		this.cluster.loop.run();
		// With one more it would be 0.9.
		this.cluster.cgroup = 0.6;
		look(10, 10);
		assertThat(this.cluster.workers).hasSize(2);
		this.cluster.cgroup = 0.5;
		look(10, 10);
		assertThat(this.cluster.workers).hasSize(3);
	}

	@Test
	void aServerWithoutACapacityTellsNoUse() {
		run();
		vitals(1, 10, Integer.MAX_VALUE);
		vitals(2, 10, Integer.MAX_VALUE);
		this.cluster.loop.advance(SETTINGS.interval());
		assertThat(report().utilisation()).isNegative();
	}

	@Test
	void theStopEndsTheLooks() {
		run();
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		this.cluster.worker(1).exits(0);
		this.cluster.worker(2).exits(0);
		this.cluster.loop.run();
		assertThat(this.cluster.loop.timers()).isZero();
	}

	private void run() {
		this.cluster.capacity = this.cluster.capacity.withAutoscale(SETTINGS);
		this.cluster.run(2);
		this.cluster.loop.run();
	}

	private void look(int occupied, int capacity) {
		this.cluster.workers.forEach((worker) -> vitals(worker.id(), occupied, capacity));
		this.cluster.loop.advance(SETTINGS.interval());
	}

	private void vitals(int id, int occupied, int capacity) {
		this.cluster.worker(id).says(new Vitals(new WorkerVitals(-1, -1, 0, new ServerUse(occupied, capacity))));
	}

	private CapacityReport.Autoscale report() {
		CompletableFuture<CapacityReport> report = this.cluster.supervisor().capacity().report();
		this.cluster.loop.run();
		return report.join().autoscale();
	}

}
