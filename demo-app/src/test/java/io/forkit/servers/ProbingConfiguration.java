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

package io.forkit.servers;

import java.time.Duration;

import io.forkit.autoconfigure.ConditionalOnClusterRole;
import io.forkit.cluster.Cluster;
import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.WorkerStateChangedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * Lets each worker of the primary ask its own server, when that is up and again when the
 * application is ready.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole(ClusterRole.PRIMARY)
public class ProbingConfiguration {

	private static final Log logger = LogFactory.getLog(ProbingConfiguration.class);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final Cluster cluster;

	private final String path;

	ProbingConfiguration(Cluster cluster, @Value("${probed.path:/}") String path) {
		this.cluster = cluster;
		this.path = path;
	}

	@EventListener
	void changed(WorkerStateChangedEvent event) {
		WorkerState state = event.getWorker().state();
		if (state == WorkerState.LISTENING || state == WorkerState.READY) {
			this.cluster.worker(event.getWorker().id())
				.ifPresent((worker) -> worker.probe(this.path, LIMIT)
					.thenAccept((result) -> logger.info("Probe of worker %d, which is %s: %s".formatted(worker.id(),
							state, result.describe(this.path)))));
		}
	}

}
