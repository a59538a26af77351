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

package io.forkit.cluster.leader;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.LeaderInfo;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessLeadership}.
 */
@Timeout(60)
class ProcessLeadershipTests {

	private final List<Long> acknowledged = new CopyOnWriteArrayList<>();

	private final ProcessLeadership leadership = new ProcessLeadership(3, 1, this.acknowledged::add);

	private final Told told = new Told();

	@Test
	void nothingRunsBeforeTheElection() {
		assertThat(this.leadership.isLeader()).isFalse();
		assertThat(this.leadership.term()).isZero();
		assertThat(this.leadership.runIfLeader(() -> {
			throw new IllegalStateException("must not run");
		})).isFalse();
	}

	@Test
	void thatItIsUsedIsToldOnceAndWhoOnlyTellsOfItDoesNotUseIt() {
		AtomicInteger used = new AtomicInteger();
		this.leadership.whenUsed(used::incrementAndGet);
		ClusterLeadership observed = ProcessLeadership.observe(this.leadership);
		this.leadership.elected(5);
		assertThat(observed.isLeader()).isTrue();
		assertThat(observed.term()).isEqualTo(5);
		assertThat(observed.leader()).isPresent();
		assertThat(used).hasValue(0);
		assertThat(observed.runIfLeader(() -> {
		})).isTrue();
		assertThat(this.leadership.isLeader()).isTrue();
		assertThat(used).hasValue(1);
	}

	@Test
	void theElectedRuns() {
		this.leadership.elected(5);
		assertThat(this.leadership.isLeader()).isTrue();
		assertThat(this.leadership.leader().orElseThrow().worker()).isEqualTo(3);
		long[] term = new long[1];
		assertThat(this.leadership.runIfLeader(() -> term[0] = this.leadership.term())).isTrue();
		assertThat(term).containsExactly(5);
	}

