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
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.cluster.scale.ScaleOutcome.Result;
import io.forkit.cluster.scale.ScaleSettings;
import io.forkit.cluster.scale.ScaleSettings.LeaveFirst;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Scaling} with the supervisor that it is a part of.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScalingTests {

	private final VirtualCluster cluster = new VirtualCluster();

	@Test
	void newWorkersAreStartedAtOnceAndAwaited() {
		this.cluster.run(1);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(3);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 STARTING/1", "2:3 STARTING/1");
		assertThat(this.cluster.supervisor().snapshot().size()).isEqualTo(3);
		assertThat(this.cluster.supervisor().snapshot().state()).isEqualTo(ClusterState.RUNNING);
		this.cluster.worker(2).becomesReady();
		assertThat(outcome).isNotDone();
		this.cluster.worker(3).becomesReady();
		assertThat(outcome).isCompleted();
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(outcome.join().from()).isEqualTo(1);
		assertThat(outcome.join().to()).isEqualTo(3);
		assertThat(this.cluster.happened).contains("2 READY SCALE");
		assertThat(this.cluster.scaled).containsExactly(outcome.join());
		assertThat(this.cluster.loop.timers()).isZero();
	}

	@Test
	void theYoungestLeaveFirstAndDrain() {
		this.cluster.run(3);
		this.cluster.worker(1).isKilled();
		this.cluster.loop.run();
		this.cluster.worker(4).becomesReady();
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(1);
		assertThat(this.cluster.processes()).containsExactly("0:4 DRAINING/1", "1:2 READY/1", "2:3 DRAINING/1");
		this.cluster.worker(4).exits(0);
		assertThat(outcome).isNotDone();
		this.cluster.worker(3).exits(0);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).containsExactly("1:2 READY/1");
		assertThat(this.cluster.supervisor().snapshot().size()).isEqualTo(1);
		assertThat(this.cluster.happened).contains("3 EXITED SCALE");
		this.cluster.loop.advance(Duration.ofHours(1));
		assertThat(this.cluster.workers).hasSize(4);
	}

	@Test
	void theOldestLeaveFirstWhereThatIsWanted() {
		this.cluster.scale = new ScaleSettings(LeaveFirst.OLDEST);
		this.cluster.run(3);
		this.cluster.scale(2);
		assertThat(this.cluster.processes()).containsExactly("0:1 DRAINING/1", "1:2 READY/1", "2:3 READY/1");
	}

	@Test
	void aSlotThatServesNobodyLeavesFirst() {
		this.cluster.scale = new ScaleSettings(LeaveFirst.YOUNGEST);
		this.cluster.run(2);
		this.cluster.worker(1).isKilled();
		this.cluster.loop.run();
		this.cluster.worker(3).isKilled();
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(1);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).containsExactly("1:2 READY/1");
		assertThat(this.cluster.loop.timers()).isZero();
	}

	@Test
	void theSameNumberIsReachedAtOnce() {
		this.cluster.run(2);
		assertThat(this.cluster.scale(2).join().result()).isEqualTo(Result.COMPLETED);
	}

	@Test
	void workersThatAreNotReadyInTimeAreTriedFurtherOn() {
		this.cluster.run(1);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(2);
		this.cluster.worker(2).exits(1);
		this.cluster.loop.advance(Duration.ofMinutes(2));
		assertThat(outcome.join().result()).isEqualTo(Result.INCOMPLETE);
		assertThat(outcome.join().reason()).isEqualTo("1 of the new workers were not ready within 120000 ms");
		assertThat(this.cluster.supervisor().snapshot().size()).isEqualTo(2);
		assertThat(this.cluster.supervisor().snapshot().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(this.cluster.last().slot()).isEqualTo(1);
	}

	@Test
	void anotherNumberTakesThePlaceOfTheFirst() {
		this.cluster.run(1);
		CompletableFuture<ScaleOutcome> first = this.cluster.scale(3);
		CompletableFuture<ScaleOutcome> second = this.cluster.scale(1);
		assertThat(first.join().result()).isEqualTo(Result.SUPERSEDED);
		assertThat(this.cluster.supervisor().workers()).hasSize(3);
		this.cluster.worker(2).exits(143);
		this.cluster.worker(3).exits(143);
		assertThat(second.join().result()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1");
	}

	@Test
	void signalsChangeTheNumberByOneAndKeepTheLast() {
		this.cluster.run(1);
		assertThat(by(-1).join().to()).isEqualTo(1);
		CompletableFuture<ScaleOutcome> more = by(1);
		this.cluster.worker(2).becomesReady();
		assertThat(more.join().to()).isEqualTo(2);
		by(-1);
		assertThat(this.cluster.worker(2).wasAskedToStop()).isTrue();
	}

	@Test
	void aChangeMayBeAsLargeAsANumberCanBe() {
		this.cluster.run(2);
		by(Integer.MAX_VALUE);
		assertThat(this.cluster.workers).hasSize(ScaleSettings.MAX_WORKERS);
	}

	@Test
	void aChangeWhileTheClusterStopsIsRefused() {
		this.cluster.run(1);
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(3);
		assertThat(outcome.join().result()).isEqualTo(Result.REFUSED);
		assertThat(outcome.join().to()).isEqualTo(1);
		assertThat(outcome.join().reason()).isEqualTo("The cluster is not running: it is STOPPING");
	}

	@Test
	void aStopEndsTheChange() {
		this.cluster.run(1);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(2);
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		assertThat(outcome.join().result()).isEqualTo(Result.STOPPED);
		this.cluster.workers.forEach((worker) -> worker.exits(0));
		assertThat(this.cluster.supervisor().ended()).isCompleted();
		assertThat(this.cluster.loop.timers()).isZero();
	}

	@Test
	void aWorkerThatMayNotLeaveStays() {
		this.cluster.listeners.add((step) -> {
			assertThat(step.kind()).isEqualTo(PlannedStep.Kind.LEAVE);
			throw new StepVetoedException("it has work");
		});
		this.cluster.run(2);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(1);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			this.cluster.loop.run();
			return outcome.isDone();
		});
		assertThat(outcome.join().result()).isEqualTo(Result.INCOMPLETE);
		assertThat(outcome.join().reason()).isEqualTo("it has work");
		assertThat(outcome.join().to()).isEqualTo(2);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 READY/1");
	}

	@Test
	void aStepThatIsPutOffIsNotForgottenByTheNextOne() {
		CompletableFuture<Void> asked = new CompletableFuture<>();
		this.cluster.listeners.add((step) -> asked);
		this.cluster.run(3);
		this.cluster.supervisor().scaleBy(-1);
		this.cluster.loop.run();
		CompletableFuture<ScaleOutcome> outcome = this.cluster.supervisor().scaleBy(-1);
		this.cluster.loop.run();
		asked.complete(null);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			this.cluster.loop.run();
			this.cluster.workers.stream()
				.filter((worker) -> worker.wasAskedToStop() && isAlive(worker))
				.forEach((worker) -> worker.exits(0));
			return outcome.isDone();
		});
		assertThat(this.cluster.scaled).extracting(ScaleOutcome::result)
			.containsExactly(Result.SUPERSEDED, Result.COMPLETED);
		assertThat(outcome.join().to()).isEqualTo(1);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1");
	}

	@Test
	void aForkDuringAChangeCounts() {
		this.cluster.run(1);
		this.cluster.scale(2);
		this.cluster.supervisor().control().fork(Map.of());
		CompletableFuture<ScaleOutcome> more = by(1);
		assertThat(more).isNotDone();
		this.cluster.last().becomesReady();
		assertThat(more).isDone();
		assertThat(more.join().to()).isEqualTo(4);
	}

	private boolean isAlive(FakeWorker worker) {
		return this.cluster.supervisor().workers().stream().anyMatch((other) -> other.id() == worker.id());
	}

	@Test
	void aWorkerThatMayNotBeStartedIsNot() {
		AtomicInteger asked = new AtomicInteger();
		this.cluster.listeners.add((step) -> {
			assertThat(step).isEqualTo(new PlannedStep(PlannedStep.Kind.ADD, WorkerReason.SCALE, null));
			if (asked.incrementAndGet() == 2) {
				throw new StepVetoedException("there is no memory");
			}
			return null;
		});
		this.cluster.run(1);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(3);
		await(() -> asked.get() == 2 && this.cluster.workers.size() == 2);
		this.cluster.last().becomesReady();
		await(outcome::isDone);
		assertThat(outcome.join().result()).isEqualTo(Result.INCOMPLETE);
		assertThat(outcome.join().reason()).isEqualTo("there is no memory");
		assertThat(outcome.join().to()).isEqualTo(2);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 READY/1");
		assertThat(this.cluster.loop.timers()).isZero();
	}

	@Test
	void aWorkerIsStartedWhenTheListenersAreDone() {
		CompletableFuture<Void> gate = new CompletableFuture<>();
		this.cluster.listeners.add((step) -> gate);
		this.cluster.run(1);
		this.cluster.scale(2);
		assertThat(this.cluster.workers).hasSize(1);
		CompletableFuture<ScaleOutcome> outcome = by(1);
		assertThat(this.cluster.scaled).extracting(ScaleOutcome::result).containsExactly(Result.SUPERSEDED);
		gate.complete(null);
		await(() -> this.cluster.workers.size() == 3);
		this.cluster.worker(2).becomesReady();
		this.cluster.worker(3).becomesReady();
		assertThat(outcome.join().to()).isEqualTo(3);
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
	}

	@Test
	void listenersPutOffAWorkerForSoLongOnly() {
		this.cluster.listeners.add((step) -> new CompletableFuture<>());
		this.cluster.run(1);
		this.cluster.scale(2);
		this.cluster.loop.advance(VirtualCluster.LISTENER_TIMEOUT);
		assertThat(this.cluster.processes()).containsExactly("0:1 READY/1", "1:2 STARTING/1");
	}

	@Test
	void nobodyIsStartedWhenTheClusterStopsBeforeTheListenersAreDone() {
		CompletableFuture<Void> gate = new CompletableFuture<>();
		this.cluster.listeners.add((step) -> gate);
		this.cluster.run(1);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(2);
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		gate.complete(null);
		assertThat(outcome.join().result()).isEqualTo(Result.STOPPED);
		this.cluster.loop.advance(VirtualCluster.LISTENER_TIMEOUT);
		assertThat(this.cluster.workers).hasSize(1);
	}

	@Test
	void aClockThatIsSetBackDoesNotChangeHowLongItTook() {
		this.cluster.run(1);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(2);
		this.cluster.loop.advance(Duration.ofSeconds(7));
		this.cluster.loop.setClockBack(Duration.ofHours(1));
		this.cluster.worker(2).becomesReady();
		assertThat(outcome.join().duration()).isEqualTo(Duration.ofSeconds(7));
	}

	private void await(Callable<Boolean> condition) {
		Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
			this.cluster.loop.run();
			return condition.call();
		});
	}

	@Test
	void aSlotThatIsAddedDuringAReloadIsReloadedToo() {
		this.cluster.run(1);
		this.cluster.reload();
		this.cluster.scale(2);
		this.cluster.worker(3).becomesReady();
		this.cluster.settles(2);
		this.cluster.worker(1).exits(0);
		this.cluster.loop.run();
		this.cluster.settles(4);
		this.cluster.worker(3).exits(0);
		assertThat(this.cluster.processes()).containsExactly("0:2 READY/2", "1:4 READY/2");
		assertThat(this.cluster.reloaded).singleElement().satisfies((end) -> assertThat(end.isCompleted()).isTrue());
	}

	@Test
	void aSlotThatLeavesDuringItsReplacementTakesBothProcessesWithIt() {
		this.cluster.run(2);
		this.cluster.reload();
		assertThat(this.cluster.last().slot()).isEqualTo(1);
		CompletableFuture<ScaleOutcome> outcome = this.cluster.scale(1);
		this.cluster.worker(3).exits(143);
		assertThat(outcome).isNotDone();
		this.cluster.worker(2).exits(0);
		this.cluster.loop.run();
		assertThat(outcome.join().result()).isEqualTo(Result.COMPLETED);
		this.cluster.settles(4);
		this.cluster.worker(1).exits(0);
		assertThat(this.cluster.processes()).containsExactly("0:4 READY/2");
		assertThat(this.cluster.reloaded).singleElement().satisfies((end) -> assertThat(end.isCompleted()).isTrue());
	}

	private CompletableFuture<ScaleOutcome> by(int workers) {
		CompletableFuture<ScaleOutcome> outcome = this.cluster.supervisor().scaleBy(workers);
		this.cluster.loop.run();
		return outcome;
	}

}
