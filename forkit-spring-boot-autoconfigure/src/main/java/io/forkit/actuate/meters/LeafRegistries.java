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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.push.PushMeterRegistry;

/**
 * Finds the registries that keep meters for whoever asks, also in composites. Those that
 * send them to somewhere are left out: each worker sends its own already, and what counts
 * in steps knows no sums.
 */
final class LeafRegistries {

	// They send as well, but are no PushMeterRegistry.
	private static final List<String> SENDERS = List.of("io.micrometer.statsd.", "io.micrometer.graphite.",
			"io.micrometer.ganglia.", "io.micrometer.atlas.");

	private LeafRegistries() {
	}

	static List<MeterRegistry> of(Stream<MeterRegistry> registries) {
		Set<MeterRegistry> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		List<MeterRegistry> leaves = new ArrayList<>();
		registries.forEach((registry) -> add(registry, seen, leaves));
		return leaves;
	}

	private static void add(MeterRegistry registry, Set<MeterRegistry> seen, List<MeterRegistry> leaves) {
		if (!seen.add(registry)) {
			return;
		}
		if (registry instanceof CompositeMeterRegistry composite) {
			composite.getRegistries().forEach((part) -> add(part, seen, leaves));
		}
		else if (!(registry instanceof PushMeterRegistry) && !isSender(registry.getClass())) {
			leaves.add(registry);
		}
	}

	private static boolean isSender(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (SENDERS.stream().anyMatch(current.getName()::startsWith)) {
				return true;
			}
		}
		return false;
	}

}
