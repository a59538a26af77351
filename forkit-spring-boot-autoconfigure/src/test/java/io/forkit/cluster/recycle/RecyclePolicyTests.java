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

package io.forkit.cluster.recycle;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecyclePolicy}.
 */
class RecyclePolicyTests {

	private static final long MB = 1024 * 1024;

	private static final Duration MIN_READY = Duration.ofMinutes(1);

	private static final Duration OLD = Duration.ofMinutes(10);

	private static final double UNKNOWN = CgroupMemory.UNKNOWN;

	private double random;

	private Duration now = Duration.ofDays(1);

	@Test
	void withoutLimitsNobodyIsRecycled() {
		RecyclePolicy policy = policy(RecycleLimits.NONE);
		assertThat(
				policy.look(List.of(subject(1, 0).heap(1000).rss(9000).requests(1_000_000).get()), 1, this.now).due())
			.isEmpty();
	}

	@Test
	void aHeapAboveItsShareIsRecycled() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(80)));
		RecyclePlan plan = policy.look(List.of(subject(1, 0).heap(79).get(), subject(2, 1).heap(80).get()), UNKNOWN,
				this.now);
		assertThat(plan.due()).singleElement().satisfies((due) -> {
			assertThat(due.worker()).isEqualTo(2);
			assertThat(due.cause()).isEqualTo(RecycleCause.HEAP);
			assertThat(due.text()).isEqualTo("its heap has 80MB in use after a garbage collection, of 80MB allowed");
		});
	}

	@Test
	void aHeapAboveItsSizeIsRecycled() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.parse("50MB")));
		assertThat(ids(policy, subject(1, 0).heap(49), subject(2, 1).heap(50))).containsExactly(2);
	}

	@Test
	void aHeapThatIsNotKnownIsNot() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(1)));
		assertThat(ids(policy, subject(1, 0))).isEmpty();
	}

	@Test
	void aWorkerWithMuchInRamIsRecycled() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withRss(DataSize.ofMegabytes(200)));
		assertThat(ids(policy, subject(1, 0).rss(199), subject(2, 1).rss(200), subject(3, 2))).containsExactly(2);
	}

	@Test
	void aWorkerThatHasDoneItsWorkIsRecycled() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withRequests(100L));
		assertThat(ids(policy, subject(1, 0).requests(99), subject(2, 1).requests(100))).containsExactly(2);
	}

	@Test
	void anOldWorkerIsRecycled() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withAge(Duration.ofHours(1)));
		assertThat(ids(policy, subject(1, 0).readyFor(Duration.ofMinutes(59)),
				subject(2, 1).readyFor(Duration.ofHours(1))))
			.containsExactly(2);
	}

	@Test
	void memoryIsMoreUrgentThanTheRest() {
		RecyclePolicy policy = policy(
				RecycleLimits.NONE.withRequests(100L).withRss(DataSize.ofMegabytes(200)).withAge(Duration.ofHours(1)));
		assertThat(ids(policy, subject(1, 0).requests(100), subject(2, 1).readyFor(Duration.ofHours(2)),
				subject(3, 2).rss(300)))
			.containsExactly(3, 1, 2);
	}

	@Test
	void aWorkerThatHasHardlyBeenReadyIsLeftAlone() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withRequests(10L).withHeap(MemoryLimit.ofPercent(1)));
		assertThat(ids(policy, subject(1, 0).requests(1000).heap(90).readyFor(MIN_READY.minusMillis(1)))).isEmpty();
		assertThat(ids(policy, subject(1, 0).requests(1000).heap(90).readyFor(MIN_READY))).containsExactly(1);
	}

	@Test
	void jitterLowersTheLimitOfAWorkerOnceAndForAll() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withRequests(1000L).withJitter(10));
		this.random = 1;
		policy.look(List.of(subject(1, 0).get()), UNKNOWN, this.now);
		this.random = 0;
		policy.look(List.of(subject(1, 0).get(), subject(2, 1).get()), UNKNOWN, this.now);
		assertThat(ids(policy, subject(1, 0).requests(899), subject(2, 1).requests(900))).isEmpty();
		assertThat(ids(policy, subject(1, 0).requests(900), subject(2, 1).requests(999))).containsExactly(1);
		assertThat(ids(policy, subject(1, 0), subject(2, 1).requests(1000))).containsExactly(2);
	}

	@Test
	void jitterNeverMakesALimitOfNothing() {
		this.random = 1;
		RecyclePolicy policy = policy(RecycleLimits.NONE.withRequests(1L).withJitter(90));
		assertThat(ids(policy, subject(1, 0).requests(0))).isEmpty();
		assertThat(ids(policy, subject(1, 0).requests(1))).containsExactly(1);
	}

	@Test
	void theLargestGoesWhenTheControlGroupHasLittleLeft() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withCgroup(90));
		List<RecycleSubject> workers = List.of(subject(1, 0).rss(100).get(), subject(2, 1).rss(300).get(),
				subject(3, 2).rss(200).get());
		assertThat(policy.look(workers, 0.899, this.now).due()).isEmpty();
		assertThat(policy.look(workers, UNKNOWN, this.now).due()).isEmpty();
		assertThat(policy.look(workers, 0.9, this.now).due()).singleElement().satisfies((due) -> {
			assertThat(due.worker()).isEqualTo(2);
			assertThat(due.cause()).isEqualTo(RecycleCause.CGROUP);
			assertThat(due.text()).contains("90% of its memory").contains("300MB");
		});
	}

	@Test
	void theControlGroupWaitsForWhatARecycleBrings() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withCgroup(90));
		RecycleDecision first = policy
			.look(List.of(subject(1, 0).rss(300).get(), subject(2, 1).rss(200).get()), 0.95, this.now)
			.due()
			.get(0);
		policy.recycled(first, this.now);
		// The new one may still grow.
		assertThat(policy
			.look(List.of(subject(3, 0).rss(100).readyFor(Duration.ZERO).get(), subject(2, 1).rss(200).get()), 0.95,
					this.now)
			.due()).isEmpty();
		// Then the next one is the largest.
		RecyclePlan next = policy.look(List.of(subject(3, 0).rss(100).get(), subject(2, 1).rss(200).get()), 0.95,
				this.now);
		assertThat(next.due()).extracting(RecycleDecision::worker).containsExactly(2);
		assertThat(next.futile()).isEmpty();
	}

	@Test
	void theControlGroupPausesWhenTheLargestWasRecycledAlready() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withCgroup(90));
		policy.recycled(policy.look(List.of(subject(1, 0).rss(300).get()), 0.95, this.now).due().get(0), this.now);
		RecyclePlan plan = policy.look(List.of(subject(2, 0).rss(300).get()), 0.95, this.now);
		assertThat(plan.due()).isEmpty();
		assertThat(plan.futile()).singleElement()
			.satisfies((futile) -> assertThat(futile.pause()).isEqualTo(MIN_READY));
		RecyclePlan again = policy.look(List.of(subject(2, 0).rss(300).get()), 0.95, this.now);
		assertThat(again.futile()).isEmpty();
		assertThat(again.due()).isEmpty();
		this.now = this.now.plus(MIN_READY);
		assertThat(policy.look(List.of(subject(2, 0).rss(300).get()), 0.95, this.now).due()).hasSize(1);
	}

	@Test
	void aLimitThatAnyWorkerExceedsPausesLongerEachTime() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(10)));
		RecyclePlan plan = policy.look(List.of(subject(1, 0).heap(50).get()), UNKNOWN, this.now);
		assertThat(plan.due()).hasSize(1);
		Duration expected = MIN_READY;
		for (int id = 2; id < 12; id++) {
			policy.recycled(plan.due().get(0), this.now);
			RecycleSubject fresh = subject(id, 0).heap(50).readyFor(MIN_READY).get();
			plan = policy.look(List.of(fresh), UNKNOWN, this.now);
			assertThat(plan.due()).isEmpty();
			Duration pause = expected;
			assertThat(plan.futile()).singleElement()
				.satisfies((futile) -> assertThat(futile.pause()).isEqualTo(pause));
			this.now = this.now.plus(pause).minusMillis(1);
			assertThat(policy.look(List.of(fresh), UNKNOWN, this.now)).isEqualTo(new RecyclePlan(List.of(), List.of()));
			this.now = this.now.plusMillis(1);
			plan = policy.look(List.of(fresh), UNKNOWN, this.now);
			assertThat(plan.due()).hasSize(1);
			assertThat(plan.futile()).isEmpty();
			expected = (expected.multipliedBy(2).compareTo(RecycleHistory.MAX_PAUSE) > 0) ? RecycleHistory.MAX_PAUSE
					: expected.multipliedBy(2);
		}
		assertThat(expected).isEqualTo(RecycleHistory.MAX_PAUSE);
	}

	@Test
	void aRecycleThatHasHelpedLeavesNoPause() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(50)));
		policy.recycled(policy.look(List.of(subject(1, 0).heap(60).get()), UNKNOWN, this.now).due().get(0), this.now);
		assertThat(ids(policy, subject(2, 0).heap(20).readyFor(MIN_READY))).isEmpty();
		RecyclePlan plan = policy.look(List.of(subject(2, 0).heap(60).get()), UNKNOWN, this.now);
		assertThat(plan.due()).hasSize(1);
		assertThat(plan.futile()).isEmpty();
	}

	@Test
	void aRecycleHasNotHelpedBeforeAnythingIsKnownOfTheNewWorker() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(50)));
		policy.recycled(policy.look(List.of(subject(1, 0).heap(60).get()), UNKNOWN, this.now).due().get(0), this.now);
		assertThat(policy.look(List.of(subject(2, 0).get()), UNKNOWN, this.now))
			.isEqualTo(new RecyclePlan(List.of(), List.of()));
		RecyclePlan plan = policy.look(List.of(subject(2, 0).heap(60).get()), UNKNOWN, this.now);
		assertThat(plan.due()).isEmpty();
		assertThat(plan.futile()).hasSize(1);
	}

	@Test
	void thePauseOfOneSlotIsNotThatOfAnother() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(50)));
		policy.recycled(policy.look(List.of(subject(1, 0).heap(60).get()), UNKNOWN, this.now).due().get(0), this.now);
		assertThat(ids(policy, subject(3, 0).heap(60), subject(2, 1).heap(60))).containsExactly(2);
	}

	@Test
	void requestsAreNeverOfNoUse() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withRequests(10L));
		for (int id = 1; id < 5; id++) {
			RecyclePlan plan = policy.look(List.of(subject(id, 0).requests(50).readyFor(MIN_READY).get()), UNKNOWN,
					this.now);
			assertThat(plan.due()).hasSize(1);
			assertThat(plan.futile()).isEmpty();
			policy.recycled(plan.due().get(0), this.now);
		}
	}

	@Test
	void aWorkerThatCannotBeReplacedIsLeftAloneForLongerEachTime() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withRequests(10L));
		RecycleDecision due = policy.look(List.of(subject(1, 0).requests(50).get()), UNKNOWN, this.now).due().get(0);
		policy.recycled(due, this.now);
		assertThat(policy.failed(due, this.now)).isEqualTo(Duration.ofMinutes(1));
		assertThat(ids(policy, subject(1, 0).requests(60))).isEmpty();
		this.now = this.now.plus(Duration.ofMinutes(1));
		assertThat(ids(policy, subject(1, 0).requests(60))).containsExactly(1);
		policy.recycled(due, this.now);
		assertThat(policy.failed(due, this.now)).isEqualTo(Duration.ofMinutes(2));
	}

	@Test
	void limitsCanBeChangedAndPausesEndWithThat() {
		RecyclePolicy policy = policy(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(50)));
		policy.recycled(policy.look(List.of(subject(1, 0).heap(60).get()), UNKNOWN, this.now).due().get(0), this.now);
		assertThat(ids(policy, subject(2, 0).heap(60))).isEmpty();
		policy.limits(RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(55)));
		assertThat(policy.limits().heap()).isEqualTo(MemoryLimit.ofPercent(55));
		assertThat(ids(policy, subject(2, 0).heap(60))).containsExactly(2);
		policy.limits(RecycleLimits.NONE);
		assertThat(ids(policy, subject(2, 0).heap(60))).isEmpty();
	}

	private RecyclePolicy policy(RecycleLimits limits) {
		return new RecyclePolicy(new RecycleSettings(limits, Duration.ofSeconds(5), MIN_READY), () -> this.random);
	}

	private List<Integer> ids(RecyclePolicy policy, Builder... workers) {
		return policy.look(List.of(workers).stream().map(Builder::get).toList(), UNKNOWN, this.now)
			.due()
			.stream()
			.map(RecycleDecision::worker)
			.toList();
	}

	private static Builder subject(int worker, int slot) {
		return new Builder(worker, slot);
	}

	private static final class Builder {

		private final int worker;

		private final int slot;

		private Duration readyFor = OLD;

		private long heap = -1;

		private long rss = -1;

		private long requests = -1;

		Builder(int worker, int slot) {
			this.worker = worker;
			this.slot = slot;
		}

		Builder readyFor(Duration readyFor) {
			this.readyFor = readyFor;
			return this;
		}

		Builder heap(long megabytes) {
			this.heap = megabytes * MB;
			return this;
		}

		Builder rss(long megabytes) {
			this.rss = megabytes * MB;
			return this;
		}

		Builder requests(long requests) {
			this.requests = requests;
			return this;
		}

		RecycleSubject get() {
			return new RecycleSubject(this.worker, this.slot, this.readyFor, this.heap, 100 * MB, this.rss,
					this.requests);
		}

	}

}
