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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.forkit.cluster.capacity.CapacityReport;
import io.forkit.cluster.capacity.ClusterCapacity;
import io.forkit.cluster.recycle.RecycleCause;
import io.forkit.cluster.recycle.RecycleLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForkitCapacityMetrics}.
 */
class ForkitCapacityMetricsTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void standbysAndRecyclesAreMeasured() {
		new ForkitCapacityMetrics(new FixedCapacity(report(null)), false).bindTo(this.registry);
		assertThat(this.registry.get(ForkitCapacityMetrics.STANDBYS).gauge().value()).isEqualTo(1);
		assertThat(this.registry.get(ForkitCapacityMetrics.ACTIVATIONS).functionCounter().count()).isEqualTo(7);
		assertThat(recycles("heap")).isEqualTo(3);
		assertThat(recycles("age")).isZero();
		assertThat(this.registry.find(ForkitCapacityMetrics.UTILISATION).gauge()).isNull();
	}

	@Test
	void autoscalingIsMeasured() {
		new ForkitCapacityMetrics(
				new FixedCapacity(report(new CapacityReport.Autoscale(1, 4, 2, 0.5, 9, 3, 1, "busy", null))), true)
			.bindTo(this.registry);
		assertThat(this.registry.get(ForkitCapacityMetrics.UTILISATION).gauge().value()).isEqualTo(0.5);
		assertThat(this.registry.get(ForkitCapacityMetrics.QUEUE).gauge().value()).isEqualTo(9);
		assertThat(changes("up")).isEqualTo(3);
		assertThat(changes("down")).isOne();
	}

	@Test
	void whatIsNotKnownIsNoNumber() {
		new ForkitCapacityMetrics(
				new FixedCapacity(report(new CapacityReport.Autoscale(1, 4, 2, -1, 0, 0, 0, null, null))), true)
			.bindTo(this.registry);
		assertThat(this.registry.get(ForkitCapacityMetrics.UTILISATION).gauge().value()).isNaN();
	}

	private double recycles(String cause) {
		return this.registry.get(ForkitCapacityMetrics.RECYCLES).tag("cause", cause).functionCounter().count();
	}

	private double changes(String direction) {
		return this.registry.get(ForkitCapacityMetrics.CHANGES).tag("direction", direction).functionCounter().count();
	}

	private static CapacityReport report(CapacityReport.@Nullable Autoscale autoscale) {
		return new CapacityReport(new CapacityReport.Standby(1, 1, 7), new CapacityReport.Recycle(RecycleLimits.NONE,
				Duration.ofSeconds(5), Duration.ofMinutes(1), -1, Map.of(RecycleCause.HEAP, 3L), List.of(), List.of()),
				autoscale);
	}

	private record FixedCapacity(CapacityReport latest) implements ClusterCapacity {

		@Override
		public CompletableFuture<CapacityReport> report() {
			return CompletableFuture.completedFuture(this.latest);
		}

		@Override
		public CompletableFuture<RecycleLimits> recycle(UnaryOperator<RecycleLimits> change) {
			return CompletableFuture.failedFuture(new UnsupportedOperationException());
		}

	}

}
