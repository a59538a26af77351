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
import java.util.function.ToIntFunction;

import io.forkit.cluster.GateState;
import io.forkit.cluster.gate.WorkerGates;
import io.forkit.cluster.web.ServerLoad;
import io.forkit.cluster.web.SharedServer;
import io.forkit.cluster.web.SharedServers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the servers of a worker: how busy they are, and whether they take
 * connections.
 *
 * @since 0.1.0
 */
public class ForkitServerMetrics implements MeterBinder {

	/** The name of the gauge that is 1 while all gates are open, and 0 otherwise. */
	public static final String OPEN = "forkit.gate.open";

	/** The name of the counter of closings. */
	public static final String CLOSINGS = "forkit.gate.closings";

	/** The name of the gauge of open connections. */
	public static final String CONNECTIONS = "forkit.connections.open";

	/** The name of the counter of accepted connections. */
	public static final String ACCEPTED = "forkit.connections.accepted";

	/** The name of the counter of connections that were let go. */
	public static final String SHED = "forkit.connections.shed";

	/** The name of the gauge of requests that are being processed. */
	public static final String ACTIVE = "forkit.requests.active";

	private static final String CONNECTIONS_UNIT = "connections";

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(OPEN, () -> (WorkerGates.state() == GateState.OPEN) ? 1 : 0)
			.description("Whether this worker takes connections")
			.register(registry);
		counter(CLOSINGS, (type) -> WorkerGates.closings(), "Times that this worker stopped to take connections",
				"closings", registry);
		counter(SHED, (type) -> WorkerGates.shedConnections(),
				"Connections that were let go for the sake of other workers", CONNECTIONS_UNIT, registry);
		FunctionCounter
			.builder(ACCEPTED, SharedServers.class,
					(type) -> SharedServers.all().stream().mapToLong((server) -> server.listener().accepted()).sum())
			.description("Connections that this worker has taken")
			.baseUnit(CONNECTIONS_UNIT)
			.register(registry);
		gauge(CONNECTIONS, ServerLoad::connections, "Connections that are open", CONNECTIONS_UNIT, registry);
		gauge(ACTIVE, ServerLoad::activeRequests, "Requests that are being processed", "requests", registry);
	}

	private static void counter(String name, ToDoubleFunction<Class<WorkerGates>> value, String description,
			String unit, MeterRegistry registry) {
		FunctionCounter.builder(name, WorkerGates.class, value)
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

	private static void gauge(String name, ToIntFunction<ServerLoad> value, String description, String unit,
			MeterRegistry registry) {
		Gauge.builder(name, () -> SharedServers.all().stream().map(SharedServer::load).mapToInt(value).sum())
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

}
