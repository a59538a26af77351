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
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.ControlMessage.Activate;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.ReloadOutcome.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Replacement} of standbys that are given a slot meanwhile.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandbyReplacementTests {

	private static final Duration SETTLE = Duration.ofSeconds(5);

	private final VirtualCluster cluster = new VirtualCluster();

	@AfterEach
	void stop() {
		this.cluster.stop();
	}

	@Test
	void aSuccessorThatWasGivenASlotAndDiesIsReplacedThere() {
		CompletableFuture<@Nullable String> failure = replaceUntilBothAreGivenASlot();
		assertThat(failure).isCompletedWithValue(null);
		int before = this.cluster.workers.size();
		worker(4).exits(3);
		this.cluster.loop.advance(Duration.ofSeconds(1).multipliedBy(2));
		assertThat(this.cluster.workers.subList(before, this.cluster.workers.size())).extracting(FakeWorker::slot)
			.containsExactlyInAnyOrder(1, WorkerInfo.NO_SLOT);
	}

	@Test
	void aSuccessorThatWasGivenASlotServesOnAndSoDoesWhoHasFollowedIt() {
		replaceUntilBothAreGivenASlot();
		this.cluster.loop.advance(Standbys.REFILL_PAUSE);
		FakeWorker next = this.cluster.last();
		assertThat(next.slot()).isEqualTo(WorkerInfo.NO_SLOT);
		next.becomesReady();
		this.cluster.loop.advance(SETTLE.multipliedBy(2));
		assertThat(next.wasAskedToStop()).isFalse();
		assertThat(worker(4).wasAskedToStop()).isFalse();
		assertThat(this.cluster.processes()).containsExactly("0:3 READY/1", "1:4 READY/1", "-1:5 STANDBY/1");
	}

	@Test
	void aPlaceWhoseStandbyWasGivenASlotCanBeReplacedAgain() {
		replaceUntilBothAreGivenASlot();
		this.cluster.loop.advance(Standbys.REFILL_PAUSE);
		this.cluster.last().becomesReady();
		CompletableFuture<@Nullable String> again = replace(5);
		this.cluster.settles(6);
		worker(5).exits(0);
		assertThat(again).isCompletedWithValue(null);
		assertThat(this.cluster.processes()).containsExactly("0:3 READY/1", "1:4 READY/1", "-1:6 STANDBY/1");
	}

	@Test
	void aReloadIsNotRolledBackForANewStandbyThatWasGivenASlotAndDies() {
		this.cluster.capacity = CapacitySettings.FIXED.withStandby(2);
		this.cluster.run(1);
		worker(2).becomesReady();
		worker(3).becomesReady();
		CompletableFuture<ReloadOutcome> outcome = this.cluster.reload();
		this.cluster.settles(4);
		worker(1).exits(0);
		this.cluster.loop.run();
		assertThat(this.cluster.last().slot()).isEqualTo(WorkerInfo.NO_SLOT);
		// The one that the new worker is to replace ends, and the new one is taken.
		worker(5).becomesReady();
		worker(2).isKilled();
		worker(4).isKilled();
		this.cluster.loop.run();
		assertThat(worker(5).received(Activate.class)).containsExactly(new Activate(0));
		worker(5).says(new Readiness(true));
		worker(5).exits(3);
		for (int i = 0; i < 10 && !outcome.isDone(); i++) {
			this.cluster.last().becomesReady();
			this.cluster.loop.advance(SETTLE);
			if (worker(3).wasAskedToStop() && this.cluster.alive() > 3) {
				worker(3).exits(0);
			}
			this.cluster.loop.run();
		}
		assertThat(outcome).isDone();
		assertThat(outcome.join().result()).as(outcome.join().toString()).isEqualTo(Result.COMPLETED);
		assertThat(this.cluster.processes()).allMatch((process) -> process.endsWith("/2")).hasSize(3);
	}

	/**
	 * Of two slots and one standby, replace the standby, and let both slots crash while
	 * the new one settles.
	 */
	private CompletableFuture<@Nullable String> replaceUntilBothAreGivenASlot() {
		this.cluster.capacity = CapacitySettings.FIXED.withStandby(1);
		this.cluster.run(2);
		worker(3).becomesReady();
		CompletableFuture<@Nullable String> failure = replace(3);
		worker(4).becomesReady();
		worker(1).isKilled();
		this.cluster.loop.run();
		assertThat(worker(3).received(Activate.class)).containsExactly(new Activate(0));
		worker(3).says(new Readiness(true));
		worker(2).isKilled();
		this.cluster.loop.run();
		assertThat(worker(4).received(Activate.class)).containsExactly(new Activate(1));
		worker(4).says(new Readiness(true));
		return failure;
	}

	private CompletableFuture<@Nullable String> replace(int id) {
		WorkerView view = (WorkerView) this.cluster.supervisor()
			.workers()
			.stream()
			.filter((worker) -> worker.id() == id)
			.findFirst()
			.orElseThrow();
		CompletableFuture<@Nullable String> failure = this.cluster.supervisor()
			.control()
			.replace(view, WorkerReason.REQUEST);
		this.cluster.loop.run();
		return failure;
	}

	private FakeWorker worker(int id) {
		return this.cluster.worker(id);
	}

}
