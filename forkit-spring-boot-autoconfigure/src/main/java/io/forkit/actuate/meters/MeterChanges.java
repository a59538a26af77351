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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

import io.micrometer.core.instrument.Meter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the primary was told of the meters of this worker, and writes what it was
 * not. Belongs to one thread.
 */
final class MeterChanges {

	private static final Log logger = LogFactory.getLog(MeterChanges.class);

	private final Map<Meter.Id, Told> meters = new HashMap<>();

	private final List<Integer> removed = new ArrayList<>();

	private final int maxMeters;

	private final IntSupplier numbers;

	private int round;

	private boolean warned;

	/**
	 * Create a record of nothing.
	 * @param maxMeters how many meters are told at most
	 * @param numbers returns a number for a meter, that no other one of this process has
	 */
	MeterChanges(int maxMeters, IntSupplier numbers) {
		this.maxMeters = maxMeters;
		this.numbers = numbers;
	}

	/**
	 * Read the meters, and write what has changed since the primary was told.
	 * @param current all meters that there are
	 * @return the messages, one at least, to be followed by {@link #taken()} or
	 * {@link #lost()}
	 */
	List<List<?>> read(Collection<? extends Meter> current) {
		MetersWriter writer = new MetersWriter();
		this.round++;
		for (Meter meter : current) {
			try {
				MeterReader.Reading reading = MeterReader.read(meter);
				if (reading != null) {
					write(meter, reading, writer);
				}
			}
			catch (RuntimeException | LinkageError ex) {
				logger.debug("The meter '%s' cannot be read".formatted(meter.getId()), ex);
				keep(meter);
			}
		}
		forget();
		this.removed.forEach(writer::removed);
		return writer.messages();
	}

	private void keep(Meter meter) {
		Told told = this.meters.get(meter.getId());
		if (told != null) {
			told.round = this.round;
		}
	}

	private void write(Meter meter, MeterReader.Reading reading, MetersWriter writer) {
		Told told = this.meters.get(meter.getId());
		if (told != null && told.isOther(meter, reading.kind())) {
			// What it has counted is no part of what the new one counts.
			this.removed.add(told.number);
			this.meters.remove(meter.getId());
			told = null;
		}
		if (told == null) {
			told = add(meter, reading.kind());
		}
		if (told == null) {
			return;
		}
		told.round = this.round;
		if (told.values == null) {
			writer.described(told.number, told.description);
		}
		if (!Arrays.equals(told.values, reading.values())) {
			writer.values(told.number, reading.values());
			told.values = reading.values();
		}
	}

	private @Nullable Told add(Meter meter, MeterKind kind) {
		MeterDescription description = MeterDescription.of(meter.getId(), kind);
		if (!description.fits()) {
			warn("The meter '%.100s' has a name, tags and a unit of more than %d characters"
				.formatted(description.name(), MeterDescription.MAX_IDENTITY), "such meters are");
			return null;
		}
		if (this.meters.size() >= this.maxMeters) {
			warn("This worker has more than %d meters, as 'forkit.cluster.metrics.max-meters' says"
				.formatted(this.maxMeters), "the others, as '%s', are".formatted(description.name()));
			return null;
		}
		Told told = new Told(this.numbers.getAsInt(), meter, description);
		this.meters.put(meter.getId(), told);
		return told;
	}

	private void warn(String reason, String what) {
		if (!this.warned) {
			this.warned = true;
			logger.warn("%s: %s not in what the primary shows".formatted(reason, what));
		}
	}

	private void forget() {
		for (Iterator<Told> all = this.meters.values().iterator(); all.hasNext();) {
			Told told = all.next();
			if (told.round != this.round) {
				this.removed.add(told.number);
				all.remove();
			}
		}
	}

	/** The primary has taken all messages. */
	void taken() {
		this.removed.clear();
	}

	/** Nobody knows what the primary has taken: it is to be told everything again. */
	void lost() {
		this.meters.values().forEach((told) -> told.values = null);
	}

	/**
	 * What was told of a meter.
	 */
	private static final class Told {

		private final int number;

		private final Meter meter;

		private final MeterDescription description;

		private double @Nullable [] values;

		private int round;

		Told(int number, Meter meter, MeterDescription description) {
			this.number = number;
			this.meter = meter;
			this.description = description;
		}

		boolean isOther(Meter current, MeterKind kind) {
			return this.description.kind() != kind || (kind.sums() > 0 && this.meter != current);
		}

	}

}
