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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Shows the meters of places in the registries of the primary. Belongs to one thread.
 */
final class MeterPublication {

	private static final Log logger = LogFactory.getLog(MeterPublication.class);

	private final List<MeterRegistry> registries;

	private final Map<PlaceMeter, List<Shown>> sums = new HashMap<>();

	private final Map<PlaceMeter, List<Shown>> states = new HashMap<>();

	private final Set<String> refused = new HashSet<>();

	MeterPublication(List<MeterRegistry> registries) {
		this.registries = registries;
	}

	/**
	 * Show the sums of a meter, from now on.
	 * @param meter the meter
	 * @param place its place
	 */
	void showSums(PlaceMeter meter, String place) {
		if (meter.description().kind().sums() > 0) {
			this.sums.computeIfAbsent(meter,
					(key) -> show(meter, (registry) -> List.of(registerSums(meter, place, registry))));
		}
	}

	/**
	 * Show the states of a meter, from now on.
	 * @param meter the meter
	 * @param place its place
	 */
	void showStates(PlaceMeter meter, String place) {
		if (meter.description().kind().states() > 0) {
			this.states.computeIfAbsent(meter,
					(key) -> show(meter, (registry) -> registerStates(meter, place, registry)));
		}
	}

	/**
	 * Show the states of a meter no more.
	 * @param meter the meter
	 */
	void hideStates(PlaceMeter meter) {
		hide(this.states.remove(meter));
	}

	/**
	 * Show nothing of a meter any more.
	 * @param meter the meter
	 */
	void remove(PlaceMeter meter) {
		hideStates(meter);
		hide(this.sums.remove(meter));
	}

	private void hide(@Nullable List<Shown> shown) {
		if (shown != null) {
			shown.forEach((one) -> one.registry().remove(one.meter()));
		}
	}

	private List<Shown> show(PlaceMeter meter, Function<MeterRegistry, List<Meter>> registration) {
		List<Shown> shown = new ArrayList<>();
		for (MeterRegistry registry : this.registries) {
			try {
				registration.apply(registry).forEach((one) -> shown.add(new Shown(registry, one)));
			}
			catch (RuntimeException ex) {
				String name = meter.description().name();
				if (this.refused.add(name)) {
					logger.warn("The meter '%s' of the workers cannot be shown in %s: %s".formatted(name,
							registry.getClass().getSimpleName(), ex.getMessage()));
				}
			}
		}
		return shown;
	}

	private static Meter registerSums(PlaceMeter meter, String place, MeterRegistry registry) {
		MeterDescription description = meter.description();
		Tags tags = WorkerTag.add(description.tags(), place);
		return switch (description.kind()) {
			case COUNTER -> FunctionCounter.builder(description.name(), meter, (one) -> one.sum(0))
				.tags(tags)
				.description(description.text())
				.baseUnit(description.unit())
				.register(registry);
			case TIMER, FUNCTION_TIMER -> FunctionTimer
				.builder(description.name(), meter, (one) -> (long) one.sum(0), (one) -> one.sum(1), TimeUnit.SECONDS)
				.tags(tags)
				.description(description.text())
				.register(registry);
			// Of another type than a summary of the primary itself: Prometheus would take
			// both for the same, and fail at each scrape.
			case SUMMARY -> Meter
				.builder(description.name(), Meter.Type.OTHER,
						List.of(new Measurement(() -> meter.sum(0), Statistic.COUNT),
								new Measurement(() -> meter.sum(1), Statistic.TOTAL),
								new Measurement(() -> zeroIfNone(meter.state(0)), Statistic.MAX)))
				.tags(tags)
				.description(description.text())
				.baseUnit(description.unit())
				.register(registry);
			default -> throw new IllegalArgumentException("A " + description.kind() + " has no sums");
		};
	}

	private static double zeroIfNone(double value) {
		return Double.isNaN(value) ? 0 : value;
	}

	private static List<Meter> registerStates(PlaceMeter meter, String place, MeterRegistry registry) {
		MeterDescription description = meter.description();
		Tags tags = WorkerTag.add(description.tags(), place);
		String name = description.name();
		return switch (description.kind()) {
			case GAUGE -> List.of(Gauge.builder(name, meter, (one) -> one.state(0))
				.tags(tags)
				.description(description.text())
				.baseUnit(description.unit())
				.register(registry));
			case TIME_GAUGE -> List.of(time(name, meter, 0, tags, registry));
			case TIMER -> List.of(time(name + ".max", meter, 0, tags, registry));
			case LONG_TASK_TIMER -> List.of(Gauge.builder(name + ".active", meter, (one) -> one.state(0))
				.tags(tags)
				.description(description.text())
				.baseUnit("tasks")
				.register(registry), time(name + ".duration", meter, 1, tags, registry));
			default -> List.of();
		};
	}

	private static Meter time(String name, PlaceMeter meter, int index, Tags tags, MeterRegistry registry) {
		return TimeGauge.builder(name, meter, TimeUnit.SECONDS, (one) -> one.state(index))
			.tags(tags)
			.description(meter.description().text())
			.register(registry);
	}

	/**
	 * What was registered.
	 *
	 * @param registry where
	 * @param meter what
	 */
	private record Shown(MeterRegistry registry, Meter meter) {

	}

}
