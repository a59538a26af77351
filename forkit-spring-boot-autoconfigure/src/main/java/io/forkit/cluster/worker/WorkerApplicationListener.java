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

package io.forkit.cluster.worker;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Tells the primary what becomes of the application.
 *
 * @since 0.1.0
 */
public final class WorkerApplicationListener implements ApplicationListener<ApplicationEvent> {

	private final ClusterWorker worker;

	private final ConfigurableApplicationContext context;

	public WorkerApplicationListener(ClusterWorker worker, ConfigurableApplicationContext context) {
		this.worker = worker;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof AvailabilityChangeEvent<?> change && change.getState() instanceof ReadinessState state) {
			this.worker.ready(state == ReadinessState.ACCEPTING_TRAFFIC || this.worker.servesUntilStop());
		}
		else if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context) {
			this.worker.draining();
		}
	}

}
