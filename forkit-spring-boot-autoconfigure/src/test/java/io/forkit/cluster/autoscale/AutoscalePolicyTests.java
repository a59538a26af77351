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

package io.forkit.cluster.autoscale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AutoscalePolicy}.
 */
class AutoscalePolicyTests {

	private static final int MIN = 2;

	private static final int MAX = 6;

	private static final AutoscaleSettings SETTINGS = AutoscaleSettings.between(MIN, MAX);

	private AutoscalePolicy policy = new AutoscalePolicy(SETTINGS);

	private Duration now = Duration.ofDays(1);

	private int size = MIN;

	private int empty;

	private int starting;

	private double memory = AutoscaleSample.UNKNOWN;

	@Test
	void nothingHappensInBetween() {
		for (int i = 0; i < 1000; i++) {
			assertThat(look(0.5, 0)).isNull();
		}
	}

	@Test
	void aHighUtilisationAddsWorkers() {
		assertThat(look(0.9, 0)).isEqualTo(new AutoscaleDecision(MIN + 2, "90% of the capacity is taken"));
	}

	@Test
	void aShortPeakAddsNobody() {
		look(0.2, 0);
		assertThat(look(1, 0)).isNull();
		assertThat(look(1, 0)).isNull();
		assertThat(this.policy.utilisation()).isBetween(0.2, 0.5);
		assertThat(look(0.2, 0)).isNull();
	}

	@Test
	void aPeakThatLastsAddsWorkers() {
		look(0.2, 0);
		AutoscaleDecision decision = null;
		int looks = 0;
		while (decision == null) {
			decision = look(1, 0);
			looks++;
		}
		// 1 - 0.8 * e^(-t/10) >= 0.75
		assertThat(looks).isEqualTo(12);
		assertThat(decision.size()).isEqualTo(MIN + 2);
	}

	@Test
	void aQueueAddsWorkersAtTheSecondLook() {
		assertThat(look(0.1, 5)).isNull();
		assertThat(look(0.1, 5)).isEqualTo(new AutoscaleDecision(MIN + 2, "5 connections wait to be accepted"));
	}

	@Test
	void aQueueThatIsGoneAtTheNextLookAddsNobody() {
		for (int i = 0; i < 100; i++) {
			assertThat(look(0.4, (i % 2 == 0) ? 50 : 0)).isNull();
		}
	}

	@Test
	void aQueueAddsWorkersAlsoWhereTheCapacityIsNotKnown() {
		look(AutoscaleSample.UNKNOWN, 9);
		assertThat(look(AutoscaleSample.UNKNOWN, 9)).isNotNull();
		assertThat(this.policy.utilisation()).isEqualTo(AutoscaleSample.UNKNOWN);
	}

	@Test
	void nobodyIsAddedWhileThoseBeforeAreStarting() {
		apply(look(1, 0));
		this.starting = 2;
		for (int i = 0; i < 30; i++) {
			assertThat(look(1, 100)).isNull();
		}
		this.starting = 0;
		assertThat(look(1, 100)).isNotNull();
	}

	@Test
	void whoeverNeverStartsIsNotWaitedForForEver() {
		apply(look(1, 0));
		this.starting = 1;
		pass(Duration.ofMinutes(2));
		assertThat(look(1, 0)).isNotNull();
	}

	@Test
	void thereIsAPauseAfterEachStep() {
		apply(look(1, 0));
		assertThat(look(1, 0)).isNull();
		pass(SETTINGS.upPause());
		apply(look(1, 0));
		assertThat(this.size).isEqualTo(MAX);
	}

	@Test
	void thereAreNeverMoreThanTheMost() {
		this.size = MAX - 1;
		apply(look(1, 0));
		assertThat(this.size).isEqualTo(MAX);
		pass(Duration.ofHours(1));
		assertThat(look(1, 100)).isNull();
		assertThat(look(1, 100)).isNull();
	}

