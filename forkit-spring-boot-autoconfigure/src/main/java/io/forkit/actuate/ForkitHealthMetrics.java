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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.WorkerEvent;
import io.forkit.cluster.watch.VitalSigns;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.context.event.EventListener;

/**
 * Meters of a primary that tell how its workers fare.
 *
 * @since 0.1.0
 */
public class ForkitHealthMetrics implements MeterBinder {

	/** The name of the gauge of the time since the last sign of life of a slot. */
	public static final String SILENCE = "forkit.worker.silence";

	/** The name of the gauge of the share of the time that goes into garbage. */
	public static final String COLLECTING = "forkit.worker.gc.share";

	/** The name of the gauge of workers that hang. */
	public static final String HUNG = "forkit.workers.hung";

	/** The name of the timer of requests of workers to their own servers. */
	public static final String PROBES = "forkit.probes";

	/** The name of the counter of those that were not answered well. */
	public static final String FAILURES = "forkit.probes.failures";

	private static final String SLOT = "slot";

	private final ClusterLifecycle cluster;

	private final Set<MeterRegistry> registries = new CopyOnWriteArraySet<>();

	private final Set<Integer> slots = ConcurrentHashMap.newKeySet();

	public ForkitHealthMetrics(ClusterLifecycle cluster) {
		this.cluster = cluster;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		this.slots.forEach((slot) -> bind(slot, registry));
		Gauge.builder(HUNG, this::hung).description("Workers that hang").baseUnit("workers").register(registry);
		FunctionTimer
			.builder(PROBES, this.cluster, (cluster) -> cluster.probes().count(),
					(cluster) -> cluster.probes().time().toNanos(), TimeUnit.NANOSECONDS)
			.description("Requests of workers to their own servers")
			.register(registry);
		FunctionCounter.builder(FAILURES, this.cluster, (cluster) -> cluster.probes().failures())
			.description("Requests of workers to their own servers that were not answered well")
			.baseUnit("requests")
			.register(registry);
	}

	private long hung() {
		return this.cluster.snapshot()
			.workers()
			.stream()
			.filter((worker) -> worker.health() != null && worker.health().hung())
			.count();
	}

	/**
	 * A worker was started, maybe of a slot that is new.
	 * @param event the event
	 */
	@EventListener
	public void forked(WorkerEvent.Forked event) {
		int slot = event.getWorker().slot();
		if (this.slots.add(slot)) {
			this.registries.forEach((registry) -> bind(slot, registry));
		}
	}

	private void bind(int slot, MeterRegistry registry) {
		String tag = Integer.toString(slot);
		TimeGauge.builder(SILENCE, () -> of(slot, (signs) -> signs.silence().toMillis()), TimeUnit.MILLISECONDS)
			.description("Time since the last sign of life of the worker")
			.tag(SLOT, tag)
			.register(registry);
		Gauge.builder(COLLECTING, () -> of(slot, VitalSigns::collecting))
			.description("Share of the time in which the worker stands still to collect garbage")
			.tag(SLOT, tag)
			.register(registry);
	}

	private double of(int slot, ToDoubleFunction<VitalSigns> number) {
		return this.cluster.workers()
			.stream()
			.filter((worker) -> worker.slot() == slot)
			.map((worker) -> worker.vitalSigns())
			.filter((signs) -> signs != null)
			.mapToDouble(number)
			.findFirst()
			.orElse(Double.NaN);
	}

}
