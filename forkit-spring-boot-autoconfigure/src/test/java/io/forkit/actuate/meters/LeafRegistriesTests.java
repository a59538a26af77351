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

package io.forkit.actuate.meters;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.logging.LoggingMeterRegistry;
import io.micrometer.core.instrument.logging.LoggingRegistryConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeafRegistries}.
 */
class LeafRegistriesTests {

	private final MeterRegistry first = new SimpleMeterRegistry();

	private final MeterRegistry second = new SimpleMeterRegistry();

	@Test
	void findsWhatIsInComposites() {
		CompositeMeterRegistry inner = new CompositeMeterRegistry(Clock.SYSTEM, List.of(this.second));
		CompositeMeterRegistry outer = new CompositeMeterRegistry(Clock.SYSTEM, List.of(this.first, inner));
		assertThat(LeafRegistries.of(Stream.of(outer))).containsExactlyInAnyOrder(this.first, this.second);
	}

	@Test
	void findsEachOnce() {
		CompositeMeterRegistry composite = new CompositeMeterRegistry(Clock.SYSTEM, List.of(this.first));
		assertThat(LeafRegistries.of(Stream.of(composite, this.first, this.second))).containsExactly(this.first,
				this.second);
	}

	@Test
	void leavesOutWhatSends() {
		LoggingMeterRegistry sends = new LoggingMeterRegistry(new LoggingRegistryConfig() {

			@Override
			public String get(String key) {
				return null;
			}

			@Override
			public Duration step() {
				return Duration.ofDays(1);
			}

		}, Clock.SYSTEM);
		try {
			assertThat(LeafRegistries.of(Stream.of(sends, this.first))).containsExactly(this.first);
		}
		finally {
			sends.close();
		}
	}

}
