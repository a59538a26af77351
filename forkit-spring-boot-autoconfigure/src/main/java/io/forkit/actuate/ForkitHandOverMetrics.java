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

import java.util.function.ToDoubleFunction;

import io.forkit.cluster.scheduling.HandOverStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of a primary that hands connections over to its workers.
 *
 * @since 0.1.0
 */
public class ForkitHandOverMetrics implements MeterBinder {

	/** The name of the counter of connections that were sent to workers. */
	public static final String SENT = "forkit.handovers.sent";

	/** The name of the counter of connections that workers have taken. */
	public static final String ACKNOWLEDGED = "forkit.handovers.acknowledged";

	/** The name of the counter of connections that came back, to be sent to another. */
	public static final String RETURNED = "forkit.handovers.returned";

	/** The name of the gauge of connections that workers have not taken yet. */
	public static final String UNACKNOWLEDGED = "forkit.handovers.unacknowledged";

	/** The name of the gauge of connections that wait for a worker. */
	public static final String WAITING = "forkit.handovers.waiting";

	private static final String UNIT = "connections";

	private final HandOverStatistics statistics;

	public ForkitHandOverMetrics(HandOverStatistics statistics) {
		this.statistics = statistics;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(SENT, HandOverStatistics::sent, "Connections that were handed over to a worker", registry);
		counter(ACKNOWLEDGED, HandOverStatistics::acknowledged, "Connections that a worker has taken", registry);
		counter(RETURNED, HandOverStatistics::returned,
				"Connections that a worker has not taken and another one is given", registry);
		gauge(UNACKNOWLEDGED, HandOverStatistics::unacknowledged,
				"Connections that were handed over and are not taken yet", registry);
		gauge(WAITING, HandOverStatistics::waiting, "Accepted connections that wait for a worker", registry);
	}

	private void counter(String name, ToDoubleFunction<HandOverStatistics> value, String description,
			MeterRegistry registry) {
		FunctionCounter.builder(name, this.statistics, value)
			.description(description)
			.baseUnit(UNIT)
			.register(registry);
	}

	private void gauge(String name, ToDoubleFunction<HandOverStatistics> value, String description,
			MeterRegistry registry) {
		Gauge.builder(name, this.statistics, value).description(description).baseUnit(UNIT).register(registry);
	}

}
