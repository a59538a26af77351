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

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.core.instrument.Tags;

/**
 * The meters of all workers that a place has had: a slot, or that of those without one.
 * Belongs to one thread.
 */
final class PlaceMeters {

	private final String place;

	private final MeterPublication publication;

	private final int maxMeters;

	private final Map<Identity, PlaceMeter> meters = new LinkedHashMap<>();

	/**
	 * Create a place without any meters.
	 * @param place its name
	 * @param publication shows them
	 * @param maxMeters above which number those are dropped that no worker has any more
	 */
	PlaceMeters(String place, MeterPublication publication, int maxMeters) {
		this.place = place;
		this.publication = publication;
		this.maxMeters = maxMeters;
	}

	/**
	 * Find or make a meter.
	 * @param description what it is
	 * @return the meter
	 */
	PlaceMeter meter(MeterDescription description) {
		Identity identity = Identity.of(description);
		PlaceMeter existing = this.meters.get(identity);
		if (existing != null && existing.description().kind() == description.kind()) {
			return existing;
		}
		if (existing != null) {
			// Another version of the application measures something else.
			this.publication.remove(existing);
			this.meters.remove(identity);
		}
		if (this.meters.size() >= this.maxMeters) {
			dropFirstLeft();
		}
		PlaceMeter created = new PlaceMeter(description);
		this.meters.put(identity, created);
		this.publication.showSums(created, this.place);
		return created;
	}

	private void dropFirstLeft() {
		for (Iterator<PlaceMeter> all = this.meters.values().iterator(); all.hasNext();) {
			PlaceMeter meter = all.next();
			if (!meter.isHeld()) {
				all.remove();
				this.publication.remove(meter);
				return;
			}
		}
	}

	/**
	 * The states of a meter may have changed hands.
	 * @param meter the meter
	 */
	void held(PlaceMeter meter) {
		boolean current = this.meters.get(Identity.of(meter.description())) == meter;
		if (current && meter.isHeld()) {
			this.publication.showStates(meter, this.place);
		}
		else {
			this.publication.hideStates(meter);
		}
	}

	/**
	 * A worker has removed a meter. It is gone if no other one here has it.
	 * @param meter the meter
	 */
	void removed(PlaceMeter meter) {
		if (!meter.isHeld() && this.meters.remove(Identity.of(meter.description()), meter)) {
			this.publication.remove(meter);
		}
	}

	/**
	 * What makes two meters the same.
	 *
	 * @param name the name
	 * @param tags the tags
	 */
	private record Identity(String name, Tags tags) {

		static Identity of(MeterDescription description) {
			return new Identity(description.name(), description.tags());
		}

	}

}
