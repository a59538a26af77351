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

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.forkit.cluster.Worker;
import org.jspecify.annotations.Nullable;

/**
 * Adds what one worker tells of its meters to those of its place, which may change: a
 * standby is given a slot. Belongs to one thread.
 */
final class WorkerMeters implements MetersTopic.Reports {

	private final Worker worker;

	private final Function<Worker, PlaceMeters> places;

	private final int maxMeters;

	private final Map<Integer, Entry> meters = new LinkedHashMap<>();

	private @Nullable PlaceMeters place;

	WorkerMeters(Worker worker, Function<Worker, PlaceMeters> places, int maxMeters) {
		this.worker = worker;
		this.places = places;
		this.maxMeters = maxMeters;
	}

	@Override
	public void report(List<?> message) throws IOException {
		MetersMessage read = MetersMessage.read(message);
		PlaceMeters current = this.places.apply(this.worker);
		if (current != this.place) {
			move(current);
		}
		for (Map.Entry<Integer, MeterDescription> described : read.described().entrySet()) {
			describe(described.getKey(), described.getValue(), current);
		}
		for (Map.Entry<Integer, double[]> values : read.values().entrySet()) {
			take(values.getKey(), values.getValue(), current);
		}
		read.removed().forEach((number) -> remove(number, current));
	}

	private void move(PlaceMeters to) {
		PlaceMeters from = this.place;
		this.place = to;
		if (from != null) {
			this.meters.values().forEach((entry) -> {
				release(entry, from);
				entry.target = to.meter(entry.meter.description());
				hold(entry, to);
			});
		}
	}

	private void describe(int number, MeterDescription description, PlaceMeters current) {
		Entry known = this.meters.get(number);
		if (known != null) {
			if (!known.meter.description().equals(description)) {
				throw new IllegalArgumentException(
						"The number %d is that of the meter '%s'".formatted(number, known.meter.description().name()));
			}
			return;
		}
		if (this.meters.size() >= this.maxMeters) {
			throw new IllegalArgumentException("It has more than %d meters, as 'forkit.cluster.metrics.max-meters' says"
				.formatted(this.maxMeters));
		}
		Entry entry = new Entry(new ReportedMeter(description), current.meter(description));
		this.meters.put(number, entry);
		hold(entry, current);
	}

	private void take(int number, double[] values, PlaceMeters current) throws IOException {
		Entry entry = this.meters.get(number);
		if (entry == null) {
			throw new IllegalArgumentException("There is no meter with the number " + number);
		}
		entry.target.grow(entry.meter.take(values));
		hold(entry, current);
	}

	private void remove(int number, PlaceMeters current) {
		Entry entry = this.meters.remove(number);
		if (entry != null) {
			release(entry, current);
			current.removed(entry.target);
		}
	}

	private void hold(Entry entry, PlaceMeters in) {
		entry.target.hold(entry.meter, this.worker, entry.meter.states());
		in.held(entry.target);
	}

	private static void release(Entry entry, PlaceMeters from) {
		entry.target.release(entry.meter);
		from.held(entry.target);
	}

	@Override
	public void end() {
		PlaceMeters last = this.place;
		if (last != null) {
			this.meters.values().forEach((entry) -> release(entry, last));
			this.meters.clear();
		}
	}

	/**
	 * A meter of the worker, and where it is added.
	 */
	private static final class Entry {

		private final ReportedMeter meter;

		private PlaceMeter target;

		Entry(ReportedMeter meter, PlaceMeter target) {
			this.meter = meter;
			this.target = target;
		}

	}

}