	@Test
	void theNumberShrinksByOneAfterALongTime() {
		this.size = MAX;
		int looks = 0;
		AutoscaleDecision decision = null;
		while (decision == null) {
			decision = look(0.1, 0);
			looks++;
		}
		assertThat(looks).isEqualTo((int) SETTINGS.downAfter().toSeconds() + 1);
		assertThat(decision)
			.isEqualTo(new AutoscaleDecision(MAX - 1, "only 10% of the capacity has been taken for 120 s"));
	}

	@Test
	void eachStepDownHasItsOwnTime() {
		this.size = MAX;
		List<Integer> sizes = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			AutoscaleDecision decision = look(0.01, 0);
			if (decision != null) {
				sizes.add(decision.size());
				apply(decision);
			}
		}
		assertThat(sizes).containsExactly(5, 4, 3, 2);
	}

	@Test
	void aBusyMomentBeginsTheTimeAnew() {
		this.size = MAX;
		for (int i = 0; i < 119; i++) {
			assertThat(look(0.1, 0)).isNull();
		}
		look(0.1, 5);
		for (int i = 0; i < 120; i++) {
			assertThat(look(0.1, 0)).isNull();
		}
		assertThat(look(0.1, 0)).isNotNull();
	}

	@Test
	void theNumberDoesNotShrinkIfItWouldHaveToGrowAgain() {
		// One in place of three would be at 87%, three in place of five are at 48%.
		this.policy = new AutoscalePolicy(new AutoscaleSettings(1, MAX, Duration.ofSeconds(1), 0.75, 0.3, 5, 2, 2,
				Duration.ZERO, Duration.ZERO, Duration.ZERO, null));
		this.size = 3;
		assertThat(look(0.29, 0)).isNull();
		this.size = 5;
		assertThat(look(0.29, 0)).isNotNull();
	}

	@Test
	void theNumberDoesNotShrinkWhileTheCapacityIsNotKnown() {
		this.size = MAX;
		for (int i = 0; i < 1000; i++) {
			assertThat(look(AutoscaleSample.UNKNOWN, 0)).isNull();
		}
	}

	@Test
	void theNumberDoesNotShrinkWhileSomebodyIsMissing() {
		this.size = MAX;
		this.starting = 1;
		for (int i = 0; i < 1000; i++) {
			assertThat(look(0.01, 0)).isNull();
		}
	}

	@Test
	void aPlaceThatIsToStayEmptyIsNotMissing() {
		this.size = 3;
		this.empty = 1;
		apply(look(1, 0));
		pass(SETTINGS.upPause());
		assertThat(look(1, 0)).isNotNull();
		this.size = MAX;
		this.policy = new AutoscalePolicy(SETTINGS);
		look(0.01, 0);
		pass(SETTINGS.downAfter());
		assertThat(look(0.01, 0)).isNotNull();
	}

	@Test
	void anEmptyPlaceThatGoesTakesNothingWithIt() {
		this.policy = new AutoscalePolicy(new AutoscaleSettings(1, MAX, Duration.ofSeconds(1), 0.75, 0.3, 5, 2, 1,
				Duration.ZERO, Duration.ZERO, Duration.ZERO, null));
		this.size = 2;
		this.empty = 1;
		assertThat(look(0.29, 0)).isNotNull();
		this.size = 3;
		assertThat(look(0.29, 0)).isNotNull();
		this.policy = new AutoscalePolicy(new AutoscaleSettings(1, MAX, Duration.ofSeconds(1), 0.75, 0.3, 5, 2, 2,
				Duration.ZERO, Duration.ZERO, Duration.ZERO, null));
		// One in place of two is at 58%, and one in place of three would be at 87%.
		assertThat(look(0.29, 0)).isNotNull();
		this.empty = 0;
		assertThat(look(0.29, 0)).isNull();
	}

	@Test
	void whoHoldsIsNotDisturbedByWhatWasSeenMeanwhile() {
		this.size = MAX;
		for (int i = 0; i < 119; i++) {
			look(0.01, 0);
		}
		this.policy.hold();
		for (int i = 0; i < 120; i++) {
			assertThat(look(0.01, 0)).isNull();
		}
	}

	@Test
	void memoryLimitsTheGrowth() {
		this.policy = new AutoscalePolicy(new AutoscaleSettings(MIN, MAX, Duration.ofSeconds(1), 0.75, 0.3, 5, 2, 1,
				Duration.ZERO, Duration.ZERO, Duration.ofMinutes(2), 80));
		this.memory = 0.81;
		assertThat(look(1, 100)).isNull();
		assertThat(look(1, 100)).isNull();
		this.memory = 0.8;
		assertThat(look(1, 100)).isNotNull();
	}

	@Test
	void aNumberThatSomebodyElseHasChosenIsBroughtBackIntoTheLimits() {
		this.size = MAX + 3;
		assertThat(look(0.5, 0)).isEqualTo(new AutoscaleDecision(MAX, "there are to be at most 6"));
		this.size = 1;
		assertThat(look(0.5, 0)).isEqualTo(new AutoscaleDecision(MIN, "there are to be at least 2"));
	}

	@Test
	void aNumberThatWasJustChosenStaysForTheTimeOfAPause() {
		this.size = MAX + 3;
		this.policy.changed(this.now);
		for (int i = 0; i < SETTINGS.upPause().toSeconds(); i++) {
			assertThat(look(0.5, 0)).isNull();
		}
		assertThat(look(0.5, 0)).isEqualTo(new AutoscaleDecision(MAX, "there are to be at most 6"));
	}

	@Test
	void stepsMayBeAsLargeAsANumberCanBe() {
		this.policy = new AutoscalePolicy(new AutoscaleSettings(MIN, MAX, Duration.ofSeconds(1), 0.75, 0.3, 5,
				Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO, Duration.ZERO, null));
		assertThat(look(1, 0)).isEqualTo(new AutoscaleDecision(MAX, "100% of the capacity is taken"));
		this.size = MAX;
		assertThat(look(0.01, 0)).isNotNull().extracting(AutoscaleDecision::size).isEqualTo(MIN);
	}

	/**
	 * A load that comes in waves, with a queue whenever there are too few: the number
	 * follows, and does not swing faster than the load.
	 */
	@Test
	void theNumberFollowsWavesWithoutSwinging() {
		int changes = 0;
		for (int second = 0; second < 3600; second++) {
			// In workers that are needed: between 1 and 5 in waves of 20 minutes.
			double needed = 3 - 2 * Math.cos(2 * Math.PI * second / 1200);
			double utilisation = Math.min(1, needed / this.size);
			AutoscaleDecision decision = look(utilisation, (needed > this.size) ? 20 : 0);
			if (decision != null) {
				changes++;
				apply(decision);
			}
			assertThat(this.size).isBetween(MIN, MAX);
		}
		assertThat(changes).isBetween(3, 24);
	}

	@Test
	void whatCannotBeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> AutoscaleSettings.between(0, 3))
			.withMessageContaining("'min'");
		assertThatIllegalArgumentException().isThrownBy(() -> AutoscaleSettings.between(3, 3))
			.withMessageContaining("'max'");
	}

	private @Nullable AutoscaleDecision look(double utilisation, int queue) {
		AutoscaleDecision decision = this.policy.look(new AutoscaleSample(this.size, this.empty,
				this.size - this.empty - this.starting, utilisation, queue, this.memory), this.now);
		pass(SETTINGS.interval());
		return decision;
	}

	private void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	private void apply(@Nullable AutoscaleDecision decision) {
		assertThat(decision).isNotNull();
		this.size = decision.size();
		this.policy.changed(this.now.minus(SETTINGS.interval()));
	}

}
