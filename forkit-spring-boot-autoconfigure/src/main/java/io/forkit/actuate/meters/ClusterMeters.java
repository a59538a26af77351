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

package io.forkit.actuate.meters;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.forkit.cluster.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * The meters of all workers, in the registries of the primary. What was counted by
 * workers that have ended is kept.
 *
 * @since 0.1.0
 */
public final class ClusterMeters implements MetersTopic.Receiver {

	private final MeterPublication publication;

	private final int maxMeters;

	private final Map<String, PlaceMeters> places = new HashMap<>();

	/**
	 * Create the meters of a cluster without any workers.
	 * @param registries the registries of the primary
	 * @param settings how many meters a worker may have
	 */
	public ClusterMeters(Supplier<Stream<MeterRegistry>> registries, MetersSettings settings) {
		this.publication = new MeterPublication(LeafRegistries.of(registries.get()));
		this.maxMeters = settings.maxMeters();
	}

	/**
	 * Return what says of the meters of the primary itself that they are.
	 * @return the filter
	 */
	public static MeterFilter ofPrimary() {
		return WorkerTag.ofPrimary();
	}

	@Override
	public MetersTopic.Reports open(Worker worker) {
		return new WorkerMeters(worker, this::place, this.maxMeters);
	}

	private PlaceMeters place(Worker worker) {
		String place = worker.isStandby() ? WorkerTag.STANDBY : String.valueOf(worker.slot());
		return this.places.computeIfAbsent(place, (name) -> new PlaceMeters(name, this.publication, this.maxMeters));
	}

}
