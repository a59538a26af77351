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

import io.forkit.cluster.ClusterSettings.Restart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSettings}.
 */
class ClusterSettingsTests {

	private final Restart restart = new Restart(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(10));

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.5, 1 })
	void theFirstReplacementIsImmediate(double random) {
		assertThat(this.restart.delay(1, random)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "2, 500", "3, 1000", "4, 2000", "5, 4000", "6, 8000", "7, 16000", "8, 30000", "9, 30000" })
	void theDelayDoublesUpToTheLongestOne(int failures, long millis) {
		assertThat(this.restart.delay(failures, 1)).hasMillis(millis);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1000", "0.25, 1250", "0.5, 1500", "1, 2000" })
	void theDelayIsSpreadBetweenAHalfAndTheWhole(double random, long millis) {
		assertThat(this.restart.delay(4, random)).hasMillis(millis);
	}

	@ParameterizedTest
	@ValueSource(ints = { 33, 34, 1000, Integer.MAX_VALUE })
	void anyNumberOfFailuresStaysAtTheLongestDelay(int failures) {
		assertThat(this.restart.delay(failures, 1)).hasSeconds(30);
	}

	@Test
	void veryLongDelaysDoNotOverflow() {
		Restart years = new Restart(Duration.ofDays(365), Duration.ofDays(36_500), Duration.ZERO);
		assertThat(years.delay(1000, 1)).isEqualTo(Duration.ofDays(36_500));
	}

	@Test
	void noInitialDelayMeansNoDelayAtAll() {
		assertThat(new Restart(Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO).delay(20, 1)).isZero();
	}

	@Test
	void theLongestDelayLimitsTheInitialOne() {
		assertThat(new Restart(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ZERO).delay(2, 1))
			.hasSeconds(30);
	}

}
