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
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackOff}.
 */
class BackOffTests {

	private final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.5, 1 })
	void theFirstReplacementIsImmediate(double random) {
		assertThat(this.backOff.delay(1, random)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "2, 500", "3, 1000", "4, 2000", "5, 4000", "6, 8000", "7, 16000", "8, 30000", "9, 30000" })
	void theDelayDoublesUpToTheLongestOne(int failures, long millis) {
		assertThat(this.backOff.delay(failures, 1)).hasMillis(millis);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1000", "0.25, 1250", "0.5, 1500", "1, 2000" })
	void theDelayIsSpreadBetweenAHalfAndTheWhole(double random, long millis) {
		assertThat(this.backOff.delay(4, random)).hasMillis(millis);
	}

	@ParameterizedTest
	@ValueSource(ints = { 33, 34, 1000, Integer.MAX_VALUE })
	void anyNumberOfFailuresStaysAtTheLongestDelay(int failures) {
		assertThat(this.backOff.delay(failures, 1)).hasSeconds(30);
	}

	@Test
	void veryLongDelaysDoNotOverflow() {
		BackOff years = new BackOff(Duration.ofDays(365), Duration.ofDays(36_500));
		assertThat(years.delay(1000, 1)).isEqualTo(Duration.ofDays(36_500));
	}

	@Test
	void noInitialDelayMeansNoDelayAtAll() {
		assertThat(new BackOff(Duration.ZERO, Duration.ofSeconds(30)).delay(20, 1)).isZero();
	}

	@Test
	void theLongestDelayLimitsTheInitialOne() {
		assertThat(new BackOff(Duration.ofMinutes(1), Duration.ofSeconds(30)).delay(2, 1)).hasSeconds(30);
	}

	/**
	 * The example of systemd.service(5), RestartSteps=: "RestartSec=10s, RestartSteps=4,
	 * RestartMaxDelaySec=160s. This will produce the following restart intervals: 10s,
	 * 20s, 40s, 80s, 160s, 160s, 160s, etc. [...] the ratio is (RestartMaxDelaySec /
	 * RestartSec)^(1 / RestartSteps)". Here it comes after one replacement without delay.
	 */
	@Test
	void theDelaysAreThoseOfRestartStepsOfSystemdWithARatioOfTwo() {
		BackOff like = new BackOff(Duration.ofSeconds(10), Duration.ofSeconds(160));
		List<Long> delays = IntStream.rangeClosed(2, 8)
			.mapToObj((failures) -> like.delay(failures, 1).toSeconds())
			.toList();
		assertThat(delays).containsExactly(10L, 20L, 40L, 80L, 160L, 160L, 160L);
		for (int step = 0; step <= 4; step++) {
			assertThat(like.delay(step + 2, 1).toSeconds())
				.isEqualTo(Math.round(10 * Math.pow(Math.pow(160.0 / 10, 1.0 / 4), step)));
		}
	}

}
