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

import io.forkit.cluster.ClusterView;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint that shows the cluster, the same in the primary and in every worker.
 *
 * @since 0.1.0
 */
@Endpoint(id = "cluster")
public class ClusterEndpoint {

	private final ClusterView cluster;

	private final Clock clock;

	public ClusterEndpoint(ClusterView cluster) {
		this(cluster, Clock.systemUTC());
	}

	ClusterEndpoint(ClusterView cluster, Clock clock) {
		this.cluster = cluster;
		this.clock = clock;
	}

	@ReadOperation
	public ClusterReport cluster() {
		return ClusterReport.of(this.cluster.snapshot(), this.clock);
	}

}
