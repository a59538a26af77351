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

import java.time.Clock;

import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ClusterView;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the cluster: up while at least one worker is ready and does not hang. A slot
 * whose worker is being replaced shows in the details, and does not make the host look
 * ill; one that gets no worker any more because its workers crash again and again does: a
 * person has to look at it.
 *
 * @since 0.1.0
 */
public class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final ClusterView cluster;

	private final Clock clock;

	public ClusterHealthIndicator(ClusterView cluster) {
		this(cluster, Clock.systemUTC());
	}

	ClusterHealthIndicator(ClusterView cluster, Clock clock) {
		super("The state of the cluster is not known");
		this.cluster = cluster;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ClusterReport report = ClusterReport.of(this.cluster.snapshot(), null, this.clock);
		if (report.state() == ClusterState.STOPPING) {
			builder.outOfService();
		}
		else if (report.workers().stream().anyMatch(ClusterReport.Worker::serves)
				&& report.breakers().stream().noneMatch(ClusterHealthIndicator::isFault)) {
			builder.up();
		}
		else {
			builder.down();
		}
		builder.withDetail("state", report.state())
			.withDetail("size", report.size())
			.withDetail("ready", report.ready())
			.withDetail("workers", report.workers());
		if (!report.breakers().isEmpty()) {
			builder.withDetail("breakers", report.breakers());
		}
		if (report.leader() != null) {
			builder.withDetail("leader", report.leader());
		}
	}

	/** A worker that has asked for no other one has done nothing wrong. */
	private static boolean isFault(BreakerInfo breaker) {
		return breaker.reason() != BreakerReason.STAY_DOWN;
	}

}
