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

package io.forkit.cluster.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CrashPolicy}.
 */
class CrashPolicyTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Duration HEALTHY = Duration.ofSeconds(10);

	private static final StartFailure NO_DATABASE = new StartFailure("java.net.ConnectException", "Connection refused");

	private final List<BreakerInfo> changes = new ArrayList<>();

	private Duration elapsed = Duration.ZERO;

	private Duration clockSetBy = Duration.ZERO;

	private CrashPolicy policy = policy(new Limits());

	private List<SlotCrashes> slots = slots(2);

	@Test
	void crashesInARowAreReplacedAfterDelaysThatDouble() {
		assertThat(IntStream.range(0, 6).mapToObj((i) -> crash(0))).containsExactly(Duration.ZERO, ms(1000), ms(2000),
				ms(4000), ms(8000), ms(16_000));
	}

	@Test
	void afterAHealthyWorkerACrashIsTheFirstOne() {
		crash(0);
		crash(0);
		assertThat(ends(0, ready(HEALTHY))).isZero();
		assertThat(ends(0, ready(HEALTHY.minusMillis(1)))).isEqualTo(ms(1000));
	}

	@Test
	void slotsCountApart() {
		crash(0);
		assertThat(crash(0)).isEqualTo(ms(1000));
		assertThat(crash(1)).isZero();
	}

	@Test
	void theBreakerOfASlotOpensWithTheCrashThatIsOneTooMany() {
		use(new Limits().window(3, Duration.ofMinutes(1)));
		for (int i = 0; i < 3; i++) {
			assertThat(ends(0, ready(HEALTHY))).isZero();
			pass(Duration.ofSeconds(20));
		}
		assertThat(ends(0, ready(HEALTHY))).isNull();
		assertThat(breaker(0)).isEqualTo(new BreakerInfo(0, BreakerState.OPEN, BreakerReason.TOO_MANY,
				"4 of its workers have crashed within 1 min; the last one: killed by SIGKILL", START.plusSeconds(60),
				START.plusSeconds(360), 0, null));
		assertThat(ends(1, ready(HEALTHY))).isZero();
		assertThat(this.slots.get(0).isDown()).isTrue();
		assertThat(this.slots.get(1).isDown()).isFalse();
	}

	@Test
	void theClockOfTheDayDoesNotMatterForTheWindow() {
		use(new Limits().window(1, Duration.ofMinutes(1)));
		ends(0, ready(HEALTHY));
		this.clockSetBy = Duration.ofDays(-1);
		pass(Duration.ofSeconds(61));
		assertThat(ends(0, ready(HEALTHY))).isZero();
		this.clockSetBy = Duration.ofDays(1);
		assertThat(ends(0, ready(HEALTHY))).isNull();
	}

	/**
	 * PM2 counts a restart only within min_uptime × max_restarts, 16 s: a worker that
	 * takes longer than that to die is started for ever.
	 */
	@ParameterizedTest
	@CsvSource({ "1", "8", "60", "3600", "86400" })
	void slowStartersThatDieEachTimeAreStoppedHoweverLongTheyTake(int seconds) {
		use(new Limits().inARow(5));
		for (int i = 1; i <= 5; i++) {
			pass(Duration.ofSeconds(seconds));
			assertThat(crash(0)).as("crash %d", i).isNotNull();
		}
		pass(Duration.ofSeconds(seconds));
		assertThat(crash(0)).isNull();
		assertThat(breaker(0).reason()).isEqualTo(BreakerReason.IN_A_ROW);
		assertThat(breaker(0).text())
			.isEqualTo("6 workers in a row have crashed, none of which had been ready for 10 s; "
					+ "the last one: killed by SIGKILL before it was ready (ONLINE)");
	}

	@Test
	void aHealthyWorkerEndsTheRow() {
		use(new Limits().inARow(2));
		crash(0);
		crash(0);
		assertThat(ends(0, ready(HEALTHY))).isNotNull();
		assertThat(crash(0)).isNotNull();
		assertThat(crash(0)).isNull();
	}

	@Test
	void theSameFailureBeforeItIsReadyOpensTheBreakerAtOnce() {
		use(new Limits().same(3));
		assertThat(ends(0, failed(1, new StartFailure("java.net.ConnectException", "Refused after 31 ms"))))
			.isNotNull();
		assertThat(ends(0, failed(1, new StartFailure("java.net.ConnectException", "Refused after 7 ms")))).isNotNull();
		assertThat(ends(0, failed(1, new StartFailure("java.net.ConnectException", "Refused after 8 ms")))).isNull();
		assertThat(breaker(0).reason()).isEqualTo(BreakerReason.SAME_FAILURE);
		assertThat(breaker(0).text()).isEqualTo("its workers fail in the same way each time, 3 in a row: "
				+ "exit code 1 before it was ready (ONLINE): java.net.ConnectException: Refused after 8 ms");
		assertThat(breaker(0).failure()).hasToString("java.net.ConnectException: Refused after 8 ms");
	}

	@Test
	void failuresThatDifferAreNotTheSame() {
		use(new Limits().same(2));
		ends(0, failed(1, NO_DATABASE));
		assertThat(ends(0, failed(2, NO_DATABASE))).as("another exit code").isNotNull();
		assertThat(ends(0, failed(2, null))).as("nothing said").isNotNull();
		assertThat(ends(0, end(EndCause.CRASH, 2, "LISTENING", null, null))).as("another phase").isNotNull();
		assertThat(ends(0, end(EndCause.CRASH, 2, "LISTENING", null, null))).isNull();
	}

	@Test
	void aWorkerThatWasReadyInBetweenEndsTheSameFailure() {
		use(new Limits().same(2));
		ends(0, failed(1, NO_DATABASE));
		ends(0, ready(ms(1)));
		assertThat(ends(0, failed(1, NO_DATABASE))).isNotNull();
	}

	@Test
	void whatComesFromOutsideIsNotTheSameFailure() {
		use(new Limits().same(2));
		for (int i = 0; i < 10; i++) {
			assertThat(crash(0)).isNotNull();
		}
	}

	@Test
	void aStayDownCodeLeavesTheSlotDownForGood() {
		use(new Limits().stayDown(3));
		assertThat(ends(0, failed(4, null))).isNotNull();
		assertThat(ends(0, failed(3, null))).isNull();
		assertThat(breaker(0)).extracting(BreakerInfo::reason, BreakerInfo::trialAt, BreakerInfo::text)
			.containsExactly(BreakerReason.STAY_DOWN, null,
					"its worker ended with exit code 3, which is one of 'forkit.cluster.restart.stay-down-exit-codes'");
		assertThat(this.policy.stayDownCode(this.slots.get(0))).isEqualTo(3);
		assertThat(this.policy.stayDownCode(this.slots.get(1))).isNull();
		assertThat(this.policy.tryOne(this.slots.get(0))).isFalse();
	}

	@Test
	void aStayDownCodeOfAPlannedEndIsNone() {
		use(new Limits().stayDown(0));
		assertThat(ends(0, end(EndCause.PLANNED, 0, "READY", HEALTHY, null))).isZero();
		assertThat(ends(0, end(EndCause.CRASH, 0, "READY", HEALTHY, null))).isNull();
	}

	@Test
	void anEndWithCodeZeroThatNobodyHasAskedForIsACrash() {
		use(new Limits().inARow(1));
		assertThat(ends(0, failed(0, null))).isNotNull();
		assertThat(ends(0, failed(0, null))).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = "CRASH", mode = EnumSource.Mode.EXCLUDE)
	void plannedEndsNeverCount(EndCause cause) {
		use(new Limits().window(1, Duration.ofDays(1)).inARow(1).same(2).cluster(1));
		for (int i = 0; i < 100; i++) {
			assertThat(ends(0, end(cause, 1, "ONLINE", null, NO_DATABASE))).isNotNull();
		}
		assertThat(breakers()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "PLANNED, 0", "LEFT, 1000", "HUNG, 1000" })
	void plannedEndsThatMayRepeatThemselvesAreNotReplacedAtOnceEachTime(EndCause cause, long millis) {
		assertThat(ends(0, end(cause, 0, "ONLINE", null, null))).isZero();
		assertThat(ends(0, end(cause, 0, "ONLINE", null, null))).isEqualTo(ms(millis));
	}

	@Test
	void aWorkerThatHungCountsIfThatIsWanted() {
		use(new Limits().inARow(1).countHung());
		ends(0, end(EndCause.HUNG, null, "READY", ms(1), null));
		assertThat(ends(0, end(EndCause.HUNG, null, "READY", ms(1), null))).isNull();
	}

	@Test
	void theBreakerOfTheClusterCountsTheCrashesOfAllSlots() {
		use(new Limits().cluster(3));
		ends(0, ready(HEALTHY));
		ends(1, ready(HEALTHY));
		ends(0, ready(HEALTHY));
		assertThat(this.policy.isClusterDown()).isFalse();
		assertThat(ends(1, ready(HEALTHY))).isNull();
		assertThat(this.policy.isClusterDown()).isTrue();
		assertThat(breakers()).singleElement().satisfies((breaker) -> {
			assertThat(breaker.slot()).isNull();
			assertThat(breaker.text()).isEqualTo("4 workers of all slots have crashed within 10 min; "
					+ "the last one, of slot 1: killed by SIGKILL");
		});
		assertThat(ends(0, ready(HEALTHY))).as("any slot").isNull();
		assertThat(ends(0, end(EndCause.PLANNED, 0, "READY", HEALTHY, null))).as("planned").isZero();
	}

	@ParameterizedTest
	@CsvSource({ "1, 20", "2, 20", "5, 20", "6, 24", "100, 400" })
	void theLimitOfTheClusterGrowsWithIt(int size, int limit) {
		use(new Limits().cluster(null));
		this.slots = slots(size);
		for (int i = 0; i < limit; i++) {
			assertThat(ends(i % size, ready(HEALTHY))).isNotNull();
		}
		assertThat(ends(0, ready(HEALTHY))).isNull();
	}

	@Test
	void theTrialThatBecomesHealthyClosesTheBreaker() {
		use(new Limits().inARow(0));
		crash(0);
		assertThat(breaker(0).trialAt()).isEqualTo(START.plusSeconds(300));
		assertThat(this.policy.tryOne(this.slots.get(0))).isTrue();
		assertThat(breaker(0)).extracting(BreakerInfo::state, BreakerInfo::trialAt)
			.containsExactly(BreakerState.HALF_OPEN, null);
		assertThat(this.policy.isTried(this.slots.get(0))).isTrue();
		this.policy.healthy(this.slots.get(0));
		assertThat(breakers()).isEmpty();
		assertThat(this.policy.isTried(this.slots.get(0))).isFalse();
		assertThat(this.changes).extracting(BreakerInfo::state)
			.containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
	}

	@Test
	void theTrialThatCrashesOpensTheBreakerAgainForTheSameReason() {
		use(new Limits().same(1));
		ends(0, failed(1, NO_DATABASE));
		pass(Duration.ofMinutes(5));
		this.policy.tryOne(this.slots.get(0));
		assertThat(ends(0, failed(2, null))).isNull();
		assertThat(breaker(0)).isEqualTo(new BreakerInfo(0, BreakerState.OPEN, BreakerReason.SAME_FAILURE,
				"the worker that was tried has ended too: exit code 2 before it was ready (ONLINE)", START,
				START.plusSeconds(600), 1, null));
	}

	@Test
	void trialsThatFailForLongStopNoOtherSlot() {
		use(new Limits().inARow(0).cluster(3));
		crash(0);
		for (int i = 0; i < 100; i++) {
			this.policy.tryOne(this.slots.get(0));
			assertThat(crash(0)).isNull();
		}
		assertThat(this.policy.isClusterDown()).isFalse();
	}

	@Test
	void theTrialThatIsEndedOnPurposeIsStillOneWithItsReplacement() {
		use(new Limits().inARow(0));
		crash(0);
		this.policy.tryOne(this.slots.get(0));
		assertThat(ends(0, end(EndCause.PLANNED, 0, "ONLINE", null, null))).isZero();
		assertThat(this.policy.isTried(this.slots.get(0))).isTrue();
	}

	@Test
	void theClusterTriesOneSlotAndThenAll() {
		use(new Limits().cluster(0));
		crash(0);
		crash(1);
		assertThat(this.policy.tryOne(this.slots.get(1))).as("a slot by itself").isFalse();
		assertThat(this.policy.tryOne(this.slots)).isSameAs(this.slots.get(0));
		assertThat(this.policy.tryOne(this.slots)).as("a second one").isNull();
		this.policy.healthy(this.slots.get(0));
		assertThat(this.policy.isClusterDown()).isFalse();
		assertThat(this.policy.tryOne(this.slots.get(1))).isTrue();
		assertThat(breakers()).isEmpty();
	}

	@Test
	void theClusterStaysDownWhenItsTrialCrashes() {
		use(new Limits().cluster(0));
		crash(0);
		crash(1);
		this.policy.tryOne(this.slots);
		assertThat(crash(1)).as("another one than the trial").isNull();
		assertThat(breakers().get(0).state()).isEqualTo(BreakerState.HALF_OPEN);
		assertThat(crash(0)).isNull();
		assertThat(breakers().get(0).state()).isEqualTo(BreakerState.OPEN);
		assertThat(breakers().get(0).text()).startsWith("the worker that was tried has ended too:");
	}

	@Test
	void theClusterTriesNoSlotThatIsToStayDown() {
		use(new Limits().cluster(0).stayDown(3));
		ends(0, failed(3, null));
		crash(1);
		assertThat(this.policy.tryOne(this.slots)).isSameAs(this.slots.get(1));
	}

	@Test
	void theClusterTriesAgainWhenTheTrialIsToStayDownOrItsSlotIsGone() {
		use(new Limits().cluster(0).stayDown(3));
		crash(0);
		crash(1);
		this.policy.tryOne(this.slots);
		ends(0, failed(3, null));
		assertThat(breakers().get(0).state()).isEqualTo(BreakerState.OPEN);
		SlotCrashes second = this.policy.tryOne(this.slots);
		assertThat(second).isSameAs(this.slots.get(1));
		this.policy.removed(second);
		assertThat(breakers().get(0).state()).isEqualTo(BreakerState.OPEN);
	}

	@Test
	void aClusterThatMissesNoWorkerNeedsNoTrial() {
		use(new Limits().cluster(0));
		crash(0);
		this.policy.removed(this.slots.remove(0));
		assertThat(this.policy.tryOne(this.slots)).isNull();
		assertThat(this.policy.isClusterDown()).isFalse();
	}

	@Test
	void anAttemptThatCannotBeLaunchedIsRepeatedForEver() {
		use(new Limits().window(0, Duration.ofDays(1)).inARow(0).same(1).cluster(0));
		for (int i = 0; i < 100; i++) {
			assertThat(this.policy.notLaunched(this.slots.get(0), "no memory")).isNotNull();
		}
	}

	@Test
	void aTrialThatCannotBeLaunchedIsRepeatedLater() {
		use(new Limits().inARow(0).cluster(0));
		crash(0);
		this.policy.tryOne(this.slots);
		assertThat(this.policy.notLaunched(this.slots.get(0), "no memory")).isNull();
		assertThat(breakers()).hasSize(2).allSatisfy((breaker) -> {
			assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
			assertThat(breaker.text()).isEqualTo("no memory");
		});
	}

	@Test
	void reviveForgetsAllCrashes() {
		use(new Limits().window(3, Duration.ofDays(1)).inARow(0).cluster(5).stayDown(3));
		crash(0);
		ends(1, failed(3, null));
		assertThat(this.policy.revive(this.slots)).containsExactlyElementsOf(this.slots);
		assertThat(breakers()).isEmpty();
		assertThat(this.slots).noneMatch(SlotCrashes::isDown);
		assertThat(this.changes).extracting(BreakerInfo::state).endsWith(BreakerState.CLOSED, BreakerState.CLOSED);
		assertThat(this.policy.revive(this.slots)).isEmpty();
	}

	@Test
	void withoutACoolDownNobodyIsTried() {
		use(new Limits().inARow(0).coolDown(Duration.ZERO));
		crash(0);
		assertThat(breaker(0).trialAt()).isNull();
	}

	@Test
	void withoutLimitsWorkersAreReplacedForEver() {
		this.policy = policy(CrashSettings.NO_LIMITS);
		this.slots = slots(1);
		for (int i = 0; i < 1000; i++) {
			assertThat(ends(0, failed(1, NO_DATABASE))).isNotNull();
		}
	}

	private void use(Limits limits) {
		this.policy = policy(limits);
		this.slots = slots(2);
	}

	private CrashPolicy policy(Limits limits) {
		return policy(limits.settings());
	}

	private CrashPolicy policy(CrashSettings settings) {
		return new CrashPolicy(settings, ms(1000), ms(20_000), HEALTHY, new CrashPolicy.Time() {

			@Override
			public Duration elapsed() {
				return CrashPolicyTests.this.elapsed;
			}

			@Override
			public Instant now() {
				return START.plus(CrashPolicyTests.this.elapsed).plus(CrashPolicyTests.this.clockSetBy);
			}

		}, () -> 1, () -> this.slots.size(), this.changes::add);
	}

	private List<SlotCrashes> slots(int size) {
		return new ArrayList<>(IntStream.range(0, size).mapToObj(SlotCrashes::new).toList());
	}

	private void pass(Duration time) {
		this.elapsed = this.elapsed.plus(time);
	}

	/** By SIGKILL, before it was ready. */
	private @Nullable Duration crash(int slot) {
		return ends(slot, new WorkerEnd(EndCause.CRASH, null, true, "killed by SIGKILL", "ONLINE", null, null));
	}

	private @Nullable Duration ends(int slot, WorkerEnd end) {
		return this.policy.ended(this.slots.get(slot), end);
	}

	private static WorkerEnd ready(Duration readyFor) {
		return new WorkerEnd(EndCause.CRASH, null, true, "killed by SIGKILL", "READY", readyFor, null);
	}

	private static WorkerEnd failed(int code, @Nullable StartFailure failure) {
		return end(EndCause.CRASH, code, "ONLINE", null, failure);
	}

	private static WorkerEnd end(EndCause cause, @Nullable Integer code, String phase, @Nullable Duration readyFor,
			@Nullable StartFailure failure) {
		return new WorkerEnd(cause, code, false, "exit code " + code, phase, readyFor, failure);
	}

	private BreakerInfo breaker(int slot) {
		return breakers().stream()
			.filter((breaker) -> Integer.valueOf(slot).equals(breaker.slot()))
			.findFirst()
			.orElseThrow();
	}

	private List<BreakerInfo> breakers() {
		return this.policy.breakers(this.slots.stream());
	}

	private static Duration ms(long millis) {
		return Duration.ofMillis(millis);
	}

	/** Settings of which most are no limits. */
	private static final class Limits {

		private int maxRestarts = -1;

		private Duration period = Duration.ofMinutes(10);

		private int inARow = -1;

		private int same = -1;

		private @Nullable Integer cluster = -1;

		private Duration coolDown = Duration.ofMinutes(5);

		private Set<Integer> stayDown = Set.of();

		private boolean countHung;

		Limits window(int maxRestarts, Duration period) {
			this.maxRestarts = maxRestarts;
			this.period = period;
			return this;
		}

		Limits inARow(int inARow) {
			this.inARow = inARow;
			return this;
		}

		Limits same(int same) {
			this.same = same;
			return this;
		}

		Limits cluster(@Nullable Integer cluster) {
			this.cluster = cluster;
			return this;
		}

		Limits coolDown(Duration coolDown) {
			this.coolDown = coolDown;
			return this;
		}

		Limits stayDown(Integer... stayDown) {
			this.stayDown = Set.of(stayDown);
			return this;
		}

		Limits countHung() {
			this.countHung = true;
			return this;
		}

		CrashSettings settings() {
			return new CrashSettings(this.maxRestarts, this.period, this.inARow, this.same, this.cluster,
					Duration.ofMinutes(10), this.coolDown, this.stayDown, this.countHung, GiveUp.KEEP);
		}

	}

}
