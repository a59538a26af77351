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

import java.util.List;

import io.forkit.cluster.ControlLine;
import io.forkit.cluster.Replies;
import io.forkit.cluster.StopNotice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Hears from the primary that the cluster is going to stop. The application says then
 * that it is not ready, and this worker serves what comes nevertheless. Thread-safe.
 */
final class StopNotices {

	private static final Log logger = LogFactory.getLog(StopNotices.class);

	private volatile boolean given;

	private volatile @Nullable ConfigurableApplicationContext context;

	boolean isGiven() {
		return this.given;
	}

	/**
	 * Hear of it from now on.
	 * @param worker this worker
	 * @param context the application
	 */
	synchronized void subscribe(ClusterWorker worker, ConfigurableApplicationContext context) {
		this.context = context;
		ControlLine line = worker.line(StopNotice.NAME, this::received);
		line.request(List.of()).whenComplete((answer, ex) -> {
			if (answer != null) {
				received(answer);
			}
			else {
				logger.debug("This worker will not hear of a stop before it comes", ex);
			}
		});
	}

	private synchronized void received(List<?> value) {
		if (!this.given && value.equals(List.of(true))) {
			this.given = true;
			// Not on the loop: who listens may take its time.
			Replies.executor().execute(() -> {
				logger.info("The cluster is going to stop: this worker says that it is not ready, and goes on");
				refuse();
			});
		}
	}

	/** The application has begun to say that it is ready. */
	void ready() {
		if (this.given) {
			refuse();
		}
	}

	private void refuse() {
		ConfigurableApplicationContext current = this.context;
		// Before that nobody is ready.
		if (current != null && current.isActive()) {
			AvailabilityChangeEvent.publish(current, ReadinessState.REFUSING_TRAFFIC);
		}
	}

}
