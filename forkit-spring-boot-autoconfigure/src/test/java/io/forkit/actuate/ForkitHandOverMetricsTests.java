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

package io.forkit.actuate;

import io.forkit.cluster.scheduling.HandOverStatistics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForkitHandOverMetrics}. That the numbers are right is tested where
 * they are counted, and with a cluster.
 */
class ForkitHandOverMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void everyMeterHasAValue() {
		new ForkitHandOverMetrics(new HandOverStatistics()).bindTo(this.registry);
		assertThat(this.registry.get(ForkitHandOverMetrics.SENT).functionCounter().count()).isZero();
		assertThat(this.registry.get(ForkitHandOverMetrics.ACKNOWLEDGED).functionCounter().count()).isZero();
		assertThat(this.registry.get(ForkitHandOverMetrics.RETURNED).functionCounter().count()).isZero();
		assertThat(this.registry.get(ForkitHandOverMetrics.UNACKNOWLEDGED).gauge().value()).isZero();
		assertThat(this.registry.get(ForkitHandOverMetrics.WAITING).gauge().value()).isZero();
		assertThat(this.registry.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getBaseUnit()).isEqualTo("connections"));
	}

}
