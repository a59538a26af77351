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

import io.forkit.cluster.leader.ClusterLeadership;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Tells whether this process leads the cluster: the sum over all workers is 1, and 0
 * while no worker leads.
 *
 * @since 0.1.0
 */
public class ForkitLeaderMetrics implements MeterBinder {

	/** The name of the gauge. */
	public static final String LEADER = "forkit.cluster.leader";

	private final ClusterLeadership leadership;

	public ForkitLeaderMetrics(ClusterLeadership leadership) {
		this.leadership = leadership;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(LEADER, this.leadership, (leadership) -> leadership.isLeader() ? 1 : 0)
			.description("Whether this process leads the cluster")
			.register(registry);
	}

}