	@Test
	void aStepDownIsAcknowledgedWhenWhatRunsHasEnded() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.leadership.elected(5);
		CompletableFuture<Long> run = CompletableFuture.supplyAsync(() -> {
			long[] term = new long[1];
			this.leadership.runIfLeader(() -> {
				begun.countDown();
				await(end);
				term[0] = this.leadership.term();
			});
			return term[0];
		});
		await(begun);
		this.leadership.join(this.told);
		this.leadership.stepDown(5);
		awaitTold("elected 5", "stepped down");
		assertThat(this.leadership.isLeader()).isFalse();
		assertThat(this.leadership.runIfLeader(() -> {
		})).isFalse();
		assertThat(this.acknowledged).isEmpty();
		end.countDown();
		assertThat(run.join()).isEqualTo(5);
		Awaitility.await().until(() -> this.acknowledged.contains(5L));
		assertThat(this.leadership.term()).isZero();
	}

	@Test
	void aStepDownIsAcknowledgedAfterTheListeners() {
		this.leadership.elected(5);
		CountDownLatch end = new CountDownLatch(1);
		this.told.beforeSteppedDown = () -> await(end);
		this.leadership.join(this.told);
		this.leadership.stepDown(5);
		awaitTold("elected 5");
		assertThat(this.acknowledged).isEmpty();
		end.countDown();
		Awaitility.await().until(() -> this.acknowledged.contains(5L));
		awaitTold("elected 5", "stepped down", "ended");
	}

	@Test
	void aListenerThatFailsHoldsUpNobody() {
		this.leadership.elected(5);
		this.told.beforeSteppedDown = () -> {
			throw new IllegalStateException("Expected by the test");
		};
		this.leadership.join(this.told);
		this.leadership.stepDown(5);
		Awaitility.await().until(() -> this.acknowledged.contains(5L));
	}

	@Test
	void aStepDownOfAnotherTermIsAcknowledgedAtOnceAndChangesNothing() {
		this.leadership.elected(5);
		this.leadership.stepDown(4);
		assertThat(this.acknowledged).containsExactly(4L);
		assertThat(this.leadership.isLeader()).isTrue();
	}

	@Test
	void theSameProcessCanLeadAgain() {
		this.leadership.join(this.told);
		this.leadership.elected(5);
		this.leadership.stepDown(5);
		Awaitility.await().until(() -> this.acknowledged.contains(5L));
		this.leadership.elected(9);
		assertThat(this.leadership.isLeader()).isTrue();
		awaitTold("elected 5", "stepped down", "ended", "elected 9");
	}

	@Test
	void aClosedOneNeverLeads() {
		this.leadership.elected(5);
		this.leadership.close();
		assertThat(this.leadership.isLeader()).isFalse();
		Awaitility.await().until(() -> this.acknowledged.contains(5L));
		this.leadership.elected(6);
		assertThat(this.leadership.isLeader()).isFalse();
		assertThat(this.acknowledged).containsExactly(5L, 6L);
	}

	@Test
	void othersAreToldOnce() {
		this.leadership.join(this.told);
		LeaderInfo other = other(1, 7);
		this.leadership.seen(null);
		this.leadership.seen(other);
		this.leadership.seen(other);
		assertThat(this.leadership.leader()).contains(other);
		this.leadership.seen(null);
		// Who leads itself hears no more of others.
		awaitTold("other 7", "nobody");
		this.leadership.elected(8);
		awaitTold("other 7", "nobody", "elected 8");
	}

	@Test
	void whatThePrimaryTellsLateOfThisProcessIsLeftOut() {
		this.leadership.join(this.told);
		this.leadership.elected(5);
		this.leadership.seen(other(3, 5));
		this.leadership.seen(null);
		this.leadership.stepDown(5);
		this.leadership.seen(other(3, 5));
		this.leadership.seen(other(4, 6));
		awaitTold("elected 5", "stepped down", "ended", "other 6");
		assertThat(this.leadership.leader().orElseThrow().worker()).isEqualTo(4);
	}

	@Test
	void whoLeavesGivesUpAndIsToldNothingMore() {
		this.leadership.join(this.told);
		this.leadership.elected(5);
		this.leadership.leave(this.told).join();
		awaitTold("elected 5", "stepped down", "ended");
		this.leadership.stepDown(5);
		Awaitility.await().until(() -> this.acknowledged.contains(5L));
		awaitTold("elected 5", "stepped down", "ended");
	}

	@Test
	void whatRunsInTheLeaderDoesNotWaitForItself() {
		this.leadership.join(this.told);
		this.leadership.elected(5);
		this.leadership.runIfLeader(() -> {
			this.leadership.leave(this.told).join();
			awaitTold("elected 5", "stepped down");
		});
		awaitTold("elected 5", "stepped down", "ended");
	}

	@Test
	void anApplicationWithoutWorkersLeadsItself() {
		long before = Instant.now().toEpochMilli();
		ProcessLeadership single = ProcessLeadership.single();
		assertThat(single.isLeader()).isTrue();
		assertThat(single.leader().orElseThrow().pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(single.term()).isBetween(before, Instant.now().toEpochMilli());
	}

	private static LeaderInfo other(int worker, long term) {
		return new LeaderInfo(worker, 0, 1, term, Instant.EPOCH);
	}

	private void awaitTold(String... expected) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.told.heard).containsExactly(expected));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Told implements LeadershipListener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		private volatile Runnable beforeSteppedDown = () -> {
		};

		@Override
		public void elected(LeaderInfo self) {
			this.heard.add("elected " + self.term());
		}

		@Override
		public void steppedDown() {
			this.beforeSteppedDown.run();
			this.heard.add("stepped down");
		}

		@Override
		public void ended() {
			this.heard.add("ended");
		}

		@Override
		public void othersChanged(@Nullable LeaderInfo leader) {
			this.heard.add((leader != null) ? "other " + leader.term() : "nobody");
		}

	}

}
