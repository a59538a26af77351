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

package io.forkit.demo;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Latencies}.
 */
class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void percentilesAreThoseOfWhatWasRecorded() {
		for (int millis = 1; millis <= 1000; millis++) {
			this.latencies.record(millis * 1_000_000L);
		}
		assertThat(this.latencies.count()).isEqualTo(1000);
		assertThat(this.latencies.percentile(0.5)).isCloseTo(500_000, within(10_000L));
		assertThat(this.latencies.percentile(0.99)).isCloseTo(990_000, within(20_000L));
		assertThat(this.latencies.percentile(1)).isCloseTo(1_000_000, within(20_000L));
	}

	@Test
	void shortestAndLongestTimesHaveAPlace() {
		this.latencies.record(0);
		this.latencies.record(Long.MAX_VALUE);
		assertThat(this.latencies.count()).isEqualTo(2);
		assertThat(this.latencies.percentile(0.5)).isLessThan(100);
	}

	@Test
	void nothingHasNoPercentile() {
		assertThat(this.latencies.percentile(0.99)).isZero();
	}

}
