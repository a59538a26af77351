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

package io.forkit.autoconfigure;

import io.forkit.cluster.gate.WorkerGates;
import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Opens and closes the gates of a worker with the readiness of its application, before
 * the primary is told.
 */
class AcceptGateReadiness implements ApplicationListener<AvailabilityChangeEvent<?>>, Ordered {

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
		if (event.getState() instanceof ReadinessState state) {
			ClusterWorker worker = ClusterWorker.current();
			WorkerGates
				.ready(state == ReadinessState.ACCEPTING_TRAFFIC || (worker != null && worker.servesUntilStop()));
		}
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
