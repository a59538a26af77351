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

import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.forkit.cluster.capacity.CapacityReport;
import io.forkit.cluster.capacity.ClusterCapacity;
import io.forkit.cluster.recycle.RecycleCause;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the capacity of a cluster, in its primary.
 *
 * @since 0.1.0
 */
public class ForkitCapacityMetrics implements MeterBinder {

	/** The name of the gauge of workers that could take a slot now. */
	public static final String STANDBYS = "forkit.standby.ready";

	/** The name of the counter of standbys that were given a slot. */
	public static final String ACTIVATIONS = "forkit.standby.activations";

	/** The name of the counter of workers that were recycled, by the limit. */
	public static final String RECYCLES = "forkit.recycles";

	/** The name of the gauge of the share of the capacity that is taken. */
	public static final String UTILISATION = "forkit.autoscale.utilisation";

	/** The name of the gauge of connections that wait to be accepted. */
	public static final String QUEUE = "forkit.autoscale.queue";

	/** The name of the counter of changes of the number of workers. */
	public static final String CHANGES = "forkit.autoscale.changes";

	private static final String WORKERS = "workers";

	private final ClusterCapacity capacity;

	private final boolean autoscaled;

	/**
	 * Create meters.
	 * @param capacity the capacity
	 * @param autoscaled whether the number of workers follows the load
	 */
	public ForkitCapacityMetrics(ClusterCapacity capacity, boolean autoscaled) {
		this.capacity = capacity;
		this.autoscaled = autoscaled;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(STANDBYS, this.capacity, (value) -> value.latest().standby().ready())
			.description("Workers that could take the place of another one now")
			.baseUnit(WORKERS)
			.register(registry);
		FunctionCounter.builder(ACTIVATIONS, this.capacity, (value) -> value.latest().standby().activations())
			.description("Workers that waited and have taken the place of another one")
			.baseUnit(WORKERS)
			.register(registry);
		for (RecycleCause cause : RecycleCause.values()) {
			FunctionCounter
				.builder(RECYCLES, this.capacity, (value) -> value.latest().recycle().counts().getOrDefault(cause, 0L))
				.tag("cause", cause.name().toLowerCase(Locale.ROOT))
				.description("Workers that were replaced because they had exceeded a limit")
				.baseUnit(WORKERS)
				.register(registry);
		}
		if (this.autoscaled) {
			autoscale(registry);
		}
	}

	private void autoscale(MeterRegistry registry) {
		Gauge.builder(UTILISATION, this.capacity, (value) -> {
			double utilisation = autoscale(value, CapacityReport.Autoscale::utilisation);
			return (utilisation >= 0) ? utilisation : Double.NaN;
		}).description("Share of the capacity of all servers that is taken, averaged").register(registry);
		Gauge.builder(QUEUE, this.capacity, (value) -> autoscale(value, CapacityReport.Autoscale::queue))
			.description("Connections that wait to be accepted")
			.baseUnit("connections")
			.register(registry);
		change("up", CapacityReport.Autoscale::ups, registry);
		change("down", CapacityReport.Autoscale::downs, registry);
	}

	private void change(String direction, ToDoubleFunction<CapacityReport.Autoscale> count, MeterRegistry registry) {
		FunctionCounter.builder(CHANGES, this.capacity, (value) -> autoscale(value, count))
			.tag("direction", direction)
			.description("Changes of the number of workers with the load")
			.baseUnit("changes")
			.register(registry);
	}

	private static double autoscale(ClusterCapacity capacity, ToDoubleFunction<CapacityReport.Autoscale> value) {
		CapacityReport.Autoscale autoscale = capacity.latest().autoscale();
		return (autoscale != null) ? value.applyAsDouble(autoscale) : 0;
	}

}
